"""A clock: what a service level shows on one ticket, computed from custody, with its working.

This is the reference. `clocks.py` computes the same for many tickets at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

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

    `answered_at`: the first answer that the requester could see, at a supplier's level the first since it had the
    ticket; one from before is not its response. `since`: where counting begins at the earliest. `until`: when the
    level ceased to apply, if it did.
    """
    spans = _known_at(spans, at)
    if not spans:
        return Reading(ClockState.PENDING, ZERO)
    bounds = _bounds(terms, spans, answered_at=answered_at, since=since, until=until, at=at)
    visits = _visits(terms, spans)
    working = tuple(_working(terms, spans, visits, bounds, since=since, until=until, at=at))
    runs = _runs(terms, visits, working)
    elapsed = _elapsed(terms, runs, present=visits[-1] is not None and spans[-1].end_at is None)
    breached_at = min((_used_up_at(terms, run) for run in runs if _sum(run) > terms.target), default=None)
    if bounds.released:
        return Reading(ClockState.RELEASED, elapsed, None, None, breached_at, working)
    if bounds.starts_at is None:
        return Reading(ClockState.PENDING, elapsed, working=working)
    if bounds.stops_at is not None:
        state = ClockState.BREACHED if breached_at else ClockState.MET
        return Reading(state, elapsed, None, bounds.stops_at, breached_at, working)
    counting = _why_not(terms, spans[-1]) is None
    due_at = _due_at(terms, runs[-1], at) if counting else None
    state = ClockState.RUNNING if counting else ClockState.PAUSED
    return Reading(ClockState.BREACHED if breached_at else state, elapsed, due_at, None, breached_at, working)


def _known_at(spans: Sequence[Span], at: datetime) -> tuple[Span, ...]:
    """Return custody as it was known at `at`: what began later had not happened."""
    known = [span for span in spans if span.start_at <= at]
    if known and known[-1].end_at is not None and known[-1].end_at > at:
        known[-1] = replace(known[-1], end_at=None)
    return tuple(known)


def _bounds(
    terms: LevelTerms,
    spans: Sequence[Span],
    *,
    answered_at: datetime | None,
    since: datetime,
    until: datetime | None,
    at: datetime,
) -> _Bounds:
    starts_at = _start(terms, spans, since, at)
    stops_at = None if starts_at is None else _stop(terms, spans, answered_at, starts_at, at)
    if until is not None and until <= at and (stops_at is None or stops_at > until):
        return _Bounds(starts_at, until, released=True)
    if starts_at is None and spans[-1].end_at is not None:
        return _Bounds(None, spans[-1].end_at, released=True)
    return _Bounds(starts_at, stops_at, released=False)


def _start(terms: LevelTerms, spans: Sequence[Span], since: datetime, at: datetime) -> datetime | None:
    """Counting begins when the holder first has the ticket, at a customer's level at once; None: not by `at`."""
    for span in spans:
        over = span.end_at is not None and span.end_at <= since
        if terms.holder_id in (None, span.organisation_id) and not over:
            starts_at = max(since, span.start_at)
            return starts_at if starts_at <= at else None
    return None


def _stop(
    terms: LevelTerms, spans: Sequence[Span], answered_at: datetime | None, starts_at: datetime, at: datetime
) -> datetime | None:
    closed_at = spans[-1].end_at
    if terms.metric is Metric.HOLD:
        return closed_at
    if terms.metric is Metric.RESOLVE:
        resolved_at = _resolved_at(spans)
        return resolved_at and max(resolved_at, starts_at)
    moments = [closed_at, _first_confirmation(spans, starts_at)]
    if terms.metric is Metric.PICKUP:
        moments.append(_first_working(terms, spans, starts_at))
    elif answered_at is not None and _first_held(terms, spans) <= answered_at <= at:
        moments.append(max(answered_at, starts_at))
    return min((moment for moment in moments if moment is not None), default=None)


def _first_held(terms: LevelTerms, spans: Sequence[Span]) -> datetime:
    return next(span.start_at for span in spans if terms.holder_id in (None, span.organisation_id))


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


def _visits(terms: LevelTerms, spans: Sequence[Span]) -> list[int | None]:
    """Number the visits to the holder; the time between them has none. Without a holder all is one visit."""
    visits: list[int | None] = []
    number, before = 0, False
    for span in spans:
        here = terms.holder_id in (None, span.organisation_id)
        number += here and not before
        before = here
        visits.append(number if here else None)
    return visits


def _working(
    terms: LevelTerms,
    spans: Sequence[Span],
    visits: Sequence[int | None],
    bounds: _Bounds,
    *,
    since: datetime,
    until: datetime | None,
    at: datetime,
) -> Iterator[Part]:
    """Split custody where counting starts and stops, and judge each stretch."""
    cuts = {moment for moment in (since, bounds.starts_at, bounds.stops_at, until) if moment is not None}
    for span, visit in zip(spans, visits, strict=True):
        end_at = span.end_at or at
        edges = [span.start_at, *sorted(cut for cut in cuts if span.start_at < cut < end_at), end_at]
        for start, end in pairwise(edges):
            if start < end:
                yield _judge(terms, span, start, end, bounds, since=since, until=until, visit=visit)


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
    counted = terms.hours.working_time(start, end)
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


def _by_visit(terms: LevelTerms) -> bool:
    return terms.metric is Metric.HOLD and terms.per_visit


def _runs(terms: LevelTerms, visits: Sequence[int | None], working: Sequence[Part]) -> list[list[Part]]:
    """Return the parts whose sum is held against the target: all together, or visit by visit.

    A visit that has just begun has no part yet.
    """
    if not _by_visit(terms):
        return [list(working)]
    runs: dict[int, list[Part]] = {visit: [] for visit in visits if visit is not None}
    for part in working:
        if part.visit is not None:
            runs[part.visit].append(part)
    return list(runs.values())


def _sum(parts: Sequence[Part]) -> timedelta:
    return sum((part.counted for part in parts), ZERO)


def _elapsed(terms: LevelTerms, runs: Sequence[Sequence[Part]], *, present: bool) -> timedelta:
    """Per visit: the present visit while it lasts, else the longest."""
    if _by_visit(terms) and not present:
        return max(map(_sum, runs), default=ZERO)
    return _sum(runs[-1])


def _used_up_at(terms: LevelTerms, run: Sequence[Part]) -> datetime:
    """Return the moment at which the run had used up the target. It has: whoever asks knows."""
    passed = ZERO
    for part in run:
        if passed + part.counted >= terms.target:
            found = terms.hours.due_at(part.start_at, terms.target - passed)
            assert found is not None, "the part counted no less than was left"
            return found
        passed += part.counted
    raise AssertionError("the run has not used up the target")


def _due_at(terms: LevelTerms, run: Sequence[Part], at: datetime) -> datetime | None:
    """Return when the target is, or was, used up if the present span goes on."""
    left = terms.target - _sum(run)
    return _used_up_at(terms, run) if run and left <= ZERO else terms.hours.due_at(at, left)
