"""A procurement for tests: the delivered law, two who buy, three who sell, and the steps that lead to each point."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from knutepunkt.base.collation import sort_key
from knutepunkt.base.session import seen_by
from knutepunkt.connectors.delivered import deliver
from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.plan.actions import announcing, members, opening, sending
from knutepunkt.plan.models import (
    AgreedScore,
    Award,
    AwardLetter,
    Complaint,
    DrawingOfLots,
    LegalGround,
    Negotiation,
    PlannedStep,
    Procurement,
    ProcurementCriterion,
    ProcurementLot,
    ProcurementQuestion,
    Submission,
    TenderRound,
    TenderScore,
)
from knutepunkt.plan.queries.procurement import asked_in
from tests.cast import MONDAY, SINCE, Cast

DAY = timedelta(days=1)
REQUESTS_AT = MONDAY + 31 * DAY
OPENING = REQUESTS_AT + timedelta(hours=1)
TENDERS_AT = OPENING + 40 * DAY


@dataclass
class Buying:
    """Who plays, and the procurement."""

    cast: Cast
    sellers: list[Person]
    one: Procurement

    def round(self) -> TenderRound:
        """Return the latest round."""
        found = self.one.rounds.order_by("-number").first()
        assert found is not None
        return found

    def at(self, person: Person, action: Any, /, *args: Any, at: datetime = MONDAY, **values: Any) -> Any:
        """Do something as a person sees it."""
        with seen_by(self.cast.sees(person)):
            return action(*args, by=person, at=at, **values)


def make_law() -> None:
    """Write the law that every installation begins with."""
    deliver(at=MONDAY)


def make_buying(cast: Cast) -> Buying:
    """Write a draft that lacks nothing: a negotiated procedure for one lot, with two impartial members."""
    make_law()
    third = Organisation.objects.create(
        key="leverandor-c", name="Leverandør C", sort_key=sort_key("Leverandør C"), kind="supplier"
    )
    sellers = [_seller(one) for one in (cast.supplier, cast.other_supplier, third)]
    one = Procurement.objects.create(
        key="drift",
        title="Drift av servere",
        owner=cast.integrator,
        need="Dagens avtale går ut.",
        why_not_lots="Delene henger sammen.",
        procedure="negotiated_with_call",
        ground=LegalGround.objects.get(key="tilpasning"),
        ground_reason="Løsningen må tilpasses.",
        price_model="linear",
        tie_rule="heaviest",
    )
    ProcurementLot.objects.create(procurement=one, number=1, title="Drift", monthly=Decimal(200_000), months=48)
    PlannedStep.objects.create(procurement=one, step="notice", first_on=MONDAY.date(), last_on=MONDAY.date())
    for number, (title, weight, mark) in enumerate(
        (("Pris", 40, "is_price"), ("Kvalitet", 30, ""), ("Miljø", 30, "is_environment")), start=1
    ):
        ProcurementCriterion.objects.create(
            procurement=one, kind="award", number=number, title=title, weight=weight, **({mark: True} if mark else {})
        )
    ProcurementCriterion.objects.create(
        procurement=one, kind="qualification", number=1, title="Økonomisk soliditet", text="Kredittverdig"
    )
    found = Buying(cast, sellers, one)
    for person in (cast.administrator, cast.agent):
        member = found.at(
            cast.administrator, members.join, one.pk, person=person, function="Evaluerer", at=MONDAY - DAY
        )
        found.at(person, members.declare, member.pk, has_conflict=False, declaration="", at=MONDAY - DAY)
    return found


def _seller(home: Organisation) -> Person:
    person = Person.objects.create(email=f"selger@{home.key}.example", name=f"Selger {home.key}", organisation=home)
    Membership.objects.create(
        person=person, organisation=home, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    return person


def announce(found: Buying) -> TenderRound:
    """Announce it on Monday, with requests due 31 days later."""
    found.at(
        found.cast.administrator, announcing.announce, found.one.pk, text="Vi kjøper drift.", deadline_at=REQUESTS_AT
    )
    return found.round()


def answers(found: Buying, *, price: int = 1_000_000) -> dict[int, sending.Answer]:
    """Return an answer to everything that the latest round asks."""
    return {
        one.pk: sending.Answer(
            text="Slik løser vi det.",
            meets=True if one.kind == "qualification" else None,
            amount=Decimal(price) if one.is_price else None,
        )
        for one in asked_in(found.round())
    }


def send(found: Buying, seller: Person, *, at: datetime, price: int = 1_000_000, lot: int = 1) -> Submission:
    """Send what the latest round asks for, with a file."""
    file: Any = SimpleUploadedFile("tilbud.pdf", b"%PDF hemmelig")
    sent: Submission = found.at(
        seller,
        sending.submit,
        found.round().pk,
        answers=answers(found, price=price),
        files=[file],
        at=at,
        lot_number=lot,
    )
    return sent


def open_by_two(found: Buying, *, at: datetime) -> None:
    """Turn both keys."""
    for person in (found.cast.administrator, found.cast.agent):
        found.at(person, opening.open_round, found.round().pk, at=at)


def to_tenders(found: Buying) -> TenderRound:
    """Go on until tenders are invited: three have asked to take part, and all are admitted."""
    announce(found)
    for seller in found.sellers:
        send(found, seller, at=MONDAY + DAY)
    open_by_two(found, at=OPENING)
    for one in Submission.objects.filter(round=found.round()):
        found.at(found.cast.agent, opening.admit, one.pk, at=OPENING)
    found.at(found.cast.administrator, opening.invite, found.one.pk, deadline_at=TENDERS_AT, at=OPENING)
    return found.round()


def to_opened(found: Buying, prices: tuple[int, ...] = (1_000_000, 1_100_000, 1_200_000)) -> list[Submission]:
    """Go on until tenders are opened; returns them in the order of the sellers."""
    to_tenders(found)
    sent = [
        send(found, seller, at=OPENING + DAY, price=price) for seller, price in zip(found.sellers, prices, strict=True)
    ]
    open_by_two(found, at=TENDERS_AT + timedelta(hours=1))
    return sent


def make_bought(cast: Cast) -> Buying:
    """Write a purchase with a row in every table of procurement; what is sent is of suppliers A and C."""
    found = make_buying(cast)
    found.sellers = [found.sellers[0], found.sellers[2]]
    file: Any = SimpleUploadedFile("grunnlag.pdf", b"%PDF")
    administrator = cast.administrator
    found.at(administrator, announcing.add_document, found.one.pk, title="Grunnlag", file=file, at=MONDAY - DAY)
    sent = to_opened(found, prices=(1_000_000, 1_100_000))
    _asked_and_answered(found)
    _told(found, sent[0])
    return found


def _asked_and_answered(found: Buying) -> None:
    question = ProcurementQuestion.objects.create(
        procurement=found.one, text="Hva?", asked_by=found.sellers[0], asker=found.cast.supplier, asked_at=MONDAY
    )
    found.at(found.cast.administrator, announcing.answer, question.pk, asked="Hva?", text="Det.", at=MONDAY + DAY)


def _told(found: Buying, sent: Submission) -> None:
    """Scores, a negotiation, an award with its letter, and a complaint, at supplier A."""
    at, agent = TENDERS_AT + timedelta(hours=2), found.cast.agent
    found.at(agent, opening.admit, sent.pk, at=at)
    said = {"criterion": found.one.criteria.get(title="Kvalitet"), "points": Decimal(5), "reason": "Godt", "at": at}
    TenderScore.objects.create(submission=sent, assessor=agent, **said)
    AgreedScore.objects.create(submission=sent, agreed_by=agent, **said)
    Negotiation.objects.create(
        round=sent.round, supplier=sent.supplier, held_on=at.date(), minutes="Pris", by=agent, at=at
    )
    DrawingOfLots.objects.create(
        procurement=found.one, lot=found.one.lots.get(), round=sent.round, names=["a", "b"], seed="s", order=["b", "a"],
        drawn_by=agent, witness=found.cast.administrator, drawn_at=at,
    )  # fmt: skip
    Award.objects.create(
        procurement=found.one, lot=found.one.lots.get(), supplier=sent.supplier, reason="Best", decided_at=at,
        decided_by=agent,
    )  # fmt: skip
    AwardLetter.objects.create(procurement=found.one, supplier=sent.supplier, body="Brev", sent_at=at)
    Complaint.objects.create(procurement=found.one, supplier=sent.supplier, received_on=at.date(), about="Klage")
