"""Calendars that nobody would draw: any openings in any zone, against every minute looked up on the wall."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Thread
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from knutepunkt.agreement.rules.calendar import CalendarFault, Opening, ServiceCalendar
from knutepunkt.agreement.rules.hours import NEVER, ServiceHours, to_micros

MINUTE = timedelta(minutes=1)
MICROS = 60 * 10**6
# Both changes of the year, an hour, half an hour or at midnight.
CHANGES = {
    "Europe/Oslo": (date(2026, 3, 29), date(2026, 10, 25)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Africa/Cairo": (date(2026, 4, 24), date(2026, 10, 30)),
}


@some.composite
def a_day(draw: some.DrawFn) -> tuple[Opening, ...]:
    edges = sorted(draw(some.sets(some.integers(0, 96), max_size=8)))
    return tuple(
        (opens * 15, closes * 15) for opens, closes in list(pairwise(edges))[:: draw(some.sampled_from((1, 2)))]
    )


@some.composite
def near_a_change(draw: some.DrawFn) -> tuple[ServiceCalendar, datetime, int]:
    """A calendar, a moment within two days of a change of its zone, and a number of minutes."""
    zone = draw(some.sampled_from(sorted(CHANGES)))
    day = draw(some.sampled_from(CHANGES[zone]))
    near = [day + timedelta(days=n) for n in range(-2, 3)]
    calendar = ServiceCalendar(
        zone=zone,
        weekly=((0, 480, 960), *((weekday, *opening) for weekday in range(1, 7) for opening in draw(a_day()))),
        holidays_country=draw(some.sampled_from((None, "NO"))),
        closed_on=draw(some.frozensets(some.sampled_from(near), max_size=1)),
        extra=tuple((extra, draw(a_day())) for extra in draw(some.sets(some.sampled_from(near), max_size=1))),
    )
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) + draw(some.integers(-2880, 2880)) * MINUTE
    return calendar, begin, draw(some.integers(0, 2 * 1440))


def open_minutes(calendar: ServiceCalendar, begin: datetime, minutes: int) -> int:
    """Count on a wall clock that stands still while the hour comes twice: what closed has closed, what opened is open."""
    zone, count, latest = ZoneInfo(calendar.zone), 0, datetime(1, 1, 1)
    for n in range(-1440, minutes):
        latest = max(latest, (begin + n * MINUTE).astimezone(zone).replace(tzinfo=None))
        shown = latest.hour * 60 + latest.minute
        count += n >= 0 and any(opens <= shown < closes for opens, closes in calendar.openings_on(latest.date()))
    return count


@settings(max_examples=60, deadline=None)
@given(near_a_change())
def test_a_count_of_minutes_says_the_same_of_any_calendar(drawn: tuple[ServiceCalendar, datetime, int]) -> None:
    calendar, begin, minutes = drawn
    start, end = to_micros(begin), to_micros(begin + minutes * MINUTE)
    assert ServiceHours(calendar).between(start, end) == open_minutes(calendar, begin, minutes) * MICROS


def test_an_opening_that_the_clocks_jump_into_begins_with_the_jump() -> None:
    sunday = ServiceHours(ServiceCalendar(weekly=((6, 0, 150), (6, 180, 240))))
    midnight, morning = datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert sunday.working_time(midnight, morning) == timedelta(hours=3), "00-02 and 03-04, with nothing between"


@settings(max_examples=40, deadline=None)
@given(
    near_a_change(), some.lists(some.tuples(some.integers(-(10**12), 10**12), some.integers(0, 10**12)), max_size=50)
)
def test_many_are_as_one(drawn: tuple[ServiceCalendar, datetime, int], pairs: list[tuple[int, int]]) -> None:
    hours, begin = ServiceHours(drawn[0]), to_micros(drawn[1])
    starts = np.array([begin + offset for offset, _ in pairs], np.int64)
    lengths = np.array([length for _, length in pairs], np.int64)
    expected = [hours.between(begin + offset, begin + offset + length) for offset, length in pairs]
    assert hours.between_many(starts, starts + lengths).tolist() == expected
    dues = [hours.after(begin + offset, length) for offset, length in pairs]
    assert hours.after_many(starts, lengths).tolist() == [NEVER if due is None else due for due in dues]


def test_a_hundred_thousand_pairs_that_cross_the_block_and_the_years() -> None:
    draw = np.random.default_rng(7)
    starts = draw.integers(
        to_micros(datetime(1990, 1, 1, tzinfo=UTC)), to_micros(datetime(2050, 1, 1, tzinfo=UTC)), 35_000
    )
    ends = starts + draw.integers(0, 400 * 1440 * MICROS, 35_000)
    shifts = tuple((day, *opening) for day in range(7) for opening in ((0, 330), (345, 930), (945, 1440)))
    for calendar in (
        ServiceCalendar(weekly=shifts, holidays_country="NO", zone="America/St_Johns"),
        ServiceCalendar(weekly=((4, 1439, 1440),)),
        ServiceCalendar(always=True, closed_on=frozenset({date(2027, 5, 17)})),
    ):
        many, one = ServiceHours(calendar), ServiceHours(calendar)
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        assert many.between_many(starts, ends).tolist() == [one.between(start, end) for start, end in pairs]


def test_hours_that_never_come_again_have_no_due_moment() -> None:
    once = ServiceHours(ServiceCalendar(extra=((date(2026, 5, 2), ((600, 660),)),)))
    before = datetime(2026, 5, 1, tzinfo=UTC)
    assert once.due_at(before, timedelta(hours=1)) == datetime(2026, 5, 2, 9, tzinfo=UTC)
    assert once.due_at(before, timedelta(hours=1, microseconds=1)) is None
    micros = np.array([to_micros(before)] * 2, np.int64)
    dues = once.after_many(micros, np.array([1, 61 * MICROS], np.int64)).tolist()
    assert dues == [to_micros(datetime(2026, 5, 2, 8, tzinfo=UTC)) + 1, NEVER]


def test_threads_may_ask_for_other_years_at_once() -> None:
    """A web process shares its calendars: nobody may see one that is half grown."""
    office = ServiceHours(ServiceCalendar(weekly=((0, 480, 960),)))
    faults: list[timedelta] = []

    def ask(year: int) -> None:
        monday = datetime(year, 1, 1, tzinfo=UTC)
        monday += timedelta(days=-monday.weekday() % 7)
        found = {office.working_time(monday, monday + timedelta(days=7)) for _ in range(300)}
        faults.extend(found - {timedelta(hours=8)})

    threads = [Thread(target=ask, args=(year,)) for year in (1985, 2026, 2044, 1998, 2061)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_many_refuse_an_end_before_its_start_too() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        ServiceHours(ServiceCalendar(always=True)).between_many(np.array([5, 5]), np.array([6, 4]))


@pytest.mark.parametrize(
    ("fault", "extra"),
    [
        ("named twice", ((date(2026, 5, 2), ()), (date(2026, 5, 2), ((0, 60),)))),
        ("extra day 2026-05-02: two openings overlap", ((date(2026, 5, 2), ((60, 120), (0, 90))),)),
    ],
)
def test_an_extra_day_that_cannot_be_is_named(fault: str, extra: tuple[tuple[date, tuple[Opening, ...]], ...]) -> None:
    with pytest.raises(CalendarFault, match=fault):
        ServiceCalendar(extra=extra)


def test_an_extra_day_may_be_written_in_any_order() -> None:
    calendar = ServiceCalendar(extra=((date(2026, 5, 2), ((720, 780), (600, 660))),))
    start = datetime(2026, 5, 2, tzinfo=UTC)
    assert ServiceHours(calendar).working_time(start, start + timedelta(days=1)) == timedelta(hours=2)
