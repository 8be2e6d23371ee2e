"""What clocks and outages say of periods: tickets whose clock stopped, time that a service was up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Q

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.agreement.queries.terms import hours_of
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.catalogue.models import Offering, Service
from knutepunkt.catalogue.queries.behind import services_needed
from knutepunkt.performance.rules.attainment import Tally
from knutepunkt.performance.rules.availability import Availability, Outage, Part, availability
from knutepunkt.performance.rules.period import Period
from knutepunkt.signal.models import Outage as OutageRow

# What is read of a few levels is little: parallel workers would take longer to come than one does to read it.
_ALONE = "select set_config('max_parallel_workers_per_gather', '0', true)"
# One pass over the clocks, whatever the number of periods: each finds its period by binary search. Of some levels only,
# their index leads to them; a condition that could also mean all would read every clock.
_OF_LEVELS = "and c.level_id = any (%s::bigint[])"
_STOPPED = """
select c.level_id, t.customer_id, width_bucket(c.stopped_at, %s::timestamptz[]) - 1,
       count(*) filter (where c.state = 'met'), count(*)
  from desk_clock c join desk_ticket t on t.id = c.ticket_id
 where c.stopped_at >= %s and c.stopped_at < %s and c.state in ('met', 'breached') {of_levels}
 group by 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many clocks of a level stopped in a period, for one customer's tickets, and how many of them met it."""

    level_id: int
    customer_id: int
    period: Period
    tally: Tally


@dataclass(frozen=True, slots=True)
class Up:
    """How long a service was up in a period, by the hours of a level.

    `parts`: of what a municipality was promised, the other services that it needs, by the same hours.
    """

    level_id: int
    service_id: int
    period: Period
    found: Availability
    parts: tuple[Part, ...] = ()


def stopped(periods: Sequence[Period], *, levels: Iterable[int] | None = None) -> list[Stopped]:
    """Return the clocks that stopped in adjoining periods, oldest period first. One query, two of some levels."""
    bounds = [*(period.starts_at for period in periods), periods[-1].ends_at]
    chosen = [] if levels is None else [sorted(levels)]
    with connection.cursor() as cursor:
        if chosen:
            cursor.execute(_ALONE)
        cursor.execute(
            _STOPPED.format(of_levels=_OF_LEVELS if chosen else ""), [bounds, bounds[0], bounds[-1], *chosen]
        )
        rows = cursor.fetchall()
    return [Stopped(level, customer, periods[place], Tally(met, total)) for level, customer, place, met, total in rows]


def up(levels: Iterable[ServiceLevel], periods: Sequence[Period], *, at: datetime) -> list[Up]:
    """Return what availability levels show. What is still down is down until `at`. Three queries and two a level."""
    levels = list(levels)
    covered = {level.pk: _services(level) for level in levels}
    promised = [level.pk for level in levels if level.contract.kind == Contract.Kind.CUSTOMER]
    needed = services_needed({one for pk in promised for one in covered[pk]})
    outages = _outages({one for services in (*covered.values(), *needed.values()) for one in services}, periods)

    @cache
    def found(hours: ServiceHours, service: int, period: Period) -> Availability:
        until = min(period.ends_at, at)
        return availability(hours, outages.get(service, ()), since=period.starts_at, until=until)

    return [
        Up(level.pk, service, period, found(hours, service, period), parts)
        for level in levels
        for hours in [hours_of(level.calendar)]
        for service in covered[level.pk]
        for others in [needed.get(service, ()) if level.pk in promised else ()]
        for period in periods
        if period.starts_at < at
        for parts in [tuple(Part(one, found(hours, one, period)) for one in others)]
    ]


def _services(level: ServiceLevel) -> list[int]:
    """Return the services that a level speaks of: those it names, else its contract, else all of the provider's."""
    named = list(level.services.values_list("pk", flat=True))
    groups = list(level.groups.values_list("pk", flat=True))
    if named or groups:
        return sorted(Service.objects.filter(Q(pk__in=named) | Q(group_id__in=groups)).values_list("pk", flat=True))
    contract = level.contract
    covered = list(contract.services.values_list("pk", flat=True))
    if covered:
        return sorted(covered)
    if contract.kind == Contract.Kind.CUSTOMER:
        offered = Offering.objects.filter(customer_id=contract.customer_id).values("service_id")
        return list(Service.objects.filter(pk__in=offered).order_by("pk").values_list("pk", flat=True))
    delivered = Service.objects.filter(provider_id=contract.provider_id)
    return list(delivered.order_by("pk").values_list("pk", flat=True))


def _outages(services: Iterable[int], periods: Sequence[Period]) -> dict[int, list[Outage]]:
    rows = OutageRow.objects.filter(service_id__in=list(services), start_at__lt=periods[-1].ends_at).filter(
        Q(end_at__isnull=True) | Q(end_at__gt=periods[0].starts_at)
    )
    found: dict[int, list[Outage]] = {}
    for row in rows:
        found.setdefault(row.service_id, []).append(Outage(row.start_at, row.end_at, row.is_planned))
    return found
