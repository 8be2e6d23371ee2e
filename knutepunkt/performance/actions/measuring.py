"""Reckons periods: what each level showed, kept in one settlement for each contract and month.

What is agreed stays as it was; only what is still open is reckoned anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg.types.json import Jsonb

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.agreement.queries.register import last_day_of
from knutepunkt.base.session import as_system
from knutepunkt.desk.actions import copying
from knutepunkt.party.queries import local_day
from knutepunkt.performance.models import Attainment, Settlement
from knutepunkt.performance.queries import tallies
from knutepunkt.performance.queries.attained import as_kept
from knutepunkt.performance.rules.period import Period
from knutepunkt.performance.rules.settlement import State

OPEN = (State.MEASURED.value, State.CONTESTED.value)
_COLUMNS = (
    *("settlement_id", "level_id", "customer_id", "service_id"),
    *("counted_met", "counted_total", "contested_met", "contested_total", "excluded_met", "excluded_total"),
    *("agreed_time", "down_time", "parts"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """How many settlements and figures were reckoned, and how many settlements were left as agreed."""

    settlements: int
    attainments: int
    kept: int


@transaction.atomic
def measure(periods: Sequence[Period], *, at: datetime, contract_id: int | None = None) -> Measured:
    """Reckon adjoining periods, oldest first; periods that have not begun are left out. `contract_id`: of one only."""
    periods = [period for period in periods if period.starts_at < at]
    if not periods:
        return Measured(0, 0, 0)
    with as_system():
        contracts = Contract.objects.all() if contract_id is None else Contract.objects.filter(pk=contract_id)
        contract_of = dict(ServiceLevel.objects.filter(contract__in=contracts).values_list("pk", "contract_id"))
        stopped = tallies.stopped(periods, levels=None if contract_id is None else contract_of)
        up = tallies.up(_availability_levels(contracts, periods), periods, at=at)
        wanted = {(contract_of[one.level_id], one.period.from_on) for one in stopped}
        wanted |= {(contract_of[one.level_id], one.period.from_on) for one in up}
        found = _settlements(contracts, periods, wanted, at)
        still_open = {key: row for key, row in found.items() if row.state in OPEN}
        Attainment.objects.filter(settlement__in=[row.pk for row in still_open.values()]).delete()
        rows = list(_rows(stopped, up, contract_of, still_open))
        copying.insert("performance_attainment", _COLUMNS, rows)
        Settlement.objects.filter(pk__in=[row.pk for row in still_open.values()]).update(measured_at=at)
    return Measured(len(still_open), len(rows), len(found) - len(still_open))


def _availability_levels(contracts: QuerySet[Contract], periods: Sequence[Period]) -> list[ServiceLevel]:
    """Return the levels of contracts in force somewhere in the periods."""
    levels = ServiceLevel.objects.filter(
        metric=ServiceLevel.Metric.AVAILABILITY.value, is_current=True, contract__in=_in_force(contracts, periods)
    )
    return list(levels.select_related("contract", "calendar"))


def _in_force(contracts: QuerySet[Contract], periods: Sequence[Period]) -> dict[int, tuple[date, date]]:
    """Return the first and last day of each contract that is in force somewhere in the periods."""
    begun = contracts.exclude(state=Contract.State.DRAFT.value).filter(valid_from__lte=periods[-1].to_on)
    days = {
        one.pk: (one.valid_from, last_day_of(one) or date.max)
        for one in begun.prefetch_related("options", "notice_periods")
    }
    return {pk: lasts for pk, lasts in days.items() if lasts[1] >= periods[0].from_on}


def _settlements(
    contracts: QuerySet[Contract], periods: Sequence[Period], wanted: set[tuple[int, date]], at: datetime
) -> dict[tuple[int, date], Settlement]:
    """Return the settlements of the periods by contract and first day, those that were missing made."""
    known = Settlement.objects.filter(
        contract__in=contracts, from_on__gte=periods[0].from_on, from_on__lte=periods[-1].from_on
    )
    found = {(row.contract_id, row.from_on): row for row in known.select_for_update().order_by("pk")}
    by_day = {period.from_on: period for period in periods}
    in_force = _in_force(contracts.filter(levels__isnull=False).distinct(), periods)
    for pk, (first, last) in in_force.items():
        wanted |= {(pk, one.from_on) for one in periods if first <= one.to_on and last >= one.from_on}
    missing = [
        Settlement(
            contract_id=contract,
            from_on=day,
            to_on=by_day[day].to_on,
            measured_at=at,
            shown_on=max(local_day(at), by_day[day].to_on + timedelta(days=1)),
        )
        for contract, day in sorted(wanted - found.keys())
    ]
    made = Settlement.objects.bulk_create(missing)
    return found | {(row.contract_id, row.from_on): row for row in made}


def _rows(
    stopped: Sequence[tallies.Stopped],
    up: Sequence[tallies.Up],
    contract_of: dict[int, int],
    still_open: dict[tuple[int, date], Settlement],
) -> Iterator[tuple[Any, ...]]:
    moved = _contested([row.pk for row in still_open.values()])
    for one in stopped:
        settlement = still_open.get((contract_of[one.level_id], one.period.from_on))
        if settlement is not None:
            contested, excluded = moved.get((settlement.pk, one.level_id, one.customer_id), ((0, 0), (0, 0)))
            met = one.tally.met - contested[0] - excluded[0]
            total = one.tally.total - contested[1] - excluded[1]
            yield (
                settlement.pk,
                one.level_id,
                one.customer_id,
                None,
                met,
                total,
                *contested,
                *excluded,
                None,
                None,
                Jsonb([]),
            )
    for found in up:
        settlement = still_open.get((contract_of[found.level_id], found.period.from_on))
        if settlement is not None:
            nothing = (0,) * 6
            yield (
                *(settlement.pk, found.level_id, None, found.service_id),
                *(*nothing, found.found.agreed, found.found.down, Jsonb(as_kept(found.parts))),
            )


_Counts = tuple[int, int]


def _contested(settlements: Sequence[int]) -> dict[tuple[int, int, int], tuple[_Counts, _Counts]]:
    """Return, by settlement, level and customer, met and total of what is contested, and of what is excluded."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTESTED, [list(settlements)])
        rows = cursor.fetchall()
    return {(settlement, level, customer): ((a, b), (c, d)) for settlement, level, customer, a, b, c, d in rows}


# As the clocks stand now: a ticket that was opened again has not stopped, and moves nothing.
_CONTESTED = """
select s.id, o.level_id, t.customer_id,
       count(*) filter (where o.outcome = 'open' and c.state = 'met'), count(*) filter (where o.outcome = 'open'),
       count(*) filter (where o.outcome = 'upheld' and c.state = 'met'), count(*) filter (where o.outcome = 'upheld')
  from performance_contest o
  join performance_settlement s on s.id = o.settlement_id
  join desk_ticket t on t.id = o.ticket_id
  join desk_clock c on c.ticket_id = o.ticket_id and c.level_id = o.level_id and c.state in ('met', 'breached')
       and c.stopped_at >= s.from_on::timestamp at time zone 'Europe/Oslo'
       and c.stopped_at < (s.to_on + 1)::timestamp at time zone 'Europe/Oslo'
 where s.id = any (%s) and o.outcome in ('open', 'upheld')
 group by 1, 2, 3
"""
