"""Improvement and continuity for tests: one of each, of supplier A and the service that it delivers."""

from datetime import date, timedelta
from decimal import Decimal

from knutepunkt.plan.models import ContinuityPlan, ContinuityStep, Effect, Exercise, Improvement
from tests.cast import SINCE, Cast


def make_plans(cast: Cast) -> Improvement:
    """Write them as the owner of the tables."""
    plan = ContinuityPlan.objects.create(
        key="epost",
        title="E-post er borte",
        service=cast.service,
        recovery_time=timedelta(hours=4),
        recovery_point=timedelta(hours=1),
        leader=cast.supplier,
        leader_function="Driftsleder",
        approved_on=SINCE,
    )
    ContinuityStep.objects.create(plan=plan, number=1, task="Varsle", function="Driftsvakt")
    exercise = Exercise.objects.create(
        plan=plan,
        planned_on=date(2026, 5, 4),
        held_on=date(2026, 5, 4),
        scenario="Serveren stopper",
        outcome="partly",
        recovered_in=timedelta(hours=5),
        learnt="Sertifikatet var utløpt",
    )
    improvement = Improvement.objects.create(
        key="sertifikat",
        title="Følge med på sertifikater",
        source="exercise",
        exercise=exercise,
        service=cast.service,
        owner=cast.supplier,
        value=3,
        effort=2,
        measure="Utløpte sertifikater",
        unit="antall",
        baseline=Decimal(4),
        target=Decimal(0),
    )
    Effect.objects.create(improvement=improvement, on=date(2026, 10, 1), value=Decimal(1))
    return improvement
