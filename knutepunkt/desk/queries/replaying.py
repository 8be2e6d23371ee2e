"""What a contract's levels would have shown on past tickets, had they applied all along. Nothing is stored.

What a ticket was about, and how urgent, is read where it was written down: in its timeline, and in the levels that
applied to it then. Where neither says anything it was always as it is now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.terms import candidates_of, terms_of
from knutepunkt.agreement.rules.hours import to_micros
from knutepunkt.agreement.rules.level import Candidate, LevelTerms, most_specific
from knutepunkt.agreement.rules.vocabulary import CountsFrom, Metric
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.queries.columns import Ints, columns, custodies
from knutepunkt.desk.rules.applied import NO_LEVEL, Applied, History, Tickets, applied, not_again
from knutepunkt.desk.rules.clocks import ClockRows, Readings, read_clocks

_AT_ONCE = 50_000  # tickets, by their ids; about 100 MB of columns
_METRICS = tuple(metric for metric in Metric if metric is not Metric.AVAILABILITY)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Clocks as they would stand, row by row: the ticket's id, the place of the level in `levels`, and the reading.

    `tickets`: how many were looked at, also those to which no level applied.
    """

    levels: Sequence[LevelTerms]
    tickets: int
    ticket: Ints
    level: Ints
    readings: Readings


class _Asked(NamedTuple):
    """The tickets that a contract is about, as SQL."""

    query: str
    parameters: tuple[Any, ...]


def replay(contract: Contract, *, from_at: datetime, to_at: datetime, at: datetime) -> Iterator[Replayed]:
    """Read the contract's current levels on the tickets that were open in the period, as of `at`; in stretches.

    On a customer's agreement these are the customer's tickets; else those that the supplier has held.
    """
    candidates = [one for one in candidates_of(contract.pk) if one.metric is not Metric.AVAILABILITY]
    found = terms_of({one.level_id for one in candidates})
    levels = [found[one.level_id] for one in candidates]
    asked, choose = _asked(contract, from_at, to_at), _Choice(contract, candidates)
    with connection.cursor() as cursor:
        cursor.execute(f"select min(id), max(id) from ({asked.query}) asked", asked.parameters)
        first, last = cursor.fetchone()
    if not levels or first is None:
        return
    for begin in range(first, last + 1, _AT_ONCE):
        between = (begin, min(begin + _AT_ONCE, last + 1))
        yield _stretch(contract, levels, choose, asked, between, at=at)


