"""Whether what suppliers owe can carry what was promised: back to back, in the worst case.

A supplier's due moment and ours are both piecewise linear in the moment of the start. Between two corners their
difference is linear too, so its worst is at a corner, or in the microsecond beside one, where a due moment jumps from
a closing to the next opening. The corners are the openings and closings of every calendar, and the starts from which a
due moment falls on one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import prod

import numpy as np

from knutepunkt.agreement.rules.hours import NEVER, Micros, ServiceHours, from_micros, to_micros

_MICROSECOND = timedelta(microseconds=1)
_PATIENCE = timedelta(days=50 * 366)


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the way with time of its own: our promise, our handling, or one supplier's."""

    name: str
    allowed: timedelta
    hours: ServiceHours


@dataclass(frozen=True, slots=True)
class Carrying:
    """The worst start of those asked about: when we are due, when each leg is, and by how much the last is late.

    `late` is less than nothing where there is room, and None where the chain never ends though we are due.
    """

    start_at: datetime
    ours_due_at: datetime | None
    legs_due_at: tuple[tuple[str, datetime | None], ...]
    late: timedelta | None

    @property
    def carries(self) -> bool:
        """Say whether the chain is in time however it starts."""
        return self.late is not None and self.late <= timedelta(0)


def carrying(promise: Leg, chain: Sequence[Leg], *, since: datetime, until: datetime) -> Carrying:
    """Return the worst start in the half-open span: a chain of legs, one after the other, against our promise.

    Each leg begins when the one before is due, as late as its terms allow. Our own handling is a leg like any other, in
    our hours. Raises ValueError where the chain or the span is empty.
    """
    first, last = to_micros(since), to_micros(until) - 1
    if not chain or last < first:
        raise ValueError("there is nothing to compare")
    starts = _starts(promise, chain, first, last)
    ours = _due(promise, starts)
    theirs = starts
    for leg in chain:
        theirs = _due(leg, theirs)
    # Where we are never due nobody is late; where they never are, all is lost.
    late = np.where(ours == NEVER, -NEVER, np.where(theirs == NEVER, NEVER, theirs - ours))
    worst = int(np.argmax(late))
    return _described(promise, chain, int(starts[worst]))


def in_series(shares: Iterable[Fraction]) -> Fraction:
    """Return the availability of parts that must all be up: their product, exactly. Without parts it is whole."""
    return prod(shares, start=Fraction(1))


def short_of(promised: Decimal, parts: Iterable[Decimal]) -> Fraction:
    """Return by how many percentage points parts in series fall short of what is promised; nothing where they do not.

    All are in per cent.
    """
    owed = in_series(Fraction(part) / 100 for part in parts) * 100
    return max(Fraction(promised) - owed, Fraction(0))


def _due(leg: Leg, starts: Micros) -> Micros:
    """Return when a leg is due from many starts; NEVER where it never is, or never starts."""
    known = starts != NEVER
    found = np.full(len(starts), NEVER, np.int64)
    allowed = np.full(int(known.sum()), leg.allowed // _MICROSECOND, np.int64)
    found[known] = leg.hours.after_many(starts[known], allowed)
    return found


def _starts(promise: Leg, chain: Sequence[Leg], first: int, last: int) -> Micros:
    """Return every start that can be the worst, in order."""
    corners = np.union1d(_corners([promise], first, last), _corners(chain, first, last))
    beside = np.concatenate([corners - 1, corners, corners + 1, [first, last]]).astype(np.int64)
    return np.unique(beside[(beside >= first) & (beside <= last)])


def _corners(legs: Sequence[Leg], first: int, last: int) -> Micros:
    """Return the starts at which the due moment of a chain changes its pace, or jumps.

    From the last leg backwards: what follows has a corner where this leg is due on it.
    """
    found = np.empty(0, np.int64)
    end = _end_of(legs, last)
    for leg in reversed(legs):
        turns = leg.hours.turns_between(first, end)
        found = np.union1d(turns, _starts_due_on(leg, np.union1d(turns, found), first))
    return found


def _end_of(legs: Sequence[Leg], last: int) -> int:
    """Return when a chain begun at the last start is due; where it never is, the end of all patience."""
    moment = np.array([last], np.int64)
    for leg in legs:
        moment = _due(leg, moment)
    return int(moment[0]) if moment[0] != NEVER else last + _PATIENCE // _MICROSECOND


def _starts_due_on(leg: Leg, moments: Micros, first: int) -> Micros:
    """Return from which start, not before `first`, the leg is due on each moment; the earliest of many."""
    allowed = leg.allowed // _MICROSECOND
    if not allowed:
        return moments
    into = leg.hours.between_many(np.full(len(moments), first, np.int64), moments) - allowed
    into = into[into >= 0]
    starts = leg.hours.after_many(np.full(len(into), first, np.int64), into)
    return np.asarray(starts[starts != NEVER])


def _described(promise: Leg, chain: Sequence[Leg], start: int) -> Carrying:
    ours = promise.hours.after(start, promise.allowed // _MICROSECOND)
    moment: int | None = start
    due: list[tuple[str, datetime | None]] = []
    for leg in chain:
        moment = None if moment is None else leg.hours.after(moment, leg.allowed // _MICROSECOND)
        due.append((leg.name, None if moment is None else from_micros(moment)))
    ours_due_at = None if ours is None else from_micros(ours)
    return Carrying(from_micros(start), ours_due_at, tuple(due), _late(ours, moment))


def _late(ours: int | None, theirs: int | None) -> timedelta | None:
    """Return how late the chain is; nothing where we are never due ourselves."""
    if ours is None:
        return timedelta(0)
    return None if theirs is None else (theirs - ours) * _MICROSECOND
