"""Writes the example's purchases: the strategy's own plan of 2019, and three made up, each at another step."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils import translation

from knutepunkt.agreement.models import Certainty, TypeVersion
from knutepunkt.base.session import seen_by
from knutepunkt.example.reading import read
from knutepunkt.party.models import Membership, Person
from knutepunkt.party.queries import integrator, local_day, viewer
from knutepunkt.plan.actions import announcing, awarding, judging, members, opening, sending
from knutepunkt.plan.models import (
    LegalGround,
    PlannedStep,
    Procurement,
    ProcurementCriterion,
    ProcurementLot,
    Submission,
    TenderRound,
)
from knutepunkt.plan.queries.procurement import asked_in

_FIELDS = frozenset({"lots", "plan", "criteria", "points"})
_DAY = timedelta(days=1)


def write_plans() -> None:
    """Write the strategy's own plans, as its source says them."""
    for given in read("procurement")["procurements"]:
        _procurement(given)


def write_purchases(*, at: datetime) -> None:
    """Write those made up where they are missing; each step is the action itself, on its own day."""
    made = read("procurement")["example"]
    if Procurement.objects.filter(key=made["draft"]["key"]).exists():
        return
    stage = _Stage(at)
    _procurement(made["draft"])
    with translation.override("nb"):  # letters are written in the sender's language
        stage.seal(_procurement(made["sealed"]))
        stage.judge(_procurement(made["judged"]), made["judged"]["points"])


def _procurement(given: dict[str, Any]) -> Procurement:
    values = {name: value for name, value in given.items() if name not in _FIELDS}
    row = Procurement.objects.create(owner=integrator(), is_example=True, **values)
    umbrella = TypeVersion.objects.filter(type__key="ssa-r", is_current=True).first()
    for lot in given["lots"]:
        version = umbrella if row.result == Procurement.Result.FRAMEWORK else None
        ProcurementLot.objects.create(procurement=row, version=version, **lot)
    for step in given.get("plan", ()):
        certainty = Certainty.VERIFIED.value
        PlannedStep.objects.create(procurement=row, source=row.source, certainty=certainty, **step)
    for criterion in given.get("criteria", ()):
        ProcurementCriterion.objects.create(procurement=row, **criterion)
    return row


