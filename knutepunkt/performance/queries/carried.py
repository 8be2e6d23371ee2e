"""How promises to municipalities fared on real custody: which were broken, and whether a supplier broke its own.

A promise that broke though every supplier kept what it owes shows a gap that no contract covers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db import connection

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.agreement.queries.terms import terms_of
from knutepunkt.agreement.rules.hours import to_micros
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import CountsFrom, Metric
from knutepunkt.desk.queries.columns import Ints, columns, custodies
from knutepunkt.desk.rules.clocks import ClockRows, Custodies, read_clocks
from knutepunkt.party.models import Organisation

_AT_ONCE = 50_000  # tickets, by their ids
_SUPPLIER, _ELSE = 1, 0  # who holds, as far as it matters here
_MICROSECOND = timedelta(microseconds=1)


class Place(NamedTuple):
    """A level of any version, of one service, at one priority."""

    contract_id: int
    key: str
    service_id: int
    priority: int


@dataclass(frozen=True, slots=True)
class Fared:
    """How many clocks of a promise stopped, and how many too late.

    Of those too late: `suppliers_late`: a supplier broke a level of its own; `uncovered`: suppliers had the ticket, and
    kept all they owe; the rest were ours alone. `spent`: service time that counted on resolving, of which suppliers
    had `with_suppliers`; `promised`: what the targets allowed.
    """

    stopped: int = 0
    broken: int = 0
    suppliers_late: int = 0
    uncovered: int = 0
    spent: timedelta = timedelta(0)
    with_suppliers: timedelta = timedelta(0)
    promised: timedelta = timedelta(0)

    def __add__(self, other: "Fared") -> "Fared":
        return Fared(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def ours(self) -> int:
        """Those too late that no supplier had."""
        return self.broken - self.suppliers_late - self.uncovered

    @property
    def used_by_suppliers(self) -> float | None:
        """What share of the promised time suppliers used; None where nothing was promised a time to resolve."""
        return self.with_suppliers / self.promised if self.promised else None


def fared(*, from_at: datetime, to_at: datetime, at: datetime) -> dict[Place, Fared]:
    """Return how each promise fared, of the clocks that stopped in the period."""
    found: dict[Place, Fared] = defaultdict(Fared)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [from_at, to_at])
        for *place, stopped, broken, late, uncovered in cursor.fetchall():
            found[Place(*place)] = Fared(stopped, broken, late, uncovered)
    for place, spent in _times(from_at, to_at, at=at):
        found[place] += spent
    return dict(found)


def summed(found: Mapping[Place, Fared], places: Iterable[Place]) -> Fared:
    """Add up what is known of some places."""
    return sum((found[place] for place in places if place in found), Fared())


def suppliers_time(terms: list[LevelTerms], custody: Custodies, rows: ClockRows, *, holder: int, at: datetime) -> Ints:
    """Return how much of each clock's time passed with one kind of holder, by the promise's own hours and pauses.

    `custody` names the holder by its kind.
    """
    held = [replace(one, metric=Metric.HOLD, holder_id=holder, per_visit=False) for one in terms]
    return read_clocks(held, custody, rows, at=to_micros(at)).elapsed


def _times(from_at: datetime, to_at: datetime, *, at: datetime) -> Iterator[tuple[Place, Fared]]:
    """Yield the times of promises to resolve, ticket by ticket of a place added up."""
    with connection.cursor() as cursor:
        cursor.execute(f"select min(ticket_id), max(ticket_id) from ({_RESOLVING}) c", [from_at, to_at])
        first, last = cursor.fetchone()
    if first is None:
        return
    suppliers = list(Organisation.objects.filter(kind=Organisation.Kind.SUPPLIER.value).values_list("pk", flat=True))
    for begin in range(first, last + 1, _AT_ONCE):
        between = (begin, min(begin + _AT_ONCE, last + 1))
        yield from _stretch(between, (from_at, to_at), suppliers, at=at)


def _stretch(
    between: tuple[int, int], period: tuple[datetime, datetime], suppliers: list[int], *, at: datetime
) -> Iterator[tuple[Place, Fared]]:
    of, names = f"({_RESOLVING}) clocks", _CLOCK
    ticket, level, since, until, opened, elapsed, service, priority = columns(
        of, "ticket_id", names, "ticket_id", between, period
    )
    tickets, place = np.unique(ticket, return_inverse=True)
    levels, level_place = np.unique(level, return_inverse=True)
    found = terms_of({int(one) for one in levels})
    terms = [found[int(one)] for one in levels]
    spans = custodies(tickets, between, of=f"({_HELD}) spans", parameters=period)
    kinds = np.where(np.isin(spans.organisation, suppliers), _SUPPLIER, _ELSE)
    custody = replace(spans, organisation=kinds)
    from_opening = np.array([one.counts_from is CountsFrom.OPENING for one in terms], np.bool_)[level_place]
    since = np.where(from_opening, opened, since)
    rows = ClockRows(place, level_place, since, until, np.full(len(ticket), to_micros(at)))
    with_suppliers = suppliers_time(terms, custody, rows, holder=_SUPPLIER, at=at)
    target = np.array([one.target // _MICROSECOND for one in terms], np.int64)[level_place]
    names_of = {row.pk: (row.contract_id, row.key) for row in ServiceLevel.objects.filter(pk__in=levels.tolist())}
    kinds_of, kind = np.unique(np.stack([level, service, priority], axis=1), axis=0, return_inverse=True)
    sums = [np.zeros(len(kinds_of), np.int64) for _ in range(3)]
    for total, values in zip(sums, (elapsed, with_suppliers, target), strict=True):
        np.add.at(total, kind.reshape(-1), values)
    for one, *times in zip(kinds_of.tolist(), *(total.tolist() for total in sums), strict=True):
        spent, theirs, promised = (time * _MICROSECOND for time in times)
        yield Place(*names_of[one[0]], *one[1:]), Fared(spent=spent, with_suppliers=theirs, promised=promised)


_STOPPED = """
select c.ticket_id, c.level_id, c.applies_from, c.applies_until, c.elapsed, c.state, l.contract_id, l.key, l.metric,
       t.opened_at, t.service_id, t.priority
  from desk_clock c join agreement_servicelevel l on l.id = c.level_id
  join agreement_contract k on k.id = l.contract_id and k.kind = 'customer'
  join desk_ticket t on t.id = c.ticket_id
 where c.stopped_at >= %s and c.stopped_at < %s and c.state in ('met', 'breached')
