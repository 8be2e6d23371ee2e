"""Laws of working time: whatever the calendar, the clock of the place, and the number of pairs."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knutepunkt.agreement.rules.calendar import CalendarFault, ServiceCalendar
from knutepunkt.agreement.rules.hours import NEVER, ServiceHours, from_micros, to_micros

OSLO = ZoneInfo("Europe/Oslo")
OFFICE = tuple((day, 8 * 60, 16 * 60) for day in range(5))
HOURS = {
    "office": ServiceHours(ServiceCalendar(weekly=OFFICE, holidays_country="NO")),
    "always": ServiceHours(ServiceCalendar(always=True)),
    "to midnight": ServiceHours(ServiceCalendar(weekly=tuple((day, 12 * 60, 24 * 60) for day in range(7)))),
    "with exceptions": ServiceHours(
        ServiceCalendar(
            weekly=(*OFFICE, (5, 10 * 60, 14 * 60)),
            holidays_country="NO",
            closed_on=frozenset({date(2026, 11, 24)}),
            extra=((date(2026, 11, 29), ((9 * 60, 12 * 60), (13 * 60, 15 * 60))),),
        )
    ),
    "nights": ServiceHours(ServiceCalendar(weekly=tuple((day, 0, 6 * 60) for day in range(7)))),
}
names = st.sampled_from(sorted(HOURS))
moments = st.integers(to_micros(datetime(2016, 1, 1, tzinfo=UTC)), to_micros(datetime(2029, 12, 31, tzinfo=UTC)))
lengths = st.integers(0, 90 * 86_400 * 10**6)


@given(names, moments, lengths, lengths)
def test_time_adds_up(name: str, start: int, first: int, second: int) -> None:
    hours = HOURS[name]
    middle, end = start + first, start + first + second
    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)


@given(names, moments, lengths)
def test_no_more_counts_than_passes(name: str, start: int, length: int) -> None:
    assert 0 <= HOURS[name].between(start, start + length) <= length


@given(names, moments, st.integers(1, 400 * 3_600 * 10**6))
def test_elapsed_until_due_is_what_was_allowed(name: str, start: int, allowed: int) -> None:
    due = HOURS[name].after(start, allowed)
    assert due is not None
    assert HOURS[name].between(start, due) == allowed
    assert HOURS[name].between(start, due - 1) < allowed  # the earliest such moment


def test_one_and_many_agree_on_a_hundred_thousand_pairs() -> None:
    draw = np.random.default_rng(20261123)
    starts = draw.integers(
        to_micros(datetime(2016, 1, 1, tzinfo=UTC)), to_micros(datetime(2029, 1, 1, tzinfo=UTC)), 20_000
    )
    ends = starts + draw.integers(0, 60 * 86_400 * 10**6, 20_000)
    allowed = draw.integers(0, 300 * 3_600 * 10**6, 20_000)
    for hours in HOURS.values():
        many = hours.between_many(starts, ends)
        assert many.tolist() == [hours.between(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        dues = hours.after_many(starts, allowed)
        assert dues.tolist() == [
            hours.after(a, b) if hours.after(a, b) is not None else NEVER
            for a, b in zip(starts.tolist(), allowed.tolist(), strict=True)
        ]


@settings(max_examples=25, deadline=None)
@given(names, st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 10)), st.integers(1, 5 * 24 * 60))
def test_a_count_of_minutes_says_the_same(name: str, start: datetime, minutes: int) -> None:
    """Around Easter and the change to summer time, every minute looked up by itself on the wall clock."""
    hours, begin = HOURS[name], start.replace(second=0, microsecond=0, tzinfo=UTC)
    counted = sum(is_open(hours.calendar, begin + timedelta(minutes=n)) for n in range(minutes))
    end = begin + timedelta(minutes=minutes)
    assert hours.between(to_micros(begin), to_micros(end)) == counted * 60 * 10**6


def is_open(calendar: ServiceCalendar, at: datetime) -> bool:
    local = at.astimezone(OSLO)
    minute = local.hour * 60 + local.minute
    return any(opens <= minute < closes for opens, closes in calendar.openings_on(local.date()))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_lasts_as_long_as_it_lasts(day: date, hours: int) -> None:
    whole = ServiceHours(ServiceCalendar(weekly=tuple((d, 0, 1440) for d in range(7))))
    midnight = datetime(day.year, day.month, day.day, tzinfo=OSLO)
    nxt = day + timedelta(days=1)
    end = datetime(nxt.year, nxt.month, nxt.day, tzinfo=OSLO)
    assert whole.between(to_micros(midnight), to_micros(end)) == hours * 3_600 * 10**6


def test_2027_has_eleven_public_holidays_for_the_17th_of_may_is_whit_monday() -> None:
    assert len(set(holidays.country_holidays("NO", years=2027))) == 11
    office = HOURS["office"]
    start, end = datetime(2027, 5, 17, 0, tzinfo=OSLO), datetime(2027, 5, 18, 0, tzinfo=OSLO)
    assert office.between(to_micros(start), to_micros(end)) == 0


def test_christmas_eve_is_a_working_day_in_law() -> None:
    start, end = datetime(2026, 12, 24, 0, tzinfo=OSLO), datetime(2026, 12, 25, 0, tzinfo=OSLO)
    assert HOURS["office"].between(to_micros(start), to_micros(end)) == 8 * 3_600 * 10**6


def test_due_is_at_closing_and_not_at_the_next_opening() -> None:
    start = datetime(2026, 11, 20, 14, tzinfo=OSLO)
    due = HOURS["office"].after(to_micros(start), 2 * 3_600 * 10**6)
    assert due is not None
    assert from_micros(due) == datetime(2026, 11, 20, 16, tzinfo=OSLO)


def test_years_beyond_those_compiled_are_reached() -> None:
    office = ServiceHours(ServiceCalendar(weekly=OFFICE))
    old = to_micros(datetime(1999, 3, 1, 9, tzinfo=OSLO))
    assert office.between(old, old + 3_600 * 10**6) == 3_600 * 10**6
    far = to_micros(datetime(2060, 3, 1, 9, tzinfo=OSLO))
    assert office.between(far, far + 3_600 * 10**6) == 3_600 * 10**6


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        HOURS["office"].between(10, 9)


@pytest.mark.parametrize(
    ("fault", "values"),
    [
        ("no open hour", {}),
        ("must open before it closes", {"weekly": ((0, 600, 500),)}),
        ("must open before it closes", {"weekly": ((0, -5, 500),)}),
        ("must open before it closes", {"weekly": ((0, 5, 1441),)}),
        ("overlap", {"weekly": ((0, 0, 600), (0, 500, 700))}),
        ("weekday 7", {"weekly": ((7, 0, 600),)}),
        ("unknown time zone", {"zone": "Mars/Base", "always": True}),
        ("no public holidays", {"holidays_country": "XX", "always": True}),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_with_the_reason(fault: str, values: dict[str, object]) -> None:
    with pytest.raises(CalendarFault, match=fault):
        ServiceCalendar(**values)  # type: ignore[arg-type]
