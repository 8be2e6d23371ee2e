"""Many clocks at once say what each says by itself; and what the reference itself must keep to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from knutepunkt.agreement.rules.calendar import ServiceCalendar
from knutepunkt.agreement.rules.hours import NEVER, ServiceHours, from_micros, to_micros
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import Metric, Pause, WaitingReason
from knutepunkt.desk.rules.clock import ClockState, Reading, read_clock
from knutepunkt.desk.rules.clocks import STATES, ClockRows, Custodies, micros_or_never, read_clocks
from knutepunkt.desk.rules.custody import Mode, Span

OPENED = datetime(2026, 3, 26, 8, tzinfo=UTC)  # the change to summer time and Easter follow
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DESK, SUPPLIER, RIVAL = 1, 2, 3
HOURS = (
    ServiceHours(ServiceCalendar(weekly=tuple((day, 480, 960) for day in range(5)), holidays_country="NO")),
    ServiceHours(ServiceCalendar(always=True)),
    ServiceHours(
        ServiceCalendar(weekly=tuple((day, 0, 1440) for day in range(7)), closed_on=frozenset({date(2026, 4, 1)}))
    ),
)
# Few distinct moments, so that answers, changes, targets and spans fall on one another.
offsets = some.integers(0, 16).map(lambda n: n * 3 * HOUR) | some.integers(0, 9 * 1440).map(lambda n: n * MINUTE)
moments = offsets.map(lambda offset: OPENED + offset)


@some.composite
def histories(draw: some.DrawFn) -> tuple[Span, ...]:
    """Custody from opening on, as it can be, and stranger."""
    edges = sorted({OPENED, *draw(some.lists(moments, max_size=7))})
    ends: list[datetime | None] = [*edges[1:], draw(some.sampled_from((None, edges[-1] + 5 * HOUR)))]
    spans = []
    for start, end in zip(edges, ends, strict=True):
        organisation = draw(some.sampled_from((DESK, SUPPLIER, RIVAL)))
        mode = draw(some.sampled_from(Mode))
        reason = draw(some.sampled_from(WaitingReason)).value if mode is Mode.WAITING else None
        spans.append(Span(start, end, organisation * 10, organisation, mode, reason))
    return tuple(spans)


levels = some.builds(
    LevelTerms,
    level_id=some.just(1),
    version=some.just(1),
    metric=some.sampled_from(Metric),
    target=some.sampled_from((1, 3, 6, 7, 8, 12, 24)).map(lambda hours: hours * HOUR),
    hours=some.sampled_from(HOURS),
    pauses=some.frozensets(some.sampled_from(Pause)),
    per_visit=some.booleans(),
    holder_id=some.sampled_from((None, SUPPLIER)),
)
Ticket = tuple[tuple[Span, ...], datetime | None]
Row = tuple[int, int, datetime, datetime | None]  # ticket, level, since, until
tickets = some.tuples(histories(), some.none() | moments)


@some.composite
def desks(draw: some.DrawFn) -> tuple[list[LevelTerms], list[Ticket], list[Row], datetime]:
    """Some levels, some tickets, clocks of any on any, and a moment."""
    terms, held = draw(some.lists(levels, min_size=1, max_size=4)), draw(some.lists(tickets, min_size=1, max_size=5))
    row = some.tuples(
        some.integers(0, len(held) - 1),
        some.integers(0, len(terms) - 1),
        some.just(OPENED) | moments,
        some.none() | moments,
    )
    return terms, held, draw(some.lists(row, max_size=12)), draw(moments)


def one_by_one(terms: Sequence[LevelTerms], held: Sequence[Ticket], rows: Sequence[Row], at: datetime) -> list[Reading]:
    return [
        replace(
            read_clock(terms[level], held[ticket][0], answered_at=held[ticket][1], since=since, until=until, at=at),
            working=(),
        )
        for ticket, level, since, until in rows
    ]


def at_once(terms: Sequence[LevelTerms], held: Sequence[Ticket], rows: Sequence[Row], at: datetime) -> list[Reading]:
    columns = np.array(
        [
            (ticket, level, to_micros(since), micros_or_never(until), micros_or_never(held[ticket][1]))
            for ticket, level, since, until in rows
        ],
        np.int64,
    ).reshape(-1, 5)
    custody = Custodies.of(spans for spans, _answered in held)
    found = read_clocks(terms, custody, ClockRows(*columns.T.copy()), at=to_micros(at))
    columns_found = (found.state, found.elapsed, found.due, found.stopped, found.breached)
    return [
        Reading(STATES[state], timedelta(microseconds=elapsed), moment(due), moment(stopped), moment(breached))
        for state, elapsed, due, stopped, breached in zip(*(one.tolist() for one in columns_found), strict=True)
    ]


def moment(micros: int) -> datetime | None:
    return None if micros == NEVER else from_micros(micros)


@settings(max_examples=400, deadline=None)
@given(desks())
def test_many_at_once_say_what_each_says(desk: tuple[list[LevelTerms], list[Ticket], list[Row], datetime]) -> None:
    assert at_once(*desk) == one_by_one(*desk)


def test_twenty_thousand_tickets_say_what_each_says() -> None:
    draw = Random(20261124)
    terms = [
        LevelTerms(
            n,
            1,
            metric,
            draw.randint(1, 30) * HOUR,
            draw.choice(HOURS),
            pauses=pauses,
            per_visit=n % 2 == 0,
            holder_id=holder,
        )
        for n, (metric, holder) in enumerate(
            (metric, holder) for metric in Metric for holder in (None, SUPPLIER, RIVAL)
        )
        for pauses in (frozenset({Pause.CUSTOMER, Pause.SCHEDULED}), frozenset({Pause.ELSEWHERE}))
    ]
    held = [a_ticket(draw) for _ in range(20_000)]
    rows: list[Row] = [
        (ticket, draw.randrange(len(terms)), OPENED, OPENED + 40 * HOUR if draw.random() < 0.1 else None)
        for ticket in range(len(held))
    ]
    at = OPENED + 150 * HOUR
    found = at_once(terms, held, rows, at)
    assert found == one_by_one(terms, held, rows, at)
    assert {reading.state for reading in found} == set(ClockState)


def a_ticket(draw: Random) -> Ticket:
    spans: list[Span] = []
    at = OPENED + draw.randint(0, 6000) * MINUTE
    for _ in range(draw.randint(1, 6)):
        mode = draw.choice(list(Mode))
        reason = draw.choice(list(WaitingReason)).value if mode is Mode.WAITING else None
        end = at + draw.randint(1, 2000) * MINUTE
        spans.append(Span(at, end, 1, draw.choice((DESK, SUPPLIER, RIVAL)), mode, reason))
        at = end
    if draw.random() < 0.5:
        spans[-1] = replace(spans[-1], end_at=None)
    answered = OPENED + draw.randint(0, 9000) * MINUTE if draw.random() < 0.7 else None
    return tuple(spans), answered


@settings(max_examples=150, deadline=None)
@given(desks())
def test_many_at_once_say_the_same_at_the_very_moments_that_matter(
    desk: tuple[list[LevelTerms], list[Ticket], list[Row], datetime],
) -> None:
    terms, held, rows, at = desk
    shown = one_by_one(terms, held, rows, at)
    turns = {one for reading in shown for one in (reading.due_at, reading.stopped_at, reading.breached_at) if one}
    turns |= {answered for _, answered in held if answered} | {since for _, _, since, _ in rows}
    for turn in sorted(turns):
        assert at_once(terms, held, rows, turn) == one_by_one(terms, held, rows, turn)


def test_an_answer_from_before_the_supplier_had_it_is_not_its_response() -> None:
    terms = LevelTerms(1, 1, Metric.RESPONSE, HOUR, HOURS[1], holder_id=SUPPLIER)
    spans = held((0, 2, DESK), (2, None, SUPPLIER))[0]
    for answered, state in ((1, ClockState.RUNNING), (2, ClockState.MET)):
        ticket = spans, OPENED + answered * HOUR
        assert read(terms, ticket, OPENED + 2 * HOUR + 30 * MINUTE).state is state
        assert at_once([terms], [ticket], [(0, 0, OPENED, None)], OPENED + 2 * HOUR + 30 * MINUTE)[0].state is state


def test_no_ticket_and_no_custody_are_no_fault() -> None:
    terms = [LevelTerms(1, 1, Metric.RESOLVE, HOUR, HOURS[0])]
    assert at_once(terms, [], [], OPENED) == []
    assert at_once(terms, [((), None)], [(0, 0, OPENED, None)], OPENED) == [Reading(ClockState.PENDING, timedelta(0))]


def read(
    terms: LevelTerms, ticket: Ticket, at: datetime, since: datetime = OPENED, until: datetime | None = None
) -> Reading:
    return read_clock(terms, ticket[0], answered_at=ticket[1], since=since, until=until, at=at)


@given(levels, tickets, moments, moments, some.none() | moments)
def test_cutting_a_span_in_two_changes_no_reading(
    terms: LevelTerms, ticket: Ticket, cut: datetime, at: datetime, until: datetime | None
) -> None:
    spans: list[Span] = []
    for span in ticket[0]:
        if span.start_at < cut and (span.end_at is None or cut < span.end_at) and cut <= at:
            spans += [span.ended(cut), replace(span, start_at=cut)]
        else:
            spans.append(span)
    whole, parts = (read(terms, (held, ticket[1]), at, until=until) for held in (ticket[0], tuple(spans)))
    assert replace(parts, working=()) == replace(whole, working=())


@given(levels, tickets, moments, moments)
def test_what_comes_later_changes_no_earlier_reading(
    terms: LevelTerms, ticket: Ticket, at: datetime, cut: datetime
) -> None:
    """What had happened by `at` says all: whoever reads now and whoever reads back later see the same."""
    known = tuple(
        replace(span, end_at=None) if span.end_at is not None and span.end_at > at else span
        for span in ticket[0]
        if span.start_at <= at
    )
    answered = ticket[1] if ticket[1] is not None and ticket[1] <= at else None
    until = cut if cut <= at else None
    assert read(terms, ticket, at, until=cut) == read(terms, (known, answered), at, until=until)


@given(levels, tickets, moments, moments, some.none() | moments)
def test_time_and_breaches_are_never_taken_back(
    terms: LevelTerms, ticket: Ticket, one: datetime, other: datetime, until: datetime | None
) -> None:
    early, late = sorted((one, other))
    before, after = (read(terms, ticket, at, until=until) for at in (early, late))
    if not (terms.metric is Metric.HOLD and terms.per_visit):
        assert before.elapsed <= after.elapsed
    if before.breached_at is not None:
        assert after.breached_at == before.breached_at


@given(levels, tickets, moments, moments, some.none() | moments)
def test_the_working_adds_up_to_custody_and_to_what_is_shown(
    terms: LevelTerms, ticket: Ticket, at: datetime, since: datetime, until: datetime | None
) -> None:
    reading = read(terms, ticket, at, since, until)
    lasted = sum(
        (min(span.end_at or at, at) - span.start_at for span in ticket[0] if span.start_at <= at), timedelta(0)
    )
    assert sum((part.counted + part.uncounted for part in reading.working), timedelta(0)) == lasted
    assert all((part.field is None) == (part.uncounted == timedelta(0)) for part in reading.working)
    counted = sum((part.counted for part in reading.working), timedelta(0))
    if terms.metric is Metric.HOLD and terms.per_visit:
        assert reading.elapsed <= counted
    else:
        assert reading.elapsed == counted


def hold(*, target: int, by_visit: bool) -> LevelTerms:
    return LevelTerms(1, 1, Metric.HOLD, target * HOUR, HOURS[1], per_visit=by_visit, holder_id=SUPPLIER)


def held(*bounds: tuple[int, int | None, int]) -> Ticket:
    return tuple(
        Span(OPENED + start * HOUR, None if end is None else OPENED + end * HOUR, 1, holder, Mode.WORKING)
        for start, end, holder in bounds
    ), None


def test_a_visit_has_its_own_time_from_its_very_first_moment() -> None:
    back = held((0, 1, DESK), (1, 4, SUPPLIER), (4, 6, DESK), (6, None, SUPPLIER))
    reading = read(hold(target=5, by_visit=True), back, OPENED + 6 * HOUR)
    assert (reading.state, reading.elapsed, reading.due_at) == (ClockState.RUNNING, timedelta(0), OPENED + 11 * HOUR)


def test_the_present_visit_goes_on_through_a_new_span() -> None:
    longer_before = held((0, 4, SUPPLIER), (4, 5, DESK), (5, 6, SUPPLIER), (6, None, SUPPLIER))
    assert read(hold(target=5, by_visit=True), longer_before, OPENED + 6 * HOUR).elapsed == HOUR


def test_one_visit_too_long_is_a_breach_that_later_visits_do_not_mend() -> None:
    back = held((0, 6, SUPPLIER), (6, 7, DESK), (7, None, SUPPLIER))
    reading = read(hold(target=5, by_visit=True), back, OPENED + 8 * HOUR)
    assert (reading.state, reading.elapsed) == (ClockState.BREACHED, HOUR)
    assert (reading.breached_at, reading.due_at) == (OPENED + 5 * HOUR, OPENED + 12 * HOUR)


def test_a_level_that_ceased_to_apply_keeps_the_breach_it_had() -> None:
    terms = LevelTerms(1, 1, Metric.RESOLVE, HOUR, HOURS[1])
    reading = read(terms, held((0, None, DESK)), OPENED + 9 * HOUR, until=OPENED + 3 * HOUR)
    assert (reading.state, reading.elapsed) == (ClockState.RELEASED, 3 * HOUR)
    assert reading.breached_at == OPENED + HOUR


def test_a_level_that_will_apply_is_pending() -> None:
    terms = LevelTerms(1, 1, Metric.RESOLVE, HOUR, HOURS[1])
    reading = read(terms, held((0, None, DESK)), OPENED + HOUR, since=OPENED + 2 * HOUR)
    assert (reading.state, reading.due_at) == (ClockState.PENDING, None)


def test_a_holder_that_gave_it_away_when_the_level_began_does_not_start_it() -> None:
    terms = LevelTerms(1, 1, Metric.RESOLVE, HOUR, HOURS[1], holder_id=SUPPLIER)
    ticket = held((0, 3, SUPPLIER), (3, None, DESK))
    assert read(terms, ticket, OPENED + 9 * HOUR, since=OPENED + 3 * HOUR).state is ClockState.PENDING


def test_a_level_that_ceased_when_it_stopped_had_stopped() -> None:
    terms = LevelTerms(1, 1, Metric.RESOLVE, 5 * HOUR, HOURS[1])
    reading = read(terms, held((0, 3, DESK)), OPENED + 9 * HOUR, until=OPENED + 3 * HOUR)
    assert (reading.state, reading.stopped_at) == (ClockState.MET, OPENED + 3 * HOUR)


def test_the_target_used_up_at_closing_is_broken_then_and_not_the_next_morning() -> None:
    office = LevelTerms(1, 1, Metric.RESOLVE, 7 * HOUR, HOURS[0])  # opened at nine in Oslo, closing at four
    spans = held((0, 10, DESK), (10, None, SUPPLIER))
    reading = read(office, spans, OPENED + 24 * HOUR)
    assert (reading.state, reading.breached_at) == (ClockState.BREACHED, OPENED + 7 * HOUR)
