"""Benefits as they stand against their plan, and what the platform's own tables say of some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Sum

from knutepunkt.agreement.rules.vocabulary import Metric
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.performance.models import Attainment
from knutepunkt.performance.queries import kept
from knutepunkt.performance.rules.month import Month
from knutepunkt.plan.models import Benefit, BenefitMeasurement
from knutepunkt.plan.rules.benefit import Goal, Outlook, Reading, forecast, outlook, planned

PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Stands:
    """A benefit on a day. `readings`: what was measured by then, the oldest first."""

    benefit: Benefit
    readings: Sequence[BenefitMeasurement]
    outlook: Outlook
    planned: Fraction | None
    forecast: Fraction | None

    @property
    def latest(self) -> BenefitMeasurement | None:
        """The latest measurement."""
        return self.readings[-1] if self.readings else None


def benefits() -> QuerySet[Benefit]:
    """Return those that the viewer may see, by project."""
    return Benefit.objects.select_related("project").order_by("project__title", "is_disbenefit", "order", "key")


def standings(rows: QuerySet[Benefit], *, on: date, of: int | None = None) -> list[Stands]:
    """Return how each stands on a day: for all owners together, or as measured `of` one municipality. Two queries."""
    found = list(rows)
    readings: dict[int, list[BenefitMeasurement]] = {one.pk: [] for one in found}
    measured = BenefitMeasurement.objects.filter(benefit__in=list(readings), municipality=of, measured_on__lte=on)
    for one in measured.order_by("measured_on"):
        readings[one.benefit_id].append(one)
    return [_stands(one, readings[one.pk], on) for one in found]


def goal_of(one: Benefit) -> Goal | None:
    """Return its goal; None as long as baseline or target is not stated."""
    if one.baseline is None or one.baseline_on is None or one.aim is None or one.aim_on is None:
        return None
    return Goal(
        baseline=one.baseline,
        baseline_on=one.baseline_on,
        target=one.aim,
        target_on=one.aim_on,
        is_lower_better=one.is_lower_better,
        is_percent=one.unit == PERCENT,
    )


def _stands(one: Benefit, measured: Sequence[BenefitMeasurement], on: date) -> Stands:
    goal = goal_of(one)
    readings = [Reading(row.measured_on, row.value) for row in measured]
    if goal is None:
        return Stands(one, measured, Outlook.NOT_STATED, None, None)
    return Stands(one, measured, outlook(goal, readings, on=on), planned(goal, on), forecast(goal, readings))


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of so many; of what is counted and not a share, `whole` is None."""

    part: int
    whole: int | None = None

    @property
    def value(self) -> Decimal | None:
        """The share in per cent, or the count; None of nothing."""
        if self.whole is None:
            return Decimal(self.part)
        return round(Decimal(100 * self.part) / self.whole, 3) if self.whole else None


def measured(measure: str, month: Month) -> dict[int | None, Counted]:
    """Return a month's figure for all together (None) and for each municipality that had any. One query."""
    rows = _MEASURES[Benefit.Measure(measure)](month)
    wholes = [whole for _, _, whole in rows if whole is not None]
    together = Counted(sum(part for _, part, _ in rows), sum(wholes) if wholes or not rows else None)
    if measure == Benefit.Measure.MAJOR_INCIDENTS:
        together = Counted(together.part)
    return {None: together} | {key: Counted(part, whole) for key, part, whole in rows}


def _delivery(month: Month) -> list[tuple[int, int, int | None]]:
    """Promises to municipalities of when it is solved: kept, of all that ended."""
    clocks = kept.ended(month.start_at, month.end_at).filter(
        level__contract__kind=kept.CUSTOMER, level__metric=Metric.RESOLVE.value
    )
    met = Count("id", filter=Q(state=ClockState.MET.value))
    return list(clocks.values_list("level__contract__customer").annotate(met=met, all=Count("id")))


def _self_service(month: Month) -> list[tuple[int, int, int | None]]:
    """Tickets that people opened themselves in the portal, of all that were opened."""
    opened = Ticket.objects.filter(opened_at__gte=month.start_at, opened_at__lt=month.end_at).order_by()
    own = Count("id", filter=Q(channel="portal"))
    return list(opened.values_list("customer").annotate(own=own, all=Count("id")))


def _availability(month: Month) -> list[tuple[int, int, int | None]]:
    """Time in which promised services were up, of the time agreed, in minutes."""
    rows = Attainment.objects.filter(
        settlement__from_on=month.first, settlement__contract__kind=kept.CUSTOMER, agreed_time__isnull=False
    ).order_by()
    minute = timedelta(minutes=1)
    return [
        (key, (agreed - down) // minute, agreed // minute)
        for key, agreed, down in rows.values_list("settlement__contract__customer").annotate(
            agreed=Sum("agreed_time"), down=Sum("down_time")
        )
    ]


def _major_incidents(month: Month) -> list[tuple[int, int, int | None]]:
    """Incidents of the first priority that were opened."""
    found = Ticket.objects.filter(
        kind="incident", priority=1, opened_at__gte=month.start_at, opened_at__lt=month.end_at
    ).order_by()
    return [(key, number, None) for key, number in found.values_list("customer").annotate(all=Count("id"))]


_MEASURES = {
    Benefit.Measure.DELIVERY: _delivery,
    Benefit.Measure.SELF_SERVICE: _self_service,
    Benefit.Measure.AVAILABILITY: _availability,
    Benefit.Measure.MAJOR_INCIDENTS: _major_incidents,
}
