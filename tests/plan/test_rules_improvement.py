"""Improvements have one order whatever the order they come in, and an effect is read between baseline and target."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.improvement import Judged, progress, ranked

GRADE = st.none() | st.integers(1, 5)
JUDGED = st.lists(st.tuples(GRADE, GRADE), max_size=12).map(
    lambda grades: [Judged(key, *both) for key, both in enumerate(grades)]
)
AMOUNT = st.decimals(-10_000, 10_000, places=2)


@given(JUDGED.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_does_not_hang_on_how_they_come(both: tuple[list[Judged], list[Judged]]) -> None:
    rows, shuffled = both
    assert ranked(shuffled) == ranked(rows)


@given(JUDGED)
def test_what_gives_more_for_its_effort_comes_first_and_the_unjudged_last(rows: list[Judged]) -> None:
    ratios = [one.ratio for one in ranked(rows)]
    judged = [ratio for ratio in ratios if ratio is not None]
    assert ratios == judged + [None] * (len(ratios) - len(judged))
    assert judged == sorted(judged, reverse=True)


@given(JUDGED, st.integers(0, 11))
def test_more_worth_never_sinks(rows: list[Judged], place: int) -> None:
    if place >= len(rows) or rows[place].value in (None, 5):
        return
    one = rows[place]
    better = Judged(one.key, (one.value or 0) + 1, one.effort)
    before = [row.key for row in ranked(rows)].index(one.key)
    after = [row.key for row in ranked([*rows[:place], better, *rows[place + 1 :]])].index(one.key)
    assert after <= before


def test_of_equal_ratio_the_more_valuable_comes_first() -> None:
    assert [one.key for one in ranked([Judged(1, 1, 1), Judged(2, 4, 4), Judged(3, 4, 4)])] == [2, 3, 1]


@given(AMOUNT, AMOUNT, AMOUNT)
def test_progress_is_none_at_the_baseline_and_whole_at_the_target(
    baseline: Decimal, target: Decimal, at: Decimal
) -> None:
    if baseline == target:
        assert progress(baseline, target, at) is None
        return
    assert progress(baseline, target, baseline) == 0
    assert progress(baseline, target, target) == 1
    come = progress(baseline, target, at)
    assert come is not None
    assert Fraction(baseline) + come * Fraction(target - baseline) == Fraction(at), "it says where the measure is"
    assert progress(-baseline, -target, -at) == come, "down is as good as up"


def test_nothing_is_said_of_what_is_missing() -> None:
    assert progress(None, Decimal(1), Decimal(1)) is None
    assert progress(Decimal(0), Decimal(1), None) is None
