"""Clocks of many past tickets at once: which levels applied when, and what each shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

import numpy as np

from knutepunkt.agreement.queries.terms import Book, terms_of
from knutepunkt.agreement.rules.hours import to_micros
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import CountsFrom
from knutepunkt.desk.models import Clock
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.desk.rules.clocks import ClockRows, Custodies, micros_or_never, read_clocks
from knutepunkt.desk.rules.past import PastTicket, answered_at, suppliers_since
from knutepunkt.party.queries import local_day


@dataclass(slots=True)
class ClockRow:
    """One level on one ticket, from when until when, and its reading."""

    level_id: int
    applies_from: datetime
    applies_until: datetime | None = None
    state: str = ClockState.PENDING.value
    elapsed: timedelta = timedelta(0)
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None

    @property
    def is_breached(self) -> bool:
        """Say whether the promise is broken."""
        return self.state == ClockState.BREACHED.value


class PastClocks:
    """Gathers the clocks of tickets, then reads them all."""

    def __init__(self, book: Book, *, integrator_id: int, at: datetime) -> None:
        self._book, self._integrator_id, self._at = book, integrator_id, at
        self._chosen: dict[tuple[object, ...], frozenset[int]] = {}
        self._gathered: list[tuple[PastTicket, list[ClockRow]]] = []

    def add(self, past: PastTicket, *, known_id: int | None, after: datetime | None) -> list[ClockRow]:
        """Return the ticket's clocks, read later; of a ticket known before those it has, and what came `after`."""
        rows = self._stored(known_id) if known_id else []
        if past.spans:
            self._apply(past, rows, after)
        self._gathered.append((past, rows))
        return rows

    def read(self) -> None:
        """Read every clock as of the moment, from custody and its level, in one pass."""
        clocks = [row for _, rows in self._gathered for row in rows]
        found = terms_of({row.level_id for row in clocks})
        places = {level_id: place for place, level_id in enumerate(found)}
        custody = Custodies.of(past.spans for past, _ in self._gathered)
        asked = [
            (ticket, places[row.level_id], *self._moments(past, row, found[row.level_id]))
            for ticket, (past, rows) in enumerate(self._gathered)
            for row in rows
        ]
        columns = np.array(asked, np.int64).reshape(-1, 5).T.copy()
        readings = read_clocks(list(found.values()), custody, ClockRows(*columns), at=to_micros(self._at))
        for row, shown in zip(clocks, readings.each(), strict=True):
            row.state, row.elapsed = shown.state.value, shown.elapsed
            row.due_at, row.stopped_at, row.breached_at = shown.due_at, shown.stopped_at, shown.breached_at
        for _, rows in self._gathered:
            rows[:] = _not_again(rows)

    def _moments(self, past: PastTicket, row: ClockRow, level: LevelTerms) -> tuple[int, int, int]:
        """Return since when and until when it counts, and when the requester was answered, in microseconds."""
        since = past.opened_at if level.counts_from is CountsFrom.OPENING else row.applies_from
        held = suppliers_since(past.spans, integrator_id=self._integrator_id) if level.holder_id else {}
        answered = answered_at(past.spans, since=held.get(level.holder_id or 0))
        return to_micros(since), micros_or_never(row.applies_until), micros_or_never(answered)

    def _stored(self, ticket_id: int) -> list[ClockRow]:
        rows = Clock.objects.filter(ticket_id=ticket_id).order_by("pk")
        return [ClockRow(*row) for row in rows.values_list("level_id", "applies_from", "applies_until")]

    def _apply(self, past: PastTicket, rows: list[ClockRow], after: datetime | None) -> None:
        """Walk the moments at which other levels may apply: opening, another priority, a supplier's first visit."""
        priorities = dict(past.priorities)
        arrivals = suppliers_since(past.spans, integrator_id=self._integrator_id)
        present = {row.level_id: row for row in rows if row.applies_until is None}
        priority, suppliers = past.priorities[0][1], frozenset[int]()
        for moment in sorted({past.opened_at, *chain(priorities, arrivals.values())}):
            if past.closed_at is not None and moment >= past.closed_at:
                return
            priority = priorities.get(moment, priority)
            suppliers |= {supplier for supplier, since in arrivals.items() if since == moment}
            if after is not None and moment <= after:
                continue
            wanted = self._levels(past, suppliers, priority, moment)
            for level_id in present.keys() - wanted:
                present.pop(level_id).applies_until = moment
            for level_id in sorted(wanted - present.keys()):
                present[level_id] = ClockRow(level_id, moment)
                rows.append(present[level_id])

    def _levels(self, past: PastTicket, suppliers: frozenset[int], priority: int, moment: datetime) -> frozenset[int]:
        day = local_day(moment)
        in_force = tuple(contract.holds_on(day) for contract in self._book.contracts)
        key = (past.service_id, past.customer_id, suppliers, priority, in_force)
        if key not in self._chosen:
            self._chosen[key] = frozenset(
                self._book.levels_for(
                    service_id=past.service_id,
                    group_id=past.group_id,
                    customer_id=past.customer_id,
                    supplier_ids=suppliers,
                    priority=priority,
                    day=day,
                )
            )
        return self._chosen[key]


def _not_again(rows: list[ClockRow]) -> list[ClockRow]:
    """Leave out a level that came back to a ticket on which its clock had stopped: it is measured there once."""
    stopped: set[int] = set()
    found = []
    for row in rows:
        if row.level_id not in stopped:
            found.append(row)
        if row.stopped_at is not None:
            stopped.add(row.level_id)
    return found
