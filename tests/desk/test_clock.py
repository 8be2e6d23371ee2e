"""Laws of clocks, whatever happened to the ticket; and the cases people argue about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.agreement.rules.calendar import ServiceCalendar
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import Metric, Pause, WaitingReason
from knutepunkt.desk.rules.clock import ClockState, Reading, read_clock
from knutepunkt.desk.rules.custody import CustodyFault, Mode, Span, advance, check

OFFICE = ServiceHours(ServiceCalendar(weekly=tuple((day, 480, 960) for day in range(5)), holidays_country="NO"))
ALWAYS = ServiceHours(ServiceCalendar(always=True))
OPENED = datetime(2026, 3, 26, 8, tzinfo=UTC)  # Thursday before the change to summer time and Easter
DESK, SUPPLIER = 1, 2
H = timedelta(hours=1)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Span, ...]:
    """Custody from opening on, open or closed, with hand-overs, waits, resolutions and reopenings."""
    spans: list[Span] = []
    at = OPENED
    for _ in range(draw(st.integers(1, 8))):
        organisation = draw(st.sampled_from((DESK, SUPPLIER)))
        mode = draw(st.sampled_from(Mode))
        reason = draw(st.sampled_from(WaitingReason)).value if mode is Mode.WAITING else None
        end = at + timedelta(minutes=draw(st.integers(1, 4 * 24 * 60)))
        spans.append(Span(at, end, organisation * 10, organisation, mode, reason))
        at = end
    if draw(st.booleans()):
        spans[-1] = replace(spans[-1], end_at=None)
    return tuple(spans)


levels = st.builds(
    LevelTerms,
    level_id=st.just(1),
    version=st.just(1),
    metric=st.sampled_from(Metric),
    target=st.integers(1, 60).map(lambda hours: hours * H),
    hours=st.sampled_from((OFFICE, ALWAYS)),
    pauses=st.frozensets(st.sampled_from(Pause)),
    per_visit=st.booleans(),
    holder_id=st.sampled_from((None, SUPPLIER)),
)
minutes = st.integers(0, 40 * 24 * 60)
answers = st.none() | st.integers(0, 10 * 24 * 60).map(lambda n: OPENED + timedelta(minutes=n))


def read(terms: LevelTerms, spans: tuple[Span, ...], at: datetime, answered: datetime | None = None) -> Reading:
    return read_clock(terms, spans, answered_at=answered, since=OPENED, until=None, at=at)


@given(levels, histories(), answers, minutes)
def test_the_working_is_a_partition_and_sums_to_what_is_shown(
    terms: LevelTerms, spans: tuple[Span, ...], answered: datetime | None, after: int
) -> None:
    reading = read(terms, spans, OPENED + timedelta(minutes=after), answered)
    for part in reading.working:
        assert part.counted + part.uncounted == part.end_at - part.start_at
        assert part.field is not None or part.uncounted == timedelta(0)
    for earlier, later in pairwise(reading.working):
        assert earlier.end_at == later.start_at
    if not (terms.metric is Metric.HOLD and terms.per_visit):
        assert sum((part.counted for part in reading.working), timedelta(0)) == reading.elapsed


@given(levels, histories(), answers, minutes, minutes)
def test_time_shown_never_goes_back_while_nothing_happens(
    terms: LevelTerms, spans: tuple[Span, ...], answered: datetime | None, first: int, second: int
) -> None:
    """Reading at t and later is the same as reading later: nothing is kept between readings."""
    quiet_from = max(span.start_at for span in spans)
    early, late = sorted((quiet_from + timedelta(minutes=first), quiet_from + timedelta(minutes=second)))
    before, after = read(terms, spans, early, answered), read(terms, spans, late, answered)
    if spans[-1].end_at is None and answered is None:
        assert before.elapsed <= after.elapsed
        if before.state is ClockState.BREACHED:
            assert after.state is ClockState.BREACHED
            assert before.breached_at == after.breached_at


@given(levels, histories(), answers, minutes)
def test_breached_is_more_than_the_target_and_nothing_else(
    terms: LevelTerms, spans: tuple[Span, ...], answered: datetime | None, after: int
) -> None:
    reading = read(terms, spans, OPENED + timedelta(minutes=after), answered)
    if terms.metric is Metric.HOLD and terms.per_visit:
        return
    if reading.state in {ClockState.RUNNING, ClockState.PAUSED, ClockState.MET}:
        assert reading.elapsed <= terms.target
    if reading.state is ClockState.BREACHED:
        assert reading.elapsed > terms.target
        assert reading.breached_at is not None


@given(levels, histories(), minutes)
def test_the_due_moment_is_kept_when_nothing_changes(terms: LevelTerms, spans: tuple[Span, ...], after: int) -> None:
    at = max(span.start_at for span in spans) + timedelta(minutes=after)
    reading = read(terms, spans, at)
    if spans[-1].end_at is None and reading.state is ClockState.RUNNING and reading.due_at is not None:
        at_due, later = read(terms, spans, reading.due_at), read(terms, spans, reading.due_at + 60 * 24 * H)
        assert at_due.due_at == reading.due_at
        assert at_due.state is ClockState.RUNNING
        assert later.state is ClockState.BREACHED


def level(metric: Metric, hours: int = 8, **values: object) -> LevelTerms:
    return LevelTerms(1, 1, metric, hours * H, ALWAYS, **values)  # type: ignore[arg-type]


def span(start: int, end: int | None, mode: Mode, reason: str | None = None, organisation: int = DESK) -> Span:
    return Span(OPENED + start * H, None if end is None else OPENED + end * H, 1, organisation, mode, reason)


WORKED = (
    span(0, 1, Mode.QUEUED),
    span(1, 3, Mode.WORKING),
    span(3, 9, Mode.WAITING, "customer"),
    span(9, 10, Mode.WORKING),
    span(10, 20, Mode.WAITING, "confirmation"),
    span(20, 22, Mode.QUEUED),
    span(22, None, Mode.WORKING),
)


def test_pickup_stops_when_somebody_takes_it() -> None:
    reading = read(level(Metric.PICKUP), WORKED, OPENED + 30 * H)
    assert (reading.state, reading.elapsed, reading.stopped_at) == (ClockState.MET, H, OPENED + H)


def test_a_reopening_lets_resolution_run_on_without_the_wait_for_confirmation() -> None:
    resolved = read(level(Metric.RESOLVE, pauses=frozenset({Pause.CUSTOMER})), WORKED, OPENED + 15 * H)
    assert (resolved.state, resolved.elapsed) == (ClockState.MET, 4 * H)
    reopened = read(level(Metric.RESOLVE, pauses=frozenset({Pause.CUSTOMER})), WORKED, OPENED + 23 * H)
    assert (reopened.state, reopened.elapsed) == (ClockState.RUNNING, 7 * H)
    assert reopened.due_at == OPENED + 24 * H


def test_a_wait_counts_unless_the_level_says_it_pauses() -> None:
    assert read(level(Metric.RESOLVE), WORKED, OPENED + 15 * H).elapsed == 10 * H


def test_a_level_that_ceased_to_apply_keeps_what_it_had() -> None:
    reading = read_clock(
        level(Metric.RESOLVE), WORKED, answered_at=None, since=OPENED, until=OPENED + 2 * H, at=OPENED + 5 * H
    )
    assert (reading.state, reading.elapsed) == (ClockState.RELEASED, 2 * H)


def test_a_level_that_counts_from_when_it_applied_starts_there() -> None:
    reading = read_clock(
        level(Metric.RESOLVE), WORKED, answered_at=None, since=OPENED + 2 * H, until=None, at=OPENED + 3 * H
    )
    assert reading.elapsed == H


VISITS = (
    span(0, 2, Mode.WORKING),
    span(2, 7, Mode.WORKING, organisation=SUPPLIER),
    span(7, 9, Mode.WORKING),
    span(9, 12, Mode.QUEUED, organisation=SUPPLIER),
    span(12, None, Mode.WORKING),
)


def test_hold_is_summed_or_by_visit_as_the_level_says() -> None:
    summed = read(level(Metric.HOLD, 6, holder_id=SUPPLIER), VISITS, OPENED + 14 * H)
    assert (summed.state, summed.elapsed) == (ClockState.BREACHED, 8 * H)
    assert summed.breached_at == OPENED + 10 * H
    visits = read(level(Metric.HOLD, 6, holder_id=SUPPLIER, per_visit=True), VISITS, OPENED + 14 * H)
    assert (visits.state, visits.elapsed) == (ClockState.PAUSED, 5 * H)


def test_a_suppliers_clock_waits_until_the_ticket_comes() -> None:
    assert read(level(Metric.PICKUP, holder_id=SUPPLIER), VISITS, OPENED + H).state is ClockState.PENDING
    never = (span(0, 2, Mode.WORKING),)
    assert read(level(Metric.HOLD, holder_id=SUPPLIER), never, OPENED + 9 * H).state is ClockState.RELEASED


@given(histories())
def test_custody_made_of_contiguous_spans_is_whole(spans: tuple[Span, ...]) -> None:
    check(spans, opened_at=OPENED, closed_at=spans[-1].end_at)


@pytest.mark.parametrize(
    ("fault", "spans"),
    [
        ("nobody holds", ()),
        ("gap", (span(0, 1, Mode.QUEUED), span(2, None, Mode.QUEUED))),
        ("overlap", (span(0, 2, Mode.QUEUED), span(1, None, Mode.QUEUED))),
        ("two spans are open", (span(0, None, Mode.QUEUED), span(1, None, Mode.QUEUED))),
        ("has a reason", (span(0, None, Mode.WAITING),)),
        ("has a reason", (span(0, None, Mode.WORKING, "customer"),)),
        ("custody begins", (span(1, None, Mode.QUEUED),)),
        ("does not end", (span(0, 1, Mode.QUEUED),)),
    ],
)
def test_what_is_not_custody_is_refused_with_the_fault(fault: str, spans: tuple[Span, ...]) -> None:
    with pytest.raises(CustodyFault, match=fault):
        check(spans, opened_at=OPENED, closed_at=None)


def test_a_span_of_no_length_is_replaced() -> None:
    last = span(0, None, Mode.QUEUED)
    ended, begun = advance(last, at=OPENED, team_id=9, organisation_id=DESK, mode=Mode.WORKING)
    assert ended is None
    assert begun.team_id == 9
