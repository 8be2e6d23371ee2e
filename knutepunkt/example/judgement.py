"""Writes what the example has judged: capabilities, responsibilities and findings as files, the rest by the actions."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.assessment.actions.judging import Answer, assess, decide
from knutepunkt.assessment.models import Assessment, AssessmentModel, Capability
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.connectors.delivered import deliver
from knutepunkt.connectors.records import read_in
from knutepunkt.example.moving import move
from knutepunkt.example.reading import read
from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.party.queries import local_day, viewer

FILES = Path(__file__).resolve().parents[2] / "data" / "gardermoen" / "assessment"
_SUBJECTS: dict[str, Any] = {
    "service": Service,
    "application": Application,
    "supplier": Organisation,
    "capability": Capability,
}


def write_judgement(*, at: datetime) -> None:
    """Write it where it is missing, as it stands at a moment."""
    if Capability.objects.exists():
        return
    deliver(at=at)
    with TemporaryDirectory() as folder:
        move(FILES, into=Path(folder), on=local_day(at))
        summary = read_in(Path(folder), records="assessment", at=at)
    assert not summary.faults, summary.faults[0]
    by = _manager()
    given = read("judgement")
    reader = viewer(by, at=at, source="example")
    assert reader is not None
    with seen_by(reader):
        for one in given["assessments"]:
            _assess(one, given["remark"], by, at)
    Assessment.objects.update(is_example=True)


def _manager() -> Person:
    manager = Person.objects.filter(
        memberships__role=Membership.Role.SUPPLIER_MANAGER.value,
        organisation__kind=Organisation.Kind.INTEGRATOR.value,
    ).order_by("pk")
    return manager[0]


def _assess(given: dict[str, Any], remark: str, by: Person, at: datetime) -> None:
    model = AssessmentModel.objects.get(key=given["model"], is_current=True)
    subject = _SUBJECTS[model.judges].objects.get(key=given["subject"])
    on = local_day(at)
    row = assess(
        model.pk,
        subject.pk,
        answers={key: _answer(value, on) for key, value in given["answers"].items()},
        remark=remark,
        by=by,
        at=at - timedelta(days=given["days_ago"]),
    )
    if decision := given.get("decision"):
        decided_at = at - timedelta(days=decision["days_ago"])
        decide(
            row.pk,
            outcome=decision["outcome"],
            ground=decision.get("ground", ""),
            reason=decision.get("reason", ""),
            valid_to=add_months(local_day(decided_at), decision["months"]),
            reference=decision["reference"],
            by=by,
            at=decided_at,
        )


def _answer(given: Any, on: date) -> Answer:
    if isinstance(given, str):
        return Answer(given)
    choice, evidence, target, days = given
    return Answer(choice, evidence, target, on + timedelta(days=days))
