"""Reads continuity: plans with their next exercise, and the critical services that have none."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from knutepunkt.catalogue.models import Service
from knutepunkt.plan.models import ContinuityPlan, Exercise
from knutepunkt.plan.rules.continuity import Objectives, days_overdue, next_exercise


@dataclass(frozen=True, slots=True)
class Tried:
    """An exercise, and whether it kept the plan's objectives; None where that was not measured."""

    exercise: Exercise
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan: when it is exercised next, how late that is, and how it went before, the latest first."""

    plan: ContinuityPlan
    due_on: date | None
    days_overdue: int
    exercises: tuple[Tried, ...]

    @property
    def last(self) -> Tried | None:
        """The latest that was held."""
        return next((one for one in self.exercises if one.exercise.held_on), None)


def plans() -> QuerySet[ContinuityPlan]:
    """Return the plans that the viewer may see, by service, with their exercises."""
    return (
        ContinuityPlan.objects.select_related("service", "leader")
        .prefetch_related("exercises")
        .order_by("service__criticality", "service__name", "title")
    )


def prepared(rows: QuerySet[ContinuityPlan], *, on: date) -> list[Prepared]:
    """Return plans with how they are exercised, the most overdue first. Two queries."""
    return sorted((_prepared(one, on) for one in rows), key=lambda one: -one.days_overdue)


def unprepared() -> QuerySet[Service]:
    """Return the services of critical class that have no approved plan. One query."""
    approved = ContinuityPlan.objects.filter(service=OuterRef("pk"), approved_on__isnull=False)
    return Service.objects.filter(
        ~Exists(approved), criticality=Service.Criticality.CRITICAL.value, is_active=True
    ).order_by("name")


def _prepared(plan: ContinuityPlan, on: date) -> Prepared:
    exercises = list(plan.exercises.all())
    held = [one.held_on for one in exercises if one.held_on]
    due_on = next_exercise(approved_on=plan.approved_on, held=held, months=plan.exercise_months)
    objectives = Objectives(plan.recovery_time, plan.recovery_point)
    tried = tuple(Tried(one, objectives.kept(recovered_in=one.recovered_in, lost=one.lost)) for one in exercises)
    return Prepared(plan, due_on, days_overdue(due_on, on=on), tried)
