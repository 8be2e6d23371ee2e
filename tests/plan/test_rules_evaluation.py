"""Tenders judged by criteria: what cannot be is placed, what is equal stays equal, and what turns an outcome is exact."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.plan.rules.evaluation import (
    Agreement,
    Combining,
    Criterion,
    EnvironmentRule,
    Evaluation,
    Exemption,
    ExemptionGround,
    PriceModel,
    Pricing,
    Regard,
    Result,
    Score,
    Tender,
    Ties,
    agreed_points,
    criteria_faults,
    regard_for_environment,
    reweighed,
    turns,
)
from knutepunkt.plan.rules.evaluation.price import fixed_in_time
from knutepunkt.plan.rules.evaluation.scoring import Part, ranked

PRICE = Criterion("price", Decimal(40), is_price=True)
QUALITY = Criterion("quality", Decimal(30))
GREEN = Criterion("environment", Decimal(30), is_environment=True)
CRITERIA = (PRICE, QUALITY, GREEN)
BEFORE = EnvironmentRule(
    valid_from=date(2024, 1, 1),
    valid_to=date(2026, 6, 30),
    least_weight=Decimal(30),
    lowest_place=3,
    grounds=frozenset({ExemptionGround.REQUIREMENTS, ExemptionGround.INSIGNIFICANT}),
    source="FOA § 7-9",
    certainty="verified",
)
AFTER = replace(BEFORE, valid_from=date(2026, 7, 1), valid_to=None, grounds=frozenset(ExemptionGround))
RULES = (BEFORE, AFTER)
SOLID, CHEAP = Tender("solid", Decimal(1_200_000)), Tender("cheap", Decimal(1_000_000))


def scores(**by_tender: tuple[int, int]) -> tuple[Score, ...]:
    return tuple(
        Score(tender, criterion, "one", Decimal(points))
        for tender, both in by_tender.items()
        for criterion, points in zip(("quality", "environment"), both, strict=True)
    )


EVALUATION = Evaluation(
    criteria=CRITERIA,
    tenders=(SOLID, CHEAP),
    scores=scores(solid=(9, 8), cheap=(6, 7)),
    pricing=Pricing(PriceModel.PROPORTIONAL, decimals=2),
)


def refused(evaluation: Evaluation) -> list[tuple[str, Reason]]:
    return [(fault.field, fault.reason) for fault in evaluation.faults()]


# Criteria


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ((), [("criteria", Reason.MISSING)]),
        (CRITERIA, []),
        ((PRICE, QUALITY), [("criteria", Reason.NOT_HUNDRED)]),
        ((PRICE, QUALITY, QUALITY), [("criteria.2.key", Reason.REPEATED)]),
        ((replace(PRICE, weight=None), QUALITY), [("criteria.0.weight", Reason.MISSING)]),
        ((PRICE, replace(QUALITY, weight=Decimal(0))), [("criteria.1.weight", Reason.NOT_POSITIVE)]),
        ((replace(PRICE, weight=Decimal("NaN")),), [("criteria.0.weight", Reason.NOT_A_NUMBER)]),
        ((replace(PRICE, weight=Decimal(101)),), [("criteria.0.weight", Reason.OVER_HUNDRED)]),
        ((Criterion(" ", Decimal(100)),), [("criteria.0.key", Reason.MISSING)]),
        ((replace(PRICE, weight=None), replace(GREEN, weight=None)), []),
    ],
)
def test_criteria_that_cannot_be_say_where(criteria: tuple[Criterion, ...], expected: list[tuple[str, Reason]]) -> None:
    assert [(fault.field, fault.reason) for fault in criteria_faults(criteria)] == expected


def test_weights_with_decimals_make_a_hundred_exactly() -> None:
    thirds = tuple(Criterion(f"{n}", Decimal(weight)) for n, weight in enumerate(("33.3", "33.3", "33.4")))
    assert not list(criteria_faults(thirds))


# Environment


@pytest.mark.parametrize(
    ("weight", "on", "expected"),
    [
        (30, date(2024, 1, 1), Regard.BY_WEIGHT),
        (29, date(2024, 1, 1), Regard.TOO_LIGHT),
        (29, date(2023, 12, 31), Regard.NOT_IN_FORCE),
        (29, date(2026, 7, 1), Regard.TOO_LIGHT),
    ],
)
def test_environment_weighs_thirty_from_2024(weight: int, on: date, expected: Regard) -> None:
    criteria = (Criterion("price", Decimal(100 - weight)), replace(GREEN, weight=Decimal(weight)))
    assert regard_for_environment(criteria, RULES, on=on) is expected


@pytest.mark.parametrize(("place", "expected"), [(1, Regard.BY_PLACE), (3, Regard.BY_PLACE), (4, Regard.TOO_LOW)])
def test_of_a_ranked_order_environment_is_among_the_three_highest(place: int, expected: Regard) -> None:
    others = [Criterion(f"{n}", None) for n in range(4)]
    others.insert(place - 1, replace(GREEN, weight=None))
    assert regard_for_environment(others, RULES, on=date(2025, 5, 1)) is expected


@pytest.mark.parametrize(
    ("exemption", "on", "expected"),
    [
        (None, date(2025, 5, 1), Regard.NONE),
        (Exemption(ExemptionGround.INSIGNIFICANT, {"climate_footprint": "x"}), date(2025, 5, 1), Regard.UNEXPLAINED),
        (
            Exemption(ExemptionGround.INSIGNIFICANT, {"climate_footprint": "x", "environmental_load": "y"}),
            date(2025, 5, 1),
            Regard.EXEMPT,
        ),
        (Exemption(ExemptionGround.REQUIREMENTS, {"clearly_better_effect": " "}), date(2025, 5, 1), Regard.UNEXPLAINED),
        (Exemption(ExemptionGround.NATIONAL_MINIMUM, {"requirement": "x"}), date(2026, 6, 30), Regard.NO_SUCH_GROUND),
        (Exemption(ExemptionGround.NATIONAL_MINIMUM, {"requirement": "x"}), date(2026, 7, 1), Regard.EXEMPT),
    ],
)
def test_an_exemption_is_of_its_day_and_explains_all_that_it_must(
    exemption: Exemption | None, on: date, expected: Regard
) -> None:
    without = (PRICE, replace(QUALITY, weight=Decimal(60)))
    found = regard_for_environment(without, RULES, on=on, exemption=exemption)
    assert found is expected
    assert found.is_lawful == (expected is Regard.EXEMPT)


# Price


@pytest.mark.parametrize(
    ("model", "price", "expected"),
    [
        (PriceModel.PROPORTIONAL, 100, 10),
        (PriceModel.PROPORTIONAL, 125, 8),
        (PriceModel.PROPORTIONAL, 300, Fraction("3.33")),
        (PriceModel.PROPORTIONAL, 150, Fraction("6.67")),
        (PriceModel.LINEAR, 100, 10),
        (PriceModel.LINEAR, 125, Fraction("7.5")),
        (PriceModel.LINEAR, 200, 0),
        (PriceModel.LINEAR, 900, 0),
    ],
)
def test_a_price_becomes_points_by_the_stated_model(model: PriceModel, price: int, expected: int | Fraction) -> None:
    assert Pricing(model, decimals=2).points(Decimal(price), Decimal(100), Decimal(10)) == expected


prices = some.decimals(min_value=1, max_value=10**9, places=2)


@given(prices, prices, some.sampled_from(PriceModel), some.integers(1, 1000))
def test_points_do_not_depend_on_the_currency(first: Decimal, second: Decimal, model: PriceModel, rate: int) -> None:
    low, high = sorted((first, second))
    pricing = Pricing(model, decimals=3)
    assert pricing.points(high, low, Decimal(10)) == pricing.points(high * rate, low * rate, Decimal(10))


@given(prices, prices, some.sampled_from(PriceModel))
def test_a_lower_price_never_gets_less_and_all_lie_on_the_scale(
    first: Decimal, second: Decimal, model: PriceModel
) -> None:
    low, high = sorted((first, second))
    better, worse = (Pricing(model).points(price, Decimal(1), Decimal(10)) for price in (low, high))
    assert 0 <= worse <= better <= 10


@given(prices, prices)
def test_the_straight_line_is_never_kinder_than_the_share(first: Decimal, second: Decimal) -> None:
    low, high = sorted((first, second))
    share, line = (Pricing(model).points(high, low, Decimal(10)) for model in PriceModel)
    assert line <= share


@pytest.mark.parametrize(("price", "lowest"), [("0", "0"), ("-1", "-2"), ("NaN", "1"), ("1", "2")])
def test_a_price_that_cannot_be_has_no_points(price: str, lowest: str) -> None:
    with pytest.raises(TermsFault):
        Pricing(PriceModel.LINEAR).points(Decimal(price), Decimal(lowest), Decimal(10))


def test_the_model_is_fixed_before_anything_is_opened() -> None:
    opened = datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert fixed_in_time(opened - timedelta(seconds=1), opened) is None
    assert fixed_in_time(opened, None) is None
    for fixed, reason in ((None, Reason.MISSING), (opened, Reason.OUT_OF_ORDER)):
        fault = fixed_in_time(fixed, opened)
        assert fault is not None
        assert fault.reason is reason


# Scores


def test_an_evaluation_shows_its_working() -> None:
    result = EVALUATION.result()
    assert result.winner == "solid"
    first, second = result.standings
    assert [part.points for part in first.parts] == [Fraction("8.33"), 9, 8]
    assert [part.weighted for part in first.parts] == [Fraction("33.32"), 27, 24]
    assert [first.total, second.total] == [Fraction("84.32"), 79]
    assert (first.place, second.place) == (1, 2)


def test_a_rejected_tender_no_longer_sets_the_lowest_price() -> None:
    alone = replace(EVALUATION, tenders=(SOLID,), scores=scores(solid=(9, 8)))
    assert alone.result().standings[0].parts[0].points == 10


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"pricing": None}, "pricing", Reason.MISSING),
        ({"tenders": (SOLID, replace(CHEAP, price=None))}, "tenders.1.price", Reason.MISSING),
        ({"tenders": (SOLID, replace(CHEAP, price=Decimal(0)))}, "tenders.1.price", Reason.NOT_POSITIVE),
        ({"tenders": (SOLID, CHEAP, CHEAP)}, "tenders.2.key", Reason.REPEATED),
        ({"criteria": (PRICE, QUALITY)}, "criteria", Reason.NOT_HUNDRED),
        ({"criteria": tuple(replace(one, weight=None) for one in CRITERIA)}, "criteria.0.weight", Reason.MISSING),
        ({"scores": EVALUATION.scores[1:]}, "scores.solid.quality", Reason.MISSING),
        ({"scores": (*EVALUATION.scores, EVALUATION.scores[0])}, "scores", Reason.REPEATED),
        ({"scores": (*EVALUATION.scores, Score("ghost", "quality", "one", Decimal(1)))}, "scores.4", Reason.UNKNOWN),
        ({"scores": (*EVALUATION.scores, Score("solid", "price", "one", Decimal(1)))}, "scores.4", Reason.UNKNOWN),
        (
            {"scores": (replace(EVALUATION.scores[0], points=Decimal("10.5")), *EVALUATION.scores[1:])},
            "scores.0.points",
            Reason.OUT_OF_RANGE,
        ),
        (
            {"scores": (*EVALUATION.scores, Score("solid", "quality", "two", Decimal(7)))},
            "scores.solid.quality",
            Reason.MISSING,
        ),
        ({"ties": Ties(("qality",))}, "ties.criteria.0", Reason.UNKNOWN),
        ({"most": Decimal(0)}, "most", Reason.NOT_POSITIVE),
        ({"agreements": (Agreement("solid", "quality", Decimal(8)),) * 2}, "agreements", Reason.REPEATED),
    ],
)
def test_what_keeps_an_outcome_from_being_worked_out_has_a_place(
    changed: dict[str, object], field: str, reason: Reason
) -> None:
    evaluation = replace(EVALUATION, **changed)  # type: ignore[arg-type]
    assert (field, reason) in refused(evaluation)
    with pytest.raises(TermsFault):
        evaluation.result()


def test_what_was_agreed_counts_and_not_the_mean() -> None:
    given_points = [Decimal(6), Decimal(9)]
    assert agreed_points(given_points, Decimal(8), Combining.CONSENSUS) == 8
    assert agreed_points(given_points, None, Combining.CONSENSUS) is None
    assert agreed_points(given_points, None, Combining.MEAN) == Fraction(15, 2)
    assert agreed_points([Decimal(6)] * 3, None, Combining.CONSENSUS) == 6
    assert agreed_points([], None, Combining.MEAN) is None


points = some.integers(0, 20).map(lambda halves: Decimal(halves) / 2)


@some.composite
def evaluations(draw: some.DrawFn) -> Evaluation:
    """Two to five tenders judged by two to five criteria, by one to three assessors, in one of the ways there are."""
    count = draw(some.integers(2, 5))
    cuts = sorted(draw(some.sets(some.integers(1, 99), min_size=count - 1, max_size=count - 1)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    criteria = tuple(Criterion(f"c{n}", Decimal(weight), is_price=n == 0) for n, weight in enumerate(weights))
    tenders = tuple(Tender(f"t{n}", Decimal(draw(some.integers(1, 40)))) for n in range(draw(some.integers(2, 5))))
    given_scores = tuple(
        Score(tender.key, criterion.key, f"a{assessor}", draw(points))
        for tender in tenders
        for criterion in criteria[1:]
        for assessor in range(draw(some.integers(1, 3)))
    )
    return Evaluation(
        criteria=criteria,
        tenders=tenders,
        scores=given_scores,
        pricing=Pricing(draw(some.sampled_from(PriceModel)), decimals=draw(some.sampled_from([None, 0, 2]))),
        combining=Combining.MEAN,
        ties=Ties(drawn=tuple(tender.key for tender in reversed(tenders))),
    )


@given(evaluations(), some.integers())
def test_the_order_of_assessors_and_tenders_does_not_matter(evaluation: Evaluation, seed: int) -> None:
    shuffled_scores, shuffled_tenders = list(evaluation.scores), list(evaluation.tenders)
    Random(seed).shuffle(shuffled_scores)
    Random(seed).shuffle(shuffled_tenders)
    other = replace(evaluation, scores=tuple(shuffled_scores), tenders=tuple(shuffled_tenders))
    assert other.result() == evaluation.result()


@given(evaluations(), some.integers(2, 9))
def test_a_longer_scale_changes_no_total(evaluation: Evaluation, times: int) -> None:
    exact = replace(evaluation, pricing=Pricing(PriceModel.LINEAR))
    longer = replace(
        exact,
        most=exact.most * times,
        scores=tuple(replace(score, points=score.points * times) for score in exact.scores),
    )
    before, after = exact.result(), longer.result()
    assert [(one.tender, one.total) for one in before.standings] == [(one.tender, one.total) for one in after.standings]


@given(evaluations())
def test_totals_lie_between_nothing_and_a_hundred_and_fall_with_the_place(evaluation: Evaluation) -> None:
    standings = evaluation.result().standings
    totals = [standing.total for standing in standings]
    assert totals == sorted(totals, reverse=True)
    assert all(0 <= one <= 100 for one in totals)
    assert [standing.place for standing in standings] == list(range(1, len(standings) + 1)), "lots were drawn"


@given(evaluations(), some.data())
def test_more_points_never_lose_a_place(evaluation: Evaluation, data: some.DataObject) -> None:
    n = data.draw(some.integers(0, len(evaluation.scores) - 1))
    score = evaluation.scores[n]
    raised = list(evaluation.scores)
    raised[n] = replace(score, points=evaluation.most)
    places = [
        next(one.place for one in found.result().standings if one.tender == score.tender)
        for found in (evaluation, replace(evaluation, scores=tuple(raised)))
    ]
    assert places[1] <= places[0]


# Ties


def test_ties_are_broken_by_the_rule_that_was_stated() -> None:
    level = Evaluation(
        criteria=(QUALITY, GREEN, Criterion("plan", Decimal(40))),
        tenders=(Tender("a"), Tender("b")),
        scores=tuple(
            Score(tender, criterion, "one", Decimal(value))
            for tender, values in {"a": (8, 6, 5), "b": (6, 8, 5)}.items()
            for criterion, value in zip(("quality", "environment", "plan"), values, strict=True)
        ),
    )
    first = level.result()
    assert first.winner is None
    assert [(one.place, one.tied) for one in first.standings] == [(1, True), (1, True)]
    assert replace(level, ties=Ties(("environment",))).result().winner == "b"
    assert replace(level, ties=Ties(("plan", "quality"))).result().winner == "a"
    assert replace(level, ties=Ties(("plan",))).result().winner is None
    assert replace(level, ties=Ties(("plan",), drawn=("b", "a"))).result().winner == "b"


# Sensitivity


def weights_of(evaluation: Evaluation) -> dict[str, Fraction]:
    return {criterion.key: Fraction(criterion.weight or 0) for criterion in evaluation.criteria}


def leader(result: Result, weights: dict[str, Fraction]) -> set[str]:
    """Who has the highest total when the same points weigh otherwise: worked out anew, by the sum alone."""
    old = {part.criterion: part for part in result.standings[0].parts}
    totals = {
        standing.tender: sum((part.points * weights[part.criterion] for part in standing.parts), Fraction(0))
        for standing in result.standings
    }
    assert old.keys() == weights.keys()
    return {tender for tender, total in totals.items() if total == max(totals.values())}


NEAR = Fraction(1, 10**15)


@given(evaluations())
def test_a_turn_is_where_it_is_said_to_be(evaluation: Evaluation) -> None:
    result, weights = evaluation.result(), weights_of(evaluation)
    for turn in turns(result, weights):
        away = 1 if turn.change > 0 else -1
        assert 0 < turn.turns_at < 100
        at = leader(result, reweighed(weights, turn.criterion, turn.turns_at))
        assert {result.winner, turn.winner} <= at, "at the point itself they are equal"
        if turn.change:
            beyond = reweighed(weights, turn.criterion, turn.turns_at + away * NEAR)
            before = reweighed(weights, turn.criterion, turn.turns_at - away * NEAR)
            assert sum(beyond.values()) == 100
            assert turn.winner in leader(result, beyond)
            assert result.winner not in leader(result, beyond)
            assert result.winner in leader(result, before)


@given(evaluations(), some.data())
def test_nothing_turns_before_the_nearest_turn(evaluation: Evaluation, data: some.DataObject) -> None:
    """Any weight, anywhere between the turns of its criterion, leaves the winner where it is; and beyond, never again."""
    result, weights = evaluation.result(), weights_of(evaluation)
    criterion = data.draw(some.sampled_from(sorted(weights)))
    weight = data.draw(some.fractions(0, 100, max_denominator=1000))
    own = [turn for turn in turns(result, weights) if turn.criterion == criterion]
    passed = any(
        (turn.change > 0 and weight > turn.turns_at)
        or (turn.change < 0 and weight < turn.turns_at)
        or (turn.change == 0 and _away(turn.criterion, result, weights, weight, turn.winner))
        for turn in own
    )
    if weights[criterion] < 100:
        assert (result.winner in leader(result, reweighed(weights, criterion, weight))) != passed


def _away(criterion: str, result: Result, weights: dict[str, Fraction], weight: Fraction, other: str) -> bool:
    """Whether a tie at the start is broken by this weight: it lies on the side where the other is ahead."""
    here = weights[criterion]
    if weight == here:
        return False
    side = here + (NEAR if weight > here else -NEAR)
    return result.winner not in leader(result, reweighed(weights, criterion, side))


def test_the_smallest_change_comes_first_and_is_exact() -> None:
    result = EVALUATION.result()
    found = turns(result, weights_of(EVALUATION))
    # By price cheap has 0.167 of a point more for each of a hundred; by the rest, solid has 12 of 60: 20 - 0.367 w = 0.
    assert (found[0].criterion, found[0].winner) == ("price", "cheap")
    assert found[0].turns_at == Fraction(20000, 367)
    assert found[0].change == Fraction(20000, 367) - 40
    assert leader(result, reweighed(weights_of(EVALUATION), "price", found[0].turns_at)) == {"solid", "cheap"}


def test_where_one_is_best_in_everything_nothing_turns() -> None:
    best = replace(EVALUATION, tenders=(replace(SOLID, price=Decimal(900_000)), CHEAP))
    assert turns(best.result(), weights_of(best)) == ()


def test_a_single_criterion_has_no_other_to_give_weight_to() -> None:
    only = replace(EVALUATION, criteria=(replace(PRICE, weight=Decimal(100)),), scores=())
    assert only.result().winner == "cheap"
    assert turns(only.result(), weights_of(only)) == ()


def test_of_several_who_catch_up_at_one_point_the_one_who_leads_beyond_is_named() -> None:
    weights = {"x": Fraction(50), "y": Fraction(50)}

    def parts(x: int, y: int) -> tuple[Part, ...]:
        return tuple(Part(key, Fraction(value), value * weights[key] / 10) for key, value in (("x", x), ("y", y)))

    # At x = 60 all three are equal: a falls, c rises faster than b.
    standings = ranked({"a": parts(4, 9), "b": parts(6, 6), "c": parts(8, 3)}, Ties())
    found = turns(Result(standings), weights)
    assert found[0].turns_at == 60
    assert found[0].winner == "c"