class _Choice:
    """Chooses the levels of one contract for a service and a priority."""

    def __init__(self, contract: Contract, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._places = {one.level_id: place for place, one in enumerate(candidates)}
        self._groups = dict(Service.objects.values_list("pk", "group_id"))
        self._services = set(contract.services.values_list("pk", flat=True))

    def __call__(self, service_id: int, priority: int) -> list[int]:
        """Return the place of a level for each metric."""
        if self._services and service_id not in self._services:
            return [NO_LEVEL] * len(_METRICS)
        group_id = self._groups[service_id]
        chosen = most_specific(self._candidates, service_id=service_id, group_id=group_id, priority=priority)
        by_metric = {one.metric: self._places[one.level_id] for one in chosen}
        return [by_metric.get(metric, NO_LEVEL) for metric in _METRICS]


def _stretch(
    contract: Contract,
    levels: Sequence[LevelTerms],
    choose: _Choice,
    asked: _Asked,
    between: tuple[int, int],
    *,
    at: datetime,
) -> Replayed:
    ids, opened, closed, answered, service, priority = columns(
        f"({asked.query}) asked", "id", _TICKET, "id", between, asked.parameters
    )
    begins, heard = opened, answered
    if contract.kind == Contract.Kind.UNDERPINNING:
        held, since, said = columns(_HELD, "ticket_id", _HOLDER, "ticket_id", between, (contract.provider_id,))
        place = np.searchsorted(held, ids)
        begins, heard = since[place], said[place]
    rows = applied(
        Tickets(begins, closed, service, priority),
        _history(_SERVICES, asked, ids, between),
        _history(_PRIORITIES, asked, ids, between),
        choose,
    )
    custody = custodies(ids, between, of=_within("desk_custody", asked), parameters=asked.parameters)
    readings = read_clocks(levels, custody, _clocks(levels, rows, opened, heard), at=to_micros(at))
    stands = not_again(rows, readings)
    kept = Readings(*(getattr(readings, name)[stands] for name in Readings.__slots__))
    return Replayed(levels, len(ids), ids[rows.ticket[stands]], rows.level[stands], kept)


def _clocks(levels: Sequence[LevelTerms], rows: Applied, opened: Ints, heard: Ints) -> ClockRows:
    from_opening = np.array([one.counts_from is CountsFrom.OPENING for one in levels], np.bool_)[rows.level]
    since = np.where(from_opening, opened[rows.ticket], rows.since)
    return ClockRows(rows.ticket, rows.level, since, rows.until, heard[rows.ticket])


def _history(facts: str, asked: _Asked, ids: Ints, between: tuple[int, int]) -> History:
    names, order = ("ticket_id", "@at", "value"), "ticket_id, at, rank"
    ticket, moment, value = columns(_within(f"({facts})", asked), "ticket_id", names, order, between, asked.parameters)
    return History.of(np.searchsorted(ids, ticket), moment, value)


def _within(table: str, asked: _Asked) -> str:
    return f"(select * from {table} everything where ticket_id in (select id from ({asked.query}) asked)) within_asked"


def _asked(contract: Contract, from_at: datetime, to_at: datetime) -> _Asked:
    """Return the tickets that the contract is about and that were open in the period."""
    named = list(contract.municipalities.values_list("pk", flat=True))
    if contract.kind == Contract.Kind.CUSTOMER:
        return _Asked(f"{_OPEN} and customer_id = %s", (to_at, from_at, named, named, contract.customer_id))
    return _Asked(f"{_OPEN} and {_HELD_BY}", (to_at, from_at, named, named, contract.provider_id))


_OPEN = """select * from desk_ticket where opened_at < %s and coalesce(closed_at, 'infinity') >= %s
 and (cardinality(%s::bigint[]) = 0 or customer_id = any (%s::bigint[]))"""
_HELD_BY = "id in (select ticket_id from desk_participation where part = 'holder' and organisation_id = %s)"
_TICKET = ("id", "@opened_at", "@closed_at", "@answered_at", "service_id", "priority")
_HELD = "(select * from desk_participation where part = 'holder' and organisation_id = %s) part"
_HOLDER = ("ticket_id", "@since_at", "@answered_at")

# A change says what held before it, so the first also says what held from the opening.
_PRIORITIES = """
select c.ticket_id, c.applies_from as at, l.priority::bigint as value, 0 as rank
  from desk_clock c join agreement_servicelevel l on l.id = c.level_id
 where l.priority is not null and (c.applies_until is null or c.applies_until > c.applies_from)
union all
select ticket_id, at, (details ->> 'after')::bigint, id from desk_note where event = 'priority_changed'
union all
(select distinct on (ticket_id) ticket_id, '-infinity', (details ->> 'before')::bigint, 0
  from desk_note where event = 'priority_changed' order by ticket_id, at, id)
"""
# Before changes named a service's id they named it by its name alone.
_SERVICE = """coalesce((details ->> '{which}_id')::bigint,
 (select min(s.id) from catalogue_service s where s.name = details ->> '{which}'))"""
_SERVICES = f"""
select * from (
  select ticket_id, at, {_SERVICE.format(which="after")} as value, id as rank
    from desk_note where event = 'service_changed'
  union all
  (select distinct on (ticket_id) ticket_id, '-infinity', {_SERVICE.format(which="before")}, 0
    from desk_note where event = 'service_changed' order by ticket_id, at, id)) changed
where value is not null
"""
