"""Met of total: what adds up, what is shown, and when a figure is too thin."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.performance.rules.attainment import Figure, Outcome, Standing, Tally, enough, figure

outcomes = some.lists(
    some.builds(Outcome, some.uuids().map(str), some.booleans(), some.sampled_from(Standing)), max_size=40
)
goals = some.decimals(1, 100, places=3)


@given(outcomes)
def test_counted_contested_and_excluded_add_up_to_what_was_measured(drawn: list[Outcome]) -> None:
    found = figure(drawn)
    assert found.counted.total + found.contested.total + found.excluded.total == found.measured.total == len(drawn)
    assert found.measured.met == sum(one.is_met for one in drawn)
    assert found.standing.total == len(drawn) - sum(one.standing is Standing.EXCLUDED for one in drawn)


@given(outcomes, outcomes)
def test_the_figure_of_two_parts_is_the_sum_of_theirs(some_of_them: list[Outcome], others: list[Outcome]) -> None:
    assert figure(some_of_them + others) == figure(some_of_them) + figure(others)


@given(outcomes, goals)
def test_what_is_shown_reaches_the_goal_when_the_share_does(drawn: list[Outcome], goal: Decimal) -> None:
    tally = figure(drawn).standing
    if tally.percent is None:
        assert tally.reaches(goal) is None
    else:
        assert (tally.percent >= goal) == tally.reaches(goal)


def test_a_share_is_cut_and_never_shown_better_than_it_is() -> None:
    almost = Tally(1_899_999, 2_000_000)  # 94.99995 %
    assert almost.percent == Decimal("94.999")
    assert almost.reaches(Decimal(95)) is False
    assert Tally(2, 3).percent == Decimal("66.666")


def test_what_is_contested_counts_until_it_is_settled() -> None:
    found = Figure(counted=Tally(9, 10), contested=Tally(0, 5), excluded=Tally(0, 1))
    shown = [tally.percent for tally in (found.measured, found.standing, found.if_upheld)]
    assert shown == [Decimal("56.25"), Decimal("60.00"), Decimal("90.00")]


def test_of_nothing_nothing_is_said() -> None:
    nothing = figure([]).standing
    assert (nothing.share, nothing.percent, nothing.reaches(Decimal(95))) == (None, None, None)
    assert nothing.is_thin(Decimal(95))


@pytest.mark.parametrize(("goal", "cases"), [("95", 20), ("98", 50), ("99.9", 1000), ("50", 2), ("97", 34), ("100", 1)])
def test_so_many_are_enough(goal: str, cases: int) -> None:
    assert enough(Decimal(goal)) == cases
    assert not Tally(0, cases).is_thin(Decimal(goal))
    assert Tally(0, cases - 1).is_thin(Decimal(goal))


@given(goals.filter(lambda goal: goal < 100))
def test_with_enough_one_miss_does_not_break_the_goal_and_with_fewer_it_does(goal: Decimal) -> None:
    cases = enough(goal)
    assert Tally(cases - 1, cases).reaches(goal)
    if cases > 2:
        assert not Tally(cases - 2, cases - 1).reaches(goal)


@pytest.mark.parametrize(("met", "total"), [(-1, 2), (3, 2)])
def test_a_tally_that_cannot_be_is_refused(met: int, total: int) -> None:
    with pytest.raises(ValueError, match=f"{met} met of {total}"):
        Tally(met, total)
