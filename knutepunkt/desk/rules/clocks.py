"""Clocks of many tickets in one pass: what `clock.read_clock` says of each, without the working.

Moments and durations are int64 microseconds, NEVER where there is none. Clocks are taken level by level: the spans
of all the tickets that a level applies to stand in one flat array, a stretch for each clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from knutepunkt.agreement.rules.hours import NEVER, from_micros, to_micros
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import Metric, Pause
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.desk.rules.report import CONFIRMATION, KINDS

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STATES = tuple(ClockState)
_PENDING, _RUNNING, _PAUSED, _MET, _BREACHED, _RELEASED = range(len(STATES))
_WORKING = KINDS.index(Mode.WORKING.value)
_ALWAYS = int(np.iinfo(np.int64).min)


def micros_or_never(moment: datetime | None) -> int:
    """Return a moment as microseconds; NEVER for None."""
    return NEVER if moment is None else to_micros(moment)


def moment_or_none(micros: int) -> datetime | None:
    """Return microseconds as a moment; None for NEVER."""
    return None if micros == NEVER else from_micros(micros)


@dataclass(frozen=True, slots=True)
class Custodies:
    """Custody of many tickets as columns. `kind` indexes KINDS; a span that is open ends NEVER.

    The spans of ticket i are the rows `offsets[i]` to `offsets[i + 1]`, oldest first.
    """

    offsets: Ints
    start: Ints
    end: Ints
    organisation: Ints
    kind: Ints

    @classmethod
    def of(cls, tickets: Iterable[Sequence[Span]]) -> "Custodies":
        """Lay out each ticket's spans."""
        offsets = [0]
        rows: list[tuple[int, int, int, int]] = []
        for spans in tickets:
            rows.extend(
                (
                    to_micros(span.start_at),
                    micros_or_never(span.end_at),
                    span.organisation_id,
                    KINDS.index(span.reason or span.mode.value),
                )
                for span in spans
            )
            offsets.append(len(rows))
        start, end, organisation, kind = np.array(rows, np.int64).reshape(-1, 4).T.copy()
        return cls(np.array(offsets, np.int64), start, end, organisation, kind)

    def known_at(self, at: int) -> "Custodies":
        """Return custody as it was known at `at`: what began later had not happened, what ended later was open."""
        known = self.start <= at
        offsets = np.concatenate(([0], np.cumsum(known)))[self.offsets]
        end = np.where(self.end > at, NEVER, self.end)[known]
        return Custodies(offsets, self.start[known], end, self.organisation[known], self.kind[known])


@dataclass(frozen=True, slots=True)
class ClockRows:
    """Which clocks to read: row by row the ticket and the level by their places, the moments between which it counts
    at most, and the answer, as `since`, `until` and `answered_at` of `read_clock`."""

    ticket: Ints
    level: Ints
    since: Ints
    until: Ints
    answered: Ints


class Shown(NamedTuple):
    """What one clock shows."""

    state: ClockState
    elapsed: timedelta
    due_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Readings:
    """What each clock shows. `state` indexes STATES."""

    state: Ints
    elapsed: Ints
    due: Ints
    stopped: Ints
    breached: Ints

    def each(self) -> Iterator[Shown]:
        """Yield each row as what it shows."""
        columns = (getattr(self, name).tolist() for name in self.__slots__)
        for state, elapsed, *moments in zip(*columns, strict=True):
            yield Shown(STATES[state], timedelta(microseconds=elapsed), *map(moment_or_none, moments))


