"""A clock: what a service level shows on one ticket, computed from custody, with its working.

This is the reference. `clocks.py` computes the same for many tickets at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from knutepunkt.agreement.rules.hours import from_micros, to_micros
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import Metric, Pause, WaitingReason
from knutepunkt.desk.rules.custody import Mode, Span

ZERO = timedelta(0)


class ClockState(StrEnum):
    """PENDING: what it measures has not begun. RELEASED: it ceased to apply before it stopped."""

    PENDING = "pending"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    RELEASED = "released"


class Field(StrEnum):
    """Which field of the level says that time does not count."""

    HOURS = "hours"
    PAUSES = "pauses"
    HOLDER = "holder"
    METRIC = "metric"
    COUNTS_FROM = "counts_from"
    APPLIES = "applies"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one span: how much counted, how much did not, and which field said so.

    `field` is None where all counted; `HOURS` where part of it lay outside the calendar's hours.
    """

    start_at: datetime
    end_at: datetime
    span: Span
    counted: timedelta
    uncounted: timedelta
    field: Field | None
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock shows at a moment. `due_at` assumes that nothing changes; None when it does not run."""

    state: ClockState
    elapsed: timedelta
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    working: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bounds:
    """When counting starts and stops, as far as custody tells. `stops_at` None: not yet."""

    starts_at: datetime | None
    stops_at: datetime | None
    released: bool


def read_clock(
    terms: LevelTerms,
    spans: Sequence[Span],
    *,
    answered_at: datetime | None,
    since: datetime,
    until: datetime | None,
    at: datetime,
) -> Reading:
    """Read the clock of `terms` at `at`.

    `since`: where counting begins at the earliest. `until`: when the level ceased to apply, if it did.
    """
    spans = _known_at(spans, at)
    if not spans:
        return Reading(ClockState.PENDING, ZERO)
    bounds = _bounds(terms, spans, answered_at=answered_at, since=since, until=until, at=at)
    working = tuple(_working(terms, spans, bounds, since=since, until=until, at=at))
    elapsed = _elapsed(terms, working)
    breached_at = _breached_at(terms, working)
    if bounds.released:
        return Reading(ClockState.RELEASED, elapsed, working=working)
    if bounds.starts_at is None:
        return Reading(ClockState.PENDING, elapsed, working=working)
    if bounds.stops_at is not None:
        state = ClockState.BREACHED if breached_at else ClockState.MET
        return Reading(state, elapsed, None, bounds.stops_at, breached_at, working)
    counting = _why_not(terms, spans[-1]) is None
    due_at = _due_at(terms, working, elapsed, at) if counting else None
    state = ClockState.RUNNING if counting else ClockState.PAUSED
    return Reading(ClockState.BREACHED if breached_at else state, elapsed, due_at, None, breached_at, working)


def _known_at(spans: Sequence[Span], at: datetime) -> tuple[Span, ...]:
    """Return custody as it was known at `at`: what began later had not happened."""
    known = [span for span in spans if span.start_at <= at]
    if known and known[-1].end_at is not None and known[-1].end_at > at:
        known[-1] = Span(known[-1].start_at, None, *_rest(known[-1]))
    return tuple(known)


def _rest(span: Span) -> tuple[int, int, Mode, str | None, int | None]:
    return span.team_id, span.organisation_id, span.mode, span.reason, span.person_id


def _bounds(
    terms: LevelTerms,
    spans: Sequence[Span],
    *,
    answered_at: datetime | None,
    since: datetime,
    until: datetime | None,
    at: datetime,
) -> _Bounds:
    starts_at = _start(terms, spans, since)
    stops_at = None if starts_at is None else _stop(terms, spans, answered_at, starts_at, at)
    if until is not None and until <= at and (stops_at is None or stops_at > until):
        return _Bounds(starts_at, until, released=True)
    if starts_at is None and spans[-1].end_at is not None:
        return _Bounds(None, spans[-1].end_at, released=True)
    return _Bounds(starts_at, stops_at, released=False)


def _start(terms: LevelTerms, spans: Sequence[Span], since: datetime) -> datetime | None:
    """Counting begins when the holder first has the ticket, at a customer's level at once."""
    if terms.holder_id is None:
        return max(since, spans[0].start_at)
    for span in spans:
        over = span.end_at is not None and span.end_at <= since
        if span.organisation_id == terms.holder_id and not over:
            return max(since, span.start_at)
    return None


def _stop(
    terms: LevelTerms, spans: Sequence[Span], answered_at: datetime | None, starts_at: datetime, at: datetime
) -> datetime | None:
    closed_at = spans[-1].end_at
    if terms.metric is Metric.HOLD:
        return closed_at
    if terms.metric is Metric.RESOLVE:
        return _resolved_at(spans)
    moments = [closed_at, _first_confirmation(spans, starts_at)]
    if terms.metric is Metric.PICKUP:
        moments.append(_first_working(terms, spans, starts_at))
    elif answered_at is not None and answered_at <= at:
        moments.append(max(answered_at, starts_at))
    return min((moment for moment in moments if moment is not None), default=None)


def _first_working(terms: LevelTerms, spans: Sequence[Span], starts_at: datetime) -> datetime | None:
    for span in spans:
        ours = terms.holder_id in (None, span.organisation_id)
        over = span.end_at is not None and span.end_at <= starts_at
        if span.mode is Mode.WORKING and ours and not over:
            return max(span.start_at, starts_at)
    return None


