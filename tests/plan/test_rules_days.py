"""Days are counted as Regulation 1182/71 counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.days import is_working_day, latest_event, period_end, working_day_until

DAY = timedelta(days=1)
days = st.dates(min_value=date(2016, 1, 1), max_value=date(2032, 12, 31))
lengths = st.integers(min_value=1, max_value=60)

# Computed by hand from the calendar; 26 December 2019 is a holiday, 1 January 2020 too.
VECTORS = (
    (date(2019, 8, 13), 30, date(2019, 9, 12)),
    (date(2019, 8, 1), 30, date(2019, 9, 2)),
    (date(2019, 12, 16), 10, date(2019, 12, 27)),
    (date(2019, 12, 20), 10, date(2019, 12, 30)),
    (date(2019, 12, 21), 10, date(2019, 12, 31)),
    (date(2019, 12, 23), 10, date(2020, 1, 2)),
)


@pytest.mark.parametrize(("event", "length", "ends"), VECTORS)
def test_periods_end_where_the_calendar_says(event: date, length: int, ends: date) -> None:
    assert period_end(event, length) == ends


def test_christmas_eve_and_new_years_eve_are_working_days_and_holidays_are_not() -> None:
    assert is_working_day(date(2019, 12, 24))
    assert is_working_day(date(2019, 12, 31))
    assert not is_working_day(date(2027, 5, 17))
    assert not is_working_day(date(2026, 4, 2))  # Maundy Thursday


def test_two_days_at_easter_hold_two_working_days() -> None:
    wednesday = date(2026, 4, 1)
    assert period_end(wednesday, 5) == date(2026, 4, 8)  # Tuesday is the first working day, Wednesday the second


def test_a_period_is_a_day_at_least() -> None:
    with pytest.raises(ValueError, match="a day at least"):
        period_end(date(2026, 1, 5), 0)


@given(days, lengths)
def test_a_period_ends_on_a_working_day_and_never_early(event: date, length: int) -> None:
    end = period_end(event, length)
    assert is_working_day(end)
    assert end >= event + length * DAY


@given(days, lengths)
def test_later_events_never_end_earlier(event: date, length: int) -> None:
    assert period_end(event, length) <= period_end(event + DAY, length)
    assert period_end(event, length) <= period_end(event, length + 1)


@given(days, lengths)
def test_the_latest_event_reaches_and_the_day_after_does_not(by: date, length: int) -> None:
    latest = latest_event(length, by=by)
    assert period_end(latest, length) <= by < period_end(latest + DAY, length)
    assert period_end(working_day_until(latest), length) <= by


@given(days, st.integers(min_value=2, max_value=60))
def test_two_days_or_more_hold_two_working_days(event: date, length: int) -> None:
    end = period_end(event, length)
    within = [event + n * DAY for n in range(1, (end - event).days + 1)]
    assert sum(map(is_working_day, within)) >= 2
