"""What was judged: each assessment with what it comes to, what was decided, and why it no longer stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from knutepunkt.assessment.models import SUBJECTS, Assessment, AssessmentModel, Decision
from knutepunkt.assessment.rules.scheme import Outcome, Scheme
from knutepunkt.assessment.rules.staleness import Standing, Why, goes_stale_on, stale
from knutepunkt.base.models import Trail

ENDS_SOON = timedelta(days=60)
_STATES = Assessment.State
_TABLES = {
    "service": "catalogue_service",
    "application": "catalogue_application",
    "supplier": "party_organisation",
    "capability": "assessment_capability",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """An assessment as it stands on a day."""

    row: Assessment
    subject: Any
    advice: Outcome | None
    decision: Decision | None
    decided: Outcome | None
    stale: tuple[Why, ...]
    stale_on: date

    @property
    def awaits_decision(self) -> bool:
        """Say whether enough is answered to decide, and nobody has."""
        return self.row.state == _STATES.OPEN and self.advice is not None

    @property
    def is_unfinished(self) -> bool:
        """Say whether more must be answered before anything is advised."""
        return self.row.state == _STATES.OPEN and self.advice is None


def assessments() -> QuerySet[Assessment]:
    """Return what the viewer sees of what stands, with model, subject and decision."""
    subjects = (f"{name}" for name in SUBJECTS)
    return (
        Assessment.objects.exclude(state=_STATES.REPLACED.value)
        .select_related("model", *subjects, "assessor", "decision")
        .order_by("model__title", "pk")
    )


def judged(rows: Iterable[Assessment], *, on: date) -> list[Judged]:
    """Return each with its standing on a day. One query beside that of the rows."""
    rows = list(rows)
    latest = _latest_changes(rows)
    schemes: dict[int, Scheme] = {}
    return [_judged(row, schemes, latest, on) for row in rows]


def _judged(row: Assessment, schemes: dict[int, Scheme], latest: dict[tuple[str, int], int], on: date) -> Judged:
    scheme = schemes.get(row.model_id) or schemes.setdefault(row.model_id, row.model.scheme)
    decision: Decision | None = getattr(row, "decision", None)
    standing = Standing(
        row.assessed_on,
        row.model.lasts_days,
        row.seen,
        latest.get(_place(row), 0),
        row.model.is_current,
        decision.valid_to if decision else None,
    )
    return Judged(
        row,
        row.subject,
        scheme.outcome(row.advice),
        decision,
        scheme.outcome(decision.outcome) if decision else None,
        stale(standing, on=on),
        goes_stale_on(row.assessed_on, row.model.lasts_days),
    )


def _place(row: Assessment) -> tuple[str, int]:
    return _TABLES[row.model.judges], row.subject.pk


def _latest_changes(rows: list[Assessment]) -> dict[tuple[str, int], int]:
    """The subjects' latest changes that the viewer sees, by table and row."""
    by_table: dict[str, set[int]] = {}
    for row in rows:
        table, pk = _place(row)
        by_table.setdefault(table, set()).add(pk)
    wanted = Q(pk__in=[])
    for table, ids in by_table.items():
        wanted |= Q(table_name=table, row_id__in=ids)
    found = Trail.objects.filter(wanted).values_list("table_name", "row_id").annotate(last=Max("pk"))
    return {(table, row_id): last for table, row_id, last in found}


def models_in_force() -> QuerySet[AssessmentModel]:
    """Return the models to judge by."""
    return AssessmentModel.objects.filter(is_current=True)


def decisions() -> QuerySet[Decision]:
    """Return all decisions that the viewer sees, the newest first, also those that were replaced."""
    subjects = (f"assessment__{name}" for name in SUBJECTS)
    return Decision.objects.select_related("assessment__model", *subjects, "decided_by").order_by("-decided_on", "-pk")