def _first_confirmation(spans: Sequence[Span], starts_at: datetime) -> datetime | None:
    for span in spans:
        over = span.end_at is not None and span.end_at <= starts_at
        if span.reason == WaitingReason.CONFIRMATION.value and not over:
            return max(span.start_at, starts_at)
    return None


def _resolved_at(spans: Sequence[Span]) -> datetime | None:
    """When the run of confirmation began in which the ticket ends or stands; else its closing."""
    resolved_at = None
    for span in reversed(spans):
        if span.reason != WaitingReason.CONFIRMATION.value:
            break
        resolved_at = span.start_at
    return resolved_at or spans[-1].end_at


def _working(
    terms: LevelTerms,
    spans: Sequence[Span],
    bounds: _Bounds,
    *,
    since: datetime,
    until: datetime | None,
    at: datetime,
) -> Iterator[Part]:
    """Split custody where counting starts and stops, and judge each stretch."""
    cuts = [moment for moment in (since, bounds.starts_at, bounds.stops_at, until) if moment is not None]
    visit, before = 0, False
    for span in spans:
        here = span.organisation_id == terms.holder_id
        visit += here and not before
        before = here
        end_at = span.end_at or at
        edges = [span.start_at, *sorted(cut for cut in set(cuts) if span.start_at < cut < end_at), end_at]
        for start, end in pairwise(edges):
            if start < end:
                yield _judge(terms, span, start, end, bounds, since=since, until=until, visit=visit if here else None)


def _judge(
    terms: LevelTerms,
    span: Span,
    start: datetime,
    end: datetime,
    bounds: _Bounds,
    *,
    since: datetime,
    until: datetime | None,
    visit: int | None,
) -> Part:
    length = end - start
    if start < since:
        return Part(start, end, span, ZERO, length, Field.COUNTS_FROM, visit)
    if until is not None and start >= until:
        return Part(start, end, span, ZERO, length, Field.APPLIES, visit)
    if bounds.starts_at is None or start < bounds.starts_at:
        return Part(start, end, span, ZERO, length, Field.HOLDER, visit)
    if bounds.stops_at is not None and start >= bounds.stops_at:
        return Part(start, end, span, ZERO, length, Field.METRIC, visit)
    why = _why_not(terms, span)
    if why is not None:
        return Part(start, end, span, ZERO, length, why, visit)
    counted = timedelta(microseconds=terms.hours.between(to_micros(start), to_micros(end)))
    return Part(start, end, span, counted, length - counted, Field.HOURS if counted < length else None, visit)


def _why_not(terms: LevelTerms, span: Span) -> Field | None:
    """Return the field by which such a span does not count at all."""
    if span.reason == WaitingReason.CONFIRMATION.value:
        return Field.METRIC
    elsewhere = terms.holder_id is not None and span.organisation_id != terms.holder_id
    if elsewhere and terms.metric is Metric.HOLD:
        return Field.HOLDER
    if elsewhere and Pause.ELSEWHERE in terms.pauses:
        return Field.PAUSES
    if span.mode is Mode.WAITING and span.reason in terms.pauses:
        return Field.PAUSES
    return None


def _runs(terms: LevelTerms, working: Sequence[Part]) -> list[list[Part]]:
    """Return the parts whose sum is held against the target: all together, or visit by visit."""
    if not (terms.metric is Metric.HOLD and terms.per_visit):
        return [list(working)] if working else []
    counted = [part for part in working if part.visit is not None]
    return [list(parts) for _, parts in groupby(counted, key=lambda part: part.visit)]


def _sum(parts: Sequence[Part]) -> timedelta:
    return sum((part.counted for part in parts), ZERO)


def _elapsed(terms: LevelTerms, working: Sequence[Part]) -> timedelta:
    """Per visit: the present visit while it lasts, else the longest."""
    runs = _runs(terms, working)
    if not runs:
        return ZERO
    present = runs[-1][-1] is working[-1] and working[-1].span.end_at is None
    return _sum(runs[-1]) if present else max(map(_sum, runs))


def _breached_at(terms: LevelTerms, working: Sequence[Part]) -> datetime | None:
    """Return the first moment at which a run had used up the target, when it then went beyond."""
    for run in _runs(terms, working):
        passed = ZERO
        for part in run:
            if passed + part.counted > terms.target:
                return _moment_of(terms, part, terms.target - passed)
            passed += part.counted
    return None


def _moment_of(terms: LevelTerms, part: Part, left: timedelta) -> datetime:
    found = terms.hours.after(to_micros(part.start_at), left // timedelta(microseconds=1))
    assert found is not None, "the part counted more than was left"
    return from_micros(found)


def _due_at(terms: LevelTerms, working: Sequence[Part], elapsed: timedelta, at: datetime) -> datetime | None:
    """Return when the target is, or was, used up if the present span goes on."""
    runs = _runs(terms, working)
    last = runs[-1] if runs else []
    passed = ZERO
    for part in last:
        if passed + part.counted >= terms.target:
            return _moment_of(terms, part, terms.target - passed)
        passed += part.counted
    found = terms.hours.after(to_micros(at), (terms.target - passed) // timedelta(microseconds=1))
    return None if found is None else from_micros(found)
