"""Computes every clock anew from custody and terms: after a change of rules, or to prove what is stored.

Custody and clocks are read as binary COPY, straight into numpy: of 100,000 tickets they are half a million rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Max

from knutepunkt.agreement.queries.terms import terms_of
from knutepunkt.agreement.rules.hours import NEVER, to_micros
from knutepunkt.agreement.rules.vocabulary import CountsFrom
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk.actions import copying
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries.columns import Ints, columns, custodies, heard_from
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.desk.rules.clocks import STATES, ClockRows, Readings, moment_or_none, read_clocks

_AT_ONCE = 50_000  # tickets; about 100 MB of columns
_STOPPED = [STATES.index(state) for state in (ClockState.MET, ClockState.RELEASED)]
_BREACHED = STATES.index(ClockState.BREACHED)


@dataclass(slots=True)
class Recomputed:
    """How many tickets and clocks were read, how many clocks showed something new, and how many of those had ended:
    a clock that has ended never changes, so each of these was stored wrong."""

    tickets: int = 0
    clocks: int = 0
    changed: int = 0
    wrong: int = 0


def recompute(*, at: datetime, report: Callable[[int, int], None] = lambda done, total: None) -> Recomputed:
    """Read all clocks at `at` and store what differs; `report` hears how far it has come, in tickets' ids."""
    result = Recomputed()
    last = Ticket.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(1, last + 1, _AT_ONCE):
        with seen_by(Viewer(Role.SYSTEM, source="recompute")):
            _stretch(first, first + _AT_ONCE, result, at=at)
        report(min(first + _AT_ONCE, last), last)
    return result


def _stretch(first: int, end: int, result: Recomputed, *, at: datetime) -> None:
    between = (first, end)
    tickets, opened, answered, due, is_breached = columns("desk_ticket", "id", _TICKET, "id", between)
    clocks, of_ticket, level, since, until, *stored = columns("desk_clock", "ticket_id", _CLOCK, "ticket_id", between)
    levels, level_place = np.unique(level, return_inverse=True)
    found = terms_of({int(one) for one in levels})
    terms = [found[int(one)] for one in levels]
    place = np.searchsorted(tickets, of_ticket)
    counted_from_opening = np.array([one.counts_from is CountsFrom.OPENING for one in terms], np.bool_)[level_place]
    custody = custodies(tickets, between)
    holder = np.array([one.holder_id or 0 for one in terms], np.int64)[level_place]
    heard = np.where(holder == 0, answered[place], heard_from(of_ticket, holder, between))
    rows = ClockRows(place, level_place, np.where(counted_from_opening, opened[place], since), until, heard)
    readings = read_clocks(terms, custody, rows, at=to_micros(at))
    changed = _differing(readings, stored)
    result.tickets += len(tickets)
    result.clocks += len(clocks)
    result.changed += int(changed.sum())
    result.wrong += int((changed & np.isin(stored[0], _STOPPED)).sum())
    copying.update("desk_clock", "id", _SHOWN, _shown(clocks, readings, changed, at))
    mirror = _mirrored(len(tickets), place, readings)
    other = (mirror[0] != due) | (mirror[1] != is_breached)
    copying.update("desk_ticket", "id", ("due_at", "is_breached"), _mirror_rows(tickets, mirror, other))


def _differing(readings: Readings, stored: Sequence[Ints]) -> npt.NDArray[np.bool_]:
    shown = (readings.state, readings.elapsed, readings.due, readings.stopped, readings.breached)
    differs = np.zeros(len(readings.state), np.bool_)
    for now, before in zip(shown, stored, strict=True):
        differs |= now != before
    return differs


def _mirrored(count: int, place: Ints, readings: Readings) -> tuple[Ints, Ints]:
    """Return each ticket's nearest due moment, and whether one of its clocks is broken."""
    due = np.full(count, NEVER)
    np.minimum.at(due, place, np.where(readings.stopped == NEVER, readings.due, NEVER))
    broken = np.zeros(count, np.int64)
    np.maximum.at(broken, place, (readings.state == _BREACHED).astype(np.int64))
    return due, broken


_SHOWN = ("state", "elapsed", "due_at", "stopped_at", "breached_at", "computed_at")


def _shown(clocks: Ints, readings: Readings, changed: npt.NDArray[np.bool_], at: datetime) -> Iterator[tuple[Any, ...]]:
    some = Readings(*(getattr(readings, name)[changed] for name in Readings.__slots__))
    for clock, shown in zip(clocks[changed].tolist(), some.each(), strict=True):
        yield clock, *shown, at


def _mirror_rows(tickets: Ints, mirror: tuple[Ints, Ints], other: npt.NDArray[np.bool_]) -> Iterator[tuple[Any, ...]]:
    due, broken = mirror
    for ticket, moment, is_broken in zip(
        tickets[other].tolist(), due[other].tolist(), broken[other].tolist(), strict=True
    ):
        yield ticket, moment_or_none(moment), bool(is_broken)


_TICKET = ("id", "@opened_at", "@answered_at", "@due_at", "is_breached::int")
_CLOCK = (
    *("id", "ticket_id", "level_id", "@applies_from", "@applies_until"),
    f"array_position(array{[state.value for state in STATES]}, state::text) - 1",
    *("extract(epoch from elapsed) * 1000000", "@due_at", "@stopped_at", "@breached_at"),
)
