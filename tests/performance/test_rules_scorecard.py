"""Weights in the open: what adds up, what is missing, and which way it goes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.performance.rules.scorecard import Direction, Measure, Scorecard, scorecard, shown, trend

ATTAINMENT = Measure("attainment", Decimal(50), worst=Decimal(80), best=Decimal(100))
PING_PONG = Measure("ping_pong", Decimal(30), worst=Decimal(20), best=Decimal(0))
OVERDUE = Measure("overdue", Decimal(20), worst=Decimal(5), best=Decimal(0))
MEASURES = (ATTAINMENT, PING_PONG, OVERDUE)


def points(card: Scorecard) -> list[Fraction]:
    return [row.points for row in card.rows]


def test_each_measure_lies_between_its_bounds_and_weighs_what_is_stated() -> None:
    card = scorecard(MEASURES, {"attainment": 95, "ping_pong": 5, "overdue": 1})
    assert [row.score for row in card.rows] == [75, 75, 80]
    assert points(card) == [Fraction(75, 2), Fraction(45, 2), 16]
    assert card.total == 76


def test_beyond_a_bound_it_is_the_bounds() -> None:
    card = scorecard(MEASURES, {"attainment": 20, "ping_pong": -3, "overdue": 50})
    assert [row.score for row in card.rows] == [0, 100, 0]


def test_what_is_missing_gives_its_weight_to_the_others_and_says_so() -> None:
    card = scorecard(MEASURES, {"attainment": 100, "ping_pong": None, "overdue": 5})
    assert card.missing == ("ping_pong",)
    assert [row.stated for row in card.rows] == [50, 30, 20]
    assert [row.weight for row in card.rows] == [Fraction(500, 7), 0, Fraction(200, 7)]
    assert card.total == Fraction(500, 7)
    assert shown(Fraction(500, 7)) == Decimal("71.4")


def test_of_nothing_there_is_no_total() -> None:
    card = scorecard(MEASURES, {})
    assert card.total is None
    assert card.missing == ("attainment", "ping_pong", "overdue")


@pytest.mark.parametrize(
    ("measures", "values", "field", "reason"),
    [
        ((ATTAINMENT, PING_PONG), {}, "weight", Reason.NOT_HUNDRED),
        ((*MEASURES, OVERDUE), {}, "key", Reason.REPEATED),
        ((), {}, "measures", Reason.MISSING),
        (MEASURES, {"typo": 1}, "values", Reason.UNKNOWN),
    ],
)
def test_a_card_that_cannot_be_names_the_field(
    measures: tuple[Measure, ...], values: dict[str, int], field: str, reason: Reason
) -> None:
    with pytest.raises(TermsFault) as refused:
        scorecard(measures, values)
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    ("weight", "worst", "best", "field", "reason"),
    [
        ("0", "0", "1", "weight", Reason.NOT_POSITIVE),
        ("1", "1", "1", "best", Reason.REPEATED),
        ("1", "NaN", "1", "worst", Reason.NOT_A_NUMBER),
    ],
)
def test_a_measure_that_cannot_be_names_the_field(
    weight: str, worst: str, best: str, field: str, reason: Reason
) -> None:
    with pytest.raises(TermsFault) as refused:
        Measure("measure", Decimal(weight), Decimal(worst), Decimal(best))
    assert (refused.value.field, refused.value.reason) == (field, reason)


values = some.none() | some.fractions(-200, 200)
cards = some.fixed_dictionaries({measure.key: values for measure in MEASURES})


@given(cards)
def test_weights_make_a_hundred_and_points_make_the_total(given_values: dict[str, Fraction | None]) -> None:
    card = scorecard(MEASURES, given_values)
    if card.total is None:
        assert len(card.missing) == len(MEASURES)
    else:
        assert sum(row.weight for row in card.rows) == 100
        assert 0 <= card.total == sum(points(card)) <= 100
        assert min(row.score for row in card.rows if row.score is not None) <= card.total


@given(cards, some.fractions(0, 50))
def test_better_never_scores_less(given_values: dict[str, Fraction | None], by: Fraction) -> None:
    better = {
        measure.key: None if value is None else value + (by if measure.best > measure.worst else -by)
        for measure in MEASURES
        for value in [given_values[measure.key]]
    }
    before, after = scorecard(MEASURES, given_values).total, scorecard(MEASURES, better).total
    assert before is None or (after is not None and after >= before)


def months(*totals: int | None) -> list[Fraction | None]:
    return [None if total is None else Fraction(total) for total in totals]


@pytest.mark.parametrize(
    ("totals", "direction"),
    [
        ((70, 70, 70, 72, 72, 72), Direction.UP),
        ((70, 70, 70, 71, 71, 71), Direction.STILL),
        ((10, 10, 90, 90, 90, 80, 80, None), Direction.DOWN),
        ((70, None, None, 60, None, None), Direction.DOWN),
    ],
)
def test_a_trend_is_three_months_against_the_three_before(totals: tuple[int | None, ...], direction: Direction) -> None:
    found = trend(months(*totals))
    assert found is not None
    assert found.direction is direction


@pytest.mark.parametrize("totals", [(), (70, 70, 70), (None, None, None, 70), (70, None, None, None)])
def test_of_too_few_months_there_is_no_trend(totals: tuple[int | None, ...]) -> None:
    assert trend(months(*totals)) is None