def read_clocks(levels: Sequence[LevelTerms], custody: Custodies, clocks: ClockRows, *, at: int) -> Readings:
    """Read every clock at `at`. A ticket without a span that had begun leaves its clocks pending."""
    count = len(clocks.ticket)
    zeros, nevers = np.zeros(count, np.int64), np.full(count, NEVER)
    readings = Readings(zeros + _PENDING, zeros, nevers, nevers.copy(), nevers.copy())
    known = custody.known_at(at)
    held = np.diff(known.offsets)[clocks.ticket] > 0
    order = np.argsort(clocks.level, kind="stable")
    places = np.searchsorted(clocks.level[order], np.arange(len(levels) + 1))
    for level, (begin, end) in zip(levels, pairwise(places), strict=True):
        rows = order[begin:end]
        rows = rows[held[rows]]
        if len(rows):
            columns = (column[rows] for column in (clocks.ticket, clocks.since, clocks.until, clocks.answered))
            found = _Level(level, known, *columns, at=at).read()
            for name in Readings.__slots__:
                getattr(readings, name)[rows] = getattr(found, name)
    return readings


class _Level:
    """One level on the tickets it applies to. Columns are per clock, but those of `spans` and `counted`: per span."""

    def __init__(
        self, level: LevelTerms, custody: Custodies, ticket: Ints, since: Ints, until: Ints, answered: Ints, *, at: int
    ) -> None:
        self.level, self.since, self.until, self.answered, self.at = level, since, until, answered, at
        lengths = np.diff(custody.offsets)[ticket]
        self.first = np.cumsum(lengths) - lengths
        self.last = self.first + lengths - 1
        self.clock = np.repeat(np.arange(len(ticket)), lengths)
        spans = np.arange(len(self.clock)) + np.repeat(custody.offsets[ticket] - self.first, lengths)
        self.start, self.end, self.kind = custody.start[spans], custody.end[spans], custody.kind[spans]
        self.here = (
            np.ones(len(spans), np.bool_)
            if level.holder_id is None
            else np.asarray(custody.organisation[spans] == level.holder_id)
        )
        self.closed: Ints = self.end[self.last]
        self.target = level.target // timedelta(microseconds=1)

    def read(self) -> Readings:
        starts = self._starts()
        stops = np.where(starts == NEVER, NEVER, self._stops(starts))
        ceased = (self.until <= self.at) & (stops > self.until)
        released = ceased | ((starts == NEVER) & (self.closed != NEVER))
        stops = np.where(ceased, self.until, stops)
        elapsed, due, breached = self._reckon(starts, stops)
        counting = self._counts()[self.last]
        running = (starts != NEVER) & (stops == NEVER) & ~released
        state = np.select(
            [released, starts == NEVER, breached != NEVER, stops != NEVER, counting],
            [_RELEASED, _PENDING, _BREACHED, _MET, _RUNNING],
            _PAUSED,
        )
        return Readings(
            state,
            elapsed,
            np.where(running & counting, due, NEVER),
            np.where(released, NEVER, stops),
            breached,
        )

    def _earliest(self, spans: Flags, moments: Ints) -> Ints:
        """Return, of each clock, the earliest of the moments of some of its spans."""
        return np.asarray(np.minimum.reduceat(np.where(spans, moments, NEVER), self.first))

    def _starts(self) -> Ints:
        since = self.since[self.clock]
        starts = self._earliest(self.here & (self.end > since), np.maximum(self.start, since))
        return np.where(starts > self.at, NEVER, starts)

    def _stops(self, starts: Ints) -> Ints:
        if self.level.metric is Metric.HOLD:
            return self.closed
        confirming = np.asarray(self.kind == CONFIRMATION)
        if self.level.metric is Metric.RESOLVE:
            worked_until = np.maximum.reduceat(np.where(confirming, _ALWAYS, self.end), self.first)
            resolved = np.where(confirming[self.last], np.maximum(worked_until, self.start[self.first]), self.closed)
            return np.asarray(np.maximum(resolved, starts))
        begun = starts[self.clock]
        after, moments = self.end > begun, np.maximum(self.start, begun)
        stops = np.minimum(self.closed, self._earliest(confirming & after, moments))
        if self.level.metric is Metric.PICKUP:
            taken = self._earliest((self.kind == _WORKING) & self.here & after, moments)
            return np.asarray(np.minimum(stops, taken))
        in_time = (self.answered <= self.at) & (self.answered >= self._earliest(self.here, self.start))
        heard = np.where(in_time, np.maximum(self.answered, starts), NEVER)
        return np.asarray(np.minimum(stops, heard))

    def _counts(self) -> Flags:
        """Say of each span whether its time counts at all, within hours."""
        level = self.level
        counts = np.array([kind not in level.pauses for kind in KINDS])
        counts[CONFIRMATION] = False
        flags = counts[self.kind]
        if level.metric is Metric.HOLD or Pause.ELSEWHERE in level.pauses:
            flags &= self.here
        return np.asarray(flags)

    def _reckon(self, starts: Ints, stops: Ints) -> tuple[Ints, Ints, Ints]:
        """Return what each clock has counted, when the target is or was used up, and when it was broken."""
        begin = np.maximum(self.start, starts[self.clock])
        end = np.minimum(np.minimum(self.end, self.at), np.minimum(stops, self.until)[self.clock])
        counted = np.zeros(len(begin), np.int64)
        some = self._counts() & (end > begin)
        counted[some] = self.level.hours.between_many(begin[some], end[some])
        by_visit = self.level.metric is Metric.HOLD and self.level.per_visit
        runs = _Runs(self.clock, self.here if by_visit else np.ones_like(self.here), begin, counted)
        sums = runs.sums()
        used_up = self._used_up(runs, sums)
        none = np.zeros(len(starts), np.int64)
        present = none.copy()
        present[runs.clock] = sums  # the last of each stays
        broken = np.full(len(starts), NEVER)
        np.minimum.at(broken, runs.clock, np.where(sums > self.target, used_up, NEVER))
        due = np.full(len(starts), NEVER)
        due[runs.clock] = used_up
        left = due == NEVER
        due[left] = self.level.hours.after_many(np.full(left.sum(), self.at), self.target - present[left])
        if not by_visit:
            return present, due, broken
        longest = none
        np.maximum.at(longest, runs.clock, sums)
        here_now = self.here[self.last] & (self.closed == NEVER)
        return np.where(here_now, present, longest), due, broken

    def _used_up(self, runs: "_Runs", sums: Ints) -> Ints:
        """Return when each run had used up the target; NEVER where it has not."""
        found = np.full(len(sums), NEVER)
        full = np.flatnonzero(sums >= self.target)
        span, passed = runs.span_that_reaches(self.target)
        found[full] = self.level.hours.after_many(runs.begin[span[full]], self.target - passed[span[full]])
        return found


class _Runs:
    """Spans whose sum is held against the target: all of a clock, or those of one visit."""

    def __init__(self, clock: Ints, some: Flags, begin: Ints, counted: Ints) -> None:
        follows = np.zeros(len(clock), np.bool_)
        follows[1:] = some[:-1] & (clock[1:] == clock[:-1])
        self.first = np.flatnonzero((~follows)[some])
        self.begin, self.counted = begin[some], counted[some]
        self.clock = clock[some][self.first]

    def sums(self) -> Ints:
        """Return what each run has counted."""
        return _sums(self.counted, self.first)

    def span_that_reaches(self, target: int) -> tuple[Ints, Ints]:
        """Return each run's first span with which it has counted `target`, and what had passed before each span."""
        total = np.cumsum(self.counted)
        lengths = np.diff(np.append(self.first, len(total)))
        passed = total - self.counted
        passed -= np.repeat(passed[self.first], lengths)
        short = _sums((passed + self.counted < target).astype(np.int64), self.first)
        return self.first + short, passed


def _sums(values: Ints, first: Ints) -> Ints:
    """Return the sum of each stretch; `reduceat` knows no case of none."""
    return np.asarray(np.add.reduceat(values, first)) if len(first) else np.zeros(0, np.int64)