class _Stage:
    """Who plays, and the day that everything is reckoned from."""

    def __init__(self, at: datetime) -> None:
        roles = Membership.Role
        self.at = at.replace(hour=11, minute=0, second=0, microsecond=0)
        self.manager = self._person(roles.SUPPLIER_MANAGER, "integrator")
        self.administrator = self._person(roles.ADMINISTRATOR, "integrator")
        self.sellers = {
            key: self._person(roles.SERVICE_OWNER, "supplier", key) for key in ("modul-1", "modul-2", "modul-3")
        }

    def _person(self, role: Membership.Role, kind: str, key: str = "") -> Person:
        rows = Person.objects.filter(memberships__role=role.value, organisation__kind=kind)
        found = rows.filter(organisation__key=key) if key else rows
        return found.select_related("organisation").order_by("pk")[0]

    def do(self, person: Person, action: Any, /, *args: Any, days: float, **values: Any) -> Any:
        """Do an action as a person, so many days from now."""
        moment = self.at + days * _DAY
        reader = viewer(person, at=moment, source="example")
        assert reader is not None
        with seen_by(reader):
            return action(*args, by=person, at=moment, **values)

    def prepare(self, row: Procurement, *, days: float) -> None:
        """Let two work on it, both impartial, and give it its ground and its plan."""
        ground = LegalGround.objects.filter(key="tilpasning").first()
        if row.ground_reason and ground is not None:
            Procurement.objects.filter(pk=row.pk).update(ground=ground)
        for person, function in ((self.manager, "Leder konkurransen"), (self.administrator, "Evaluerer")):
            one = self.do(self.manager, members.join, row.pk, person=person, function=function, days=days)
            self.do(person, members.declare, one.pk, has_conflict=False, declaration="", days=days)
        file: Any = _file("konkurransegrunnlag.txt", f"Eksempel: konkurransegrunnlag for {row.title}.")
        said = {"title": "Konkurransegrunnlag", "file": file}
        self.do(self.manager, announcing.add_document, row.pk, days=days, **said)

    def plan(self, row: Procurement, steps: dict[str, int]) -> None:
        """Write what was planned, by days from now; a step that lasts has its first day and its last."""
        for step, days in steps.items():
            day = local_day(self.at + days * _DAY)
            PlannedStep.objects.create(procurement=row, step=step, first_on=day, last_on=day + 2 * _DAY)

    def announce(self, row: Procurement, *, days: float, deadline: float) -> TenderRound:
        text = f"Eksempel. {row.need}"
        deadline_at = self.at + deadline * _DAY
        values = {"text": text, "reference": "2026-EKSEMPEL", "deadline_at": deadline_at}
        self.do(self.manager, announcing.announce, row.pk, days=days, **values)
        question = self.do(
            self.sellers["modul-2"], announcing.ask, row.pk, text="Kan befaring gjøres på nett?", days=days + 2
        )
        answer = {"asked": "Kan befaring gjøres på nett?", "text": "Ja. Alle får samme gjennomgang."}
        self.do(self.manager, announcing.answer, question.pk, days=days + 3, **answer)
        return self.last(row)

    def last(self, row: Procurement) -> TenderRound:
        return row.rounds.order_by("-number")[0]

    def send(self, row: Procurement, key: str, *, days: float, price: int = 0) -> Submission:
        """Send what the latest round asks for."""
        running = self.last(row)
        answers = {
            one.pk: sending.Answer(
                text="" if one.is_price else "Eksempel: slik løser vi det.",
                meets=True if one.kind == ProcurementCriterion.Kind.QUALIFICATION else None,
                amount=Decimal(price) if one.is_price else None,
            )
            for one in asked_in(running)
        }
        file: Any = _file("svar.txt", "Eksempel: leverandørens svar.")
        sent: Submission = self.do(
            self.sellers[key], sending.submit, running.pk, answers=answers, files=[file], days=days
        )
        return sent

    def open(self, row: Procurement, *, days: float) -> None:
        for person in (self.manager, self.administrator):
            self.do(person, opening.open_round, self.last(row).pk, days=days)

    def seal(self, row: Procurement) -> None:
        """A negotiated competition whose tenders come in, sealed, for some days yet."""
        steps = {"notice": -64, "request_deadline": -31, "invitation": -28, "tender_deadline": 9}
        self.plan(row, steps | {"award_letter": 40, "signing": 55})
        self.prepare(row, days=-70)
        self.announce(row, days=-64, deadline=-30)
        for key in self.sellers:
            self.send(row, key, days=-33)
        self.open(row, days=-29.5)
        for one in Submission.objects.filter(round=self.last(row)):
            self.do(self.administrator, opening.admit, one.pk, days=-29)
        self.do(self.manager, opening.invite, row.pk, deadline_at=self.at + 11 * _DAY, days=-28)
        for key, days in (("modul-2", -3), ("modul-1", -1)):
            self.send(row, key, days=days, price=11_160_000)

    def judge(self, row: Procurement, points: dict[str, list[int]]) -> None:
        """An open competition that is judged and awarded, in its standstill."""
        self.plan(row, {"notice": -71, "tender_deadline": -35, "evaluation": -30, "award_letter": -5, "signing": 9})
        self.prepare(row, days=-80)
        self.announce(row, days=-71, deadline=-34)
        sent = {key: self.send(row, key, days=-36, price=price) for key, (price, *_rest) in points.items()}
        self.open(row, days=-33.5)
        for key, (_price, *given) in points.items():
            self.do(self.administrator, opening.admit, sent[key].pk, days=-33)
            self._score(row, sent[key], given)
        lot = row.lots.get()
        chosen = {"submission_id": sent["modul-3"].pk, "reason": "Best samlet: klart best metode til en god pris."}
        self.do(self.manager, awarding.choose, lot.pk, days=-5, **chosen)
        self.do(self.manager, awarding.send_letters, row.pk, days=-4)

    def _score(self, row: Procurement, sent: Submission, given: list[int]) -> None:
        judged = row.criteria.filter(kind="award", is_price=False).order_by("number")
        for criterion, points in zip(judged, given, strict=True):
            reason = "Eksempel: vurdert etter det som ble spurt om."
            said: dict[str, Any] = {"criterion_id": criterion.pk, "reason": reason}
            for person, more in ((self.manager, Decimal(0)), (self.administrator, Decimal("0.5"))):
                self.do(person, judging.score, sent.pk, points=points + more, days=-20, **said)
            self.do(self.manager, judging.agree, sent.pk, points=Decimal(points), days=-18, **said)


def _file(name: str, text: str) -> InMemoryUploadedFile:
    content = text.encode()
    return InMemoryUploadedFile(BytesIO(content), None, name, "text/plain", len(content), None)
