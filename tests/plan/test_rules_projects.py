"""Laws of gates, capacity, cost shares, benefits and the rhythm of meetings."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.benefit import Goal, Outlook, Reading, forecast, outlook, planned
from knutepunkt.plan.rules.capacity import Load, Place, Room, following, hindering, loads, quarter_of, quarters
from knutepunkt.plan.rules.cost_share import divide, percents
from knutepunkt.plan.rules.project import (
    LEADS,
    WORKED_OUT,
    Demand,
    Gain,
    Gate,
    Phase,
    Standing,
    next_gate,
    unmet,
    wanting,
)
from knutepunkt.plan.rules.sector import LONGEST_GAP, rhythm

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
VALUES = st.decimals(-10_000, 10_000, places=3)
HOURS = st.decimals(0, 5_000, places=1)
MONEY = st.decimals(0, 100_000_000, places=2)
WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.decimals(0, 50_000, places=6), min_size=1).filter(
    lambda found: any(found.values())
)
DEMANDS = st.lists(st.sampled_from(Demand), unique=True)
GAINS = st.lists(st.builds(Gain, st.booleans(), st.booleans()), max_size=4)


def test_the_gates_lead_through_all_phases_in_order() -> None:
    way, phase = [], Phase.IDEA
    while (gate := next_gate(phase)) is not None:
        way.append(gate)
        phase = LEADS[phase][1]
    assert way == list(Gate)
    assert phase is Phase.REALISING


@given(DEMANDS, st.frozensets(st.sampled_from(Demand)), GAINS, st.booleans())
def test_nothing_is_asked_but_what_is_demanded_and_no_one_vouches_for_what_is_worked_out(
    demands: list[Demand], proofs: frozenset[Demand], gains: list[Gain], has_room: bool
) -> None:
    standing = Standing(proofs=proofs, gains=gains, has_room=has_room)
    missing = unmet(demands, standing)
    assert set(missing) <= set(demands)
    without = Standing(proofs=proofs - WORKED_OUT, gains=gains, has_room=has_room)
    assert unmet(demands, without) == missing
    everything = Standing(proofs=frozenset(Demand), gains=[Gain(True, True)], has_room=True)
    assert unmet(demands, everything) == []


@given(st.sampled_from(("open", "decided", "replaced")), st.booleans(), st.text("ab"), st.frozensets(st.text("ab")))
def test_an_assessment_shows_something_only_decided_in_force_and_with_an_outcome_that_is_accepted(
    state: str, is_stale: bool, outcome: str, accepted: frozenset[str]
) -> None:
    does = wanting(state=state, is_stale=is_stale, outcome=outcome, accepted=accepted) is None
    assert does == (state == "decided" and not is_stale and outcome in accepted)


def test_a_project_without_a_benefit_has_neither_owner_nor_baseline() -> None:
    nothing = Standing(proofs=(), gains=(), has_room=True)
    assert unmet([Demand.BENEFITS, Demand.BASELINE], nothing) == [Demand.BENEFITS, Demand.BASELINE]


@given(HOURS, HOURS, HOURS)
def test_what_is_asked_for_hinders_when_it_goes_beyond_what_there_is(
    capacity: Decimal, taken: Decimal, asked: Decimal
) -> None:
    place: Place = (1, date(2026, 10, 1))
    found = loads({place: capacity}, {place: taken}, {place: asked})
    assert bool(hindering(found.values())) == (asked > 0 and taken + asked > capacity)
    unknown = loads({}, {place: taken}, {place: asked})
    assert bool(hindering(unknown.values())) == (asked > 0), "nobody knows that it fits"


def test_nine_tenths_of_a_capacity_are_tight() -> None:
    rooms = [
        Load(area=1, quarter=date(2026, 1, 1), capacity=Decimal(100), taken=Decimal(taken)).room
        for taken in ("0", "89.9", "90", "100", "100.1")
    ]
    assert rooms == [Room.ENOUGH, Room.ENOUGH, Room.TIGHT, Room.TIGHT, Room.OVER]


@given(DAYS)
def test_quarters_follow_each_other_without_a_gap(day: date) -> None:
    first, second = quarters(day, 2)
    assert first == quarter_of(day) <= day < second == following(first)
    assert quarter_of(second - timedelta(days=1)) == first


@given(MONEY, WEIGHTS)
def test_shares_sum_to_the_cost_and_none_is_an_øre_from_its_own(cost: Decimal, weights: dict[str, Decimal]) -> None:
    found = divide(cost, weights)
    assert sum(found.values()) == cost
    assert sum(percents(weights).values()) == 100
    whole = sum(map(Fraction, weights.values()))
    for key, amount in found.items():
        assert abs(Fraction(amount) - Fraction(cost) * Fraction(weights[key]) / whole) < Fraction(1, 100)
        assert amount >= 0


@given(MONEY, WEIGHTS)
def test_who_weighs_more_pays_no_less(cost: Decimal, weights: dict[str, Decimal]) -> None:
    found = divide(cost, weights)
    for one in weights:
        for other in weights:
            if weights[one] > weights[other]:
                assert found[one] >= found[other]


def test_the_last_øre_goes_to_the_one_from_whom_most_was_cut_then_to_the_larger_then_the_first() -> None:
    assert divide(Decimal("100.00"), {"a": 1, "b": 1, "c": 1}) == {
        "a": Decimal("33.34"),
        "b": Decimal("33.33"),
        "c": Decimal("33.33"),
    }
    assert divide(Decimal("0.01"), {"a": 1, "b": 2}) == {"a": 0, "b": Decimal("0.01")}


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": -1, "b": 2}])
def test_weights_that_give_nothing_to_divide_by_are_refused(weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        divide(Decimal(1), weights)


def goal(baseline: Decimal, aim: Decimal, days: int, *, lower: bool = False, share: bool = False) -> Goal:
    start = date(2026, 1, 1)
    return Goal(
        baseline=baseline,
        baseline_on=start,
        target=aim,
        target_on=start + timedelta(days=days),
        is_lower_better=lower,
        is_percent=share,
    )


@given(VALUES, VALUES, st.integers(10, 2000), st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True))
def test_what_follows_the_plan_is_forecast_to_reach_it(
    baseline: Decimal, aim: Decimal, days: int, tenths: list[int]
) -> None:
    one = goal(baseline, aim, days * 10)
    readings = []
    for part in tenths:
        on = one.baseline_on + timedelta(days=days * part)
        readings.append((on, planned(one, on)))
    exact = [Reading(on, value) for on, value in readings]  # type: ignore[arg-type]
    assert forecast(one, exact) == Fraction(aim)


@given(VALUES, VALUES, st.integers(10, 900), VALUES, st.integers(1, 900))
def test_a_goal_that_is_lower_stands_as_its_mirror_image(
    baseline: Decimal, aim: Decimal, days: int, value: Decimal, after: int
) -> None:
    on = date(2026, 1, 1) + timedelta(days=after)
    up = outlook(goal(baseline, aim, days), [Reading(on, value)], on=on)
    down = outlook(goal(-baseline, -aim, days, lower=True), [Reading(on, -value)], on=on)
    assert up == down


def test_how_a_benefit_stands() -> None:
    one = goal(Decimal(10), Decimal(20), 100)
    start, halfway, end = (one.baseline_on + timedelta(days=days) for days in (0, 50, 100))
    assert outlook(None, [], on=halfway) is Outlook.NOT_STATED
    assert outlook(one, [Reading(start, Decimal(10))], on=halfway) is Outlook.NOT_MEASURED
    assert outlook(one, [Reading(halfway, Decimal(15))], on=halfway) is Outlook.ON_TRACK
    assert outlook(one, [Reading(halfway, Decimal("14.9"))], on=halfway) is Outlook.BEHIND
    assert outlook(one, [Reading(halfway, Decimal(21))], on=halfway) is Outlook.REACHED
    assert outlook(one, [Reading(end, Decimal("19.9"))], on=end) is Outlook.MISSED
    assert outlook(one, [Reading(end, Decimal(30))], on=halfway) is Outlook.NOT_MEASURED, "it lies ahead"


def test_a_share_is_never_forecast_beyond_all() -> None:
    one = goal(Decimal(50), Decimal(99), 100, share=True)
    assert forecast(one, [Reading(date(2026, 1, 11), Decimal(70))]) == 100


@given(st.lists(DAYS, max_size=8), DAYS)
def test_a_gap_over_120_days_is_told(held: list[date], on: date) -> None:
    found = rhythm(held, [], on=on)
    past = [one for one in held if one <= on]
    assert found.is_too_long == (not past or (on - max(past)).days > LONGEST_GAP)
    assert found.held_in_a_year == sum((on - one).days < 365 for one in past)


def test_a_gap_that_will_be_too_long_is_told_before_it_is() -> None:
    last = date(2026, 10, 1)
    on = last + timedelta(days=30)
    assert rhythm([last], [], on=on).is_next_too_late
    assert rhythm([last], [last + timedelta(days=121)], on=on).is_next_too_late
    assert not rhythm([last], [last + timedelta(days=120)], on=on).is_next_too_late
