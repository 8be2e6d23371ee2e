"""What was judged: each assessment with what it comes to, what was decided, and why it no longer stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from knutepunkt.assessment.models import SUBJECTS, Assessment, AssessmentModel, Decision
from knutepunkt.assessment.queries.changes import Place, changes_of
from knutepunkt.assessment.rules.scheme import Outcome, Scheme
from knutepunkt.assessment.rules.staleness import Standing, Why, goes_stale_on, stale
from knutepunkt.assessment.rules.watching import Change, changed_since, watched

ENDS_SOON = timedelta(days=60)
_STATES = Assessment.State


@dataclass(frozen=True, slots=True)
class Judged:
    """An assessment as it stands on a day. `changed`: the columns it hangs on that are no longer as they were."""

    row: Assessment
    subject: Any
    advice: Outcome | None
    decision: Decision | None
    decided: Outcome | None
    stale: tuple[Why, ...]  # nothing of a project whose work has ended: it is not judged again
    stale_on: date
    changed: frozenset[str] = frozenset()

    @property
    def awaits_decision(self) -> bool:
        """Say whether enough is answered to decide, and nobody has."""
        return self.row.state == _STATES.OPEN and self.advice is not None

    @property
    def is_unfinished(self) -> bool:
        """Say whether more must be answered before anything is advised."""
        return self.row.state == _STATES.OPEN and self.advice is None


def assessments(*, also: Collection[int] = ()) -> QuerySet[Assessment]:
    """Return what the viewer sees of what stands, and `also` some that may be replaced, with model and decision."""
    return (
        Assessment.objects.filter(~Q(state=_STATES.REPLACED.value) | Q(pk__in=also))
        .select_related("model", *SUBJECTS, "assessor", "decision")
        .order_by("model__title", "pk")
    )


def judged(rows: Iterable[Assessment], *, on: date) -> list[Judged]:
    """Return each with its standing on a day. One query beside that of the rows."""
    rows = list(rows)
    changes = changes_of(map(_place, rows), after=min((row.seen for row in rows), default=0))
    schemes: dict[int, Scheme] = {}
    return [_judged(row, schemes, changes.get(_place(row), []), on) for row in rows]


def _judged(row: Assessment, schemes: dict[int, Scheme], changes: list[Change], on: date) -> Judged:
    scheme = schemes.get(row.model_id) or schemes.setdefault(row.model_id, row.model.scheme)
    decision: Decision | None = getattr(row, "decision", None)
    changed = changed_since(changes, seen=row.seen, watched=watched(scheme, row.model.judges))
    is_over = row.project is not None and row.project.is_over
    standing = Standing(
        row.assessed_on,
        row.model.lasts_days,
        changed,
        row.model.is_current,
        decision.valid_to if decision else None,
    )
    return Judged(
        row,
        row.subject,
        scheme.outcome(row.advice),
        decision,
        scheme.outcome(decision.outcome) if decision else None,
        () if is_over else stale(standing, on=on),
        goes_stale_on(row.assessed_on, row.model.lasts_days),
        changed,
    )


def _place(row: Assessment) -> Place:
    return row.model.judges, row.subject.pk


def models_in_force() -> QuerySet[AssessmentModel]:
    """Return the models to judge by."""
    return AssessmentModel.objects.filter(is_current=True)


def decisions() -> QuerySet[Decision]:
    """Return all decisions that the viewer sees, the newest first, also those that were replaced."""
    subjects = (f"assessment__{name}" for name in SUBJECTS)
    return Decision.objects.select_related("assessment__model", *subjects, "decided_by").order_by("-decided_on", "-pk")
