"""Months, the working days they begin with, and answers that are too few."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.performance.rules import measures
from knutepunkt.performance.rules.month import Month, ended, first_working_day, month_of, up_to
from knutepunkt.performance.rules.satisfaction import ENOUGH, Answers
from knutepunkt.performance.rules.scorecard import scorecard

DAYS = st.dates(date(2000, 2, 1), date(2090, 1, 1))


@given(DAYS, st.integers(-24, 24))
def test_months_follow_each_other_without_gap(day: date, months: int) -> None:
    month = month_of(day)
    assert month.first <= day <= month.last
    assert month.end_at == month.back(-1).start_at
    assert month.back(months).back(-months) == month
    assert ended(day).end_at == month.start_at
    assert up_to(month, 12)[-1] == month
    assert len(set(up_to(month, 12))) == 12


def test_a_month_begins_at_midnight_in_norway_also_when_the_clocks_change() -> None:
    march = Month(date(2026, 3, 1))
    assert march.start_at == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert march.end_at == datetime(2026, 3, 31, 22, tzinfo=UTC)
    with pytest.raises(ValueError, match="first day"):
        Month(date(2026, 3, 2))


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (date(2026, 11, 1), 2),
        (date(2026, 1, 1), 2),
        (date(2026, 5, 1), 4),
        (date(2026, 12, 1), 1),
        (date(2029, 4, 1), 3),
    ],
    ids=["Sunday", "New Year", "Friday 1 May", "Tuesday", "Easter"],
)
def test_the_first_working_day_is_no_holiday(month: date, day: int) -> None:
    assert first_working_day(Month(month)) == month.replace(day=day)


def test_ten_answers_make_an_average_and_nine_do_not() -> None:
    nine = Answers(20, ENOUGH - 1, 4 * (ENOUGH - 1))
    assert (nine.is_thin, nine.average, nine.rate) == (True, None, Fraction(9, 20))
    assert (nine + Answers(1, 1, 5)).average == Decimal("4.10")
    assert Answers().rate is None


@given(st.lists(st.integers(1, 5), min_size=ENOUGH, max_size=200), st.integers(1, 5))
def test_one_answer_moves_an_average_by_no_more_than_stated(grades: list[int], other: int) -> None:
    before = Answers(len(grades), len(grades), sum(grades)).average
    after = Answers(len(grades), len(grades), sum(grades) - grades[0] + other).average
    assert before is not None
    assert after is not None
    assert abs(before - after) <= Decimal("0.41")  # 0.40, and what rounding adds


def test_what_cannot_be_answered_is_refused() -> None:
    for counts in ((1, 2, 4), (2, 2, 11), (2, 2, 1)):
        with pytest.raises(ValueError, match="from"):
            Answers(*counts)


def test_the_usual_weights_are_read_as_they_are_written() -> None:
    assert measures.read(measures.written(measures.USUAL)) == measures.USUAL
    assert {one.key for one in measures.USUAL} == set(measures.UNITS) == set(measures.Key)


@pytest.mark.parametrize(
    "change",
    [{"attainment": {"weight": "31", "worst": "0", "best": "1"}}, {"luck": {"weight": "0", "worst": "0", "best": "1"}}],
    ids=["more than a hundred", "unknown"],
)
def test_weights_that_cannot_be_are_refused(change: dict[str, dict[str, str]]) -> None:
    with pytest.raises(TermsFault):
        measures.read(measures.written(measures.USUAL) | change)


def test_a_measure_that_weighs_nothing_is_not_scored() -> None:
    kept = measures.written(measures.USUAL)
    kept["credits"]["weight"], kept["attainment"]["weight"] = "0", "40"
    read = measures.read(kept)
    assert "credits" not in measures.shown(scorecard(read, {}), read)
