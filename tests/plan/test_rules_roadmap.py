"""Roadmaps on paper: rows fill their columns, slip is counted from the baseline, and rings are found."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.quarter import Quarter, quarters
from knutepunkt.plan.rules.roadmap import Bar, Clash, cells, clashes, ring, slip

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
SOURCE = tuple(quarters(date(2019, 7, 1), date(2022, 12, 31)))


def test_the_sources_plan_has_fourteen_quarters() -> None:
    assert len(SOURCE) == 14
    assert (str(SOURCE[0]), str(SOURCE[-1])) == ("2019 Q3", "2022 Q4")


@given(DAYS)
def test_a_day_lies_within_its_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_on <= day <= quarter.last_on
    assert quarter.next().first_on == quarter.last_on + timedelta(days=1)


def test_a_year_has_four() -> None:
    with pytest.raises(ValueError, match="four quarters"):
        Quarter(2026, 5)


@given(DAYS, st.integers(0, 3000))
def test_a_row_fills_all_columns_and_its_bar_touches_each_of_its_quarters(start: date, length: int) -> None:
    bar = Bar("a", start, start + timedelta(days=length))
    row = cells(bar, SOURCE)
    assert sum(cell.columns for cell in row) == len(SOURCE)
    of_bar = set(quarters(start, start + timedelta(days=length))) & set(SOURCE)
    assert sum(cell.columns for cell in row if cell.is_bar) == len(of_bar)


def test_what_the_plan_does_not_state_is_no_bar() -> None:
    assert [cell.is_bar for cell in cells(Bar("a"), SOURCE)] == [False]


@pytest.mark.parametrize(
    ("end", "done", "today", "days"),
    [
        (date(2026, 3, 31), None, date(2026, 1, 1), 0),
        (date(2026, 4, 10), None, date(2026, 1, 1), 10),
        (date(2026, 3, 31), None, date(2026, 4, 5), 5),
        (date(2026, 3, 31), date(2026, 3, 21), date(2026, 9, 1), -10),
        (None, None, date(2026, 1, 1), None),
    ],
)
def test_slip_is_from_the_baseline(end: date | None, done: date | None, today: date, days: int | None) -> None:
    bar = Bar("a", date(2026, 1, 1), end, baseline_ends_on=date(2026, 3, 31), done_on=done)
    assert slip(bar, today=today) == days


def test_an_activity_that_starts_before_what_it_needs_is_over_is_found() -> None:
    first = Bar("first", date(2026, 1, 1), date(2026, 3, 31))
    second = Bar("second", date(2026, 3, 30), date(2026, 6, 30), needs=frozenset({"first", "elsewhere"}))
    unstated = Bar("unstated", needs=frozenset({"second"}))
    assert clashes([first, second, unstated]) == [Clash("second", "first", 2)]


def test_rings_are_found_in_the_order_of_need() -> None:
    assert ring({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    found = ring({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert sorted(found) == ["a", "b", "c"]
    assert "".join(found * 2).find("abc") >= 0


def test_an_end_before_the_start_is_none() -> None:
    with pytest.raises(ValueError, match="end before"):
        Bar("a", date(2026, 2, 1), date(2026, 1, 1))