"""
_RESOLVING = f"select * from ({_STOPPED}) s where metric in ('resolve', 'hold')"
_HELD = f"select * from desk_custody where ticket_id in (select ticket_id from ({_RESOLVING}) r)"
_CLOCK = (
    *("ticket_id", "level_id", "@applies_from", "@applies_until", "@opened_at"),
    *("extract(epoch from elapsed) * 1000000", "service_id", "priority"),
)
_COUNTS = f"""
with promise as materialized ({_STOPPED}),
held as (select distinct p.ticket_id from desk_participation p join party_organisation o on o.id = p.organisation_id
  where p.part = 'holder' and o.kind = 'supplier'),
late as (select distinct c.ticket_id from desk_clock c join agreement_servicelevel l on l.id = c.level_id
  join agreement_contract k on k.id = l.contract_id and k.kind = 'underpinning' where c.breached_at is not null)
select p.contract_id, p.key, p.service_id, p.priority, count(*), count(*) filter (where p.state = 'breached'),
       count(*) filter (where p.state = 'breached' and late.ticket_id is not null),
       count(*) filter (where p.state = 'breached' and late.ticket_id is null and held.ticket_id is not null)
  from promise p left join held on held.ticket_id = p.ticket_id left join late on late.ticket_id = p.ticket_id
 group by 1, 2, 3, 4
"""
