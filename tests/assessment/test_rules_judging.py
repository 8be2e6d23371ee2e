"""Laws of judging: what is said of half the answers holds of all, a stop is never passed, something is advised."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knutepunkt.assessment.rules.judging import Range, holds, judge
from knutepunkt.assessment.rules.scheme import Combine, Scheme
from tests.assessment.schemes import LAST, answered, schemes

DATA = st.data()
# Drawing a model takes longer than judging by it.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def keys(found: object) -> set[str]:
    return {one.key for one in found}  # type: ignore[attr-defined]


@unhurried
@given(scheme=schemes(), data=DATA)
def test_all_answered_gives_one_advice(scheme: Scheme, data: st.DataObject) -> None:
    found = judge(scheme, data.draw(answered(scheme, whole=True)))
    assert found.advice is not None
    assert (found.missing, found.open_stops) == ((), ())


@unhurried
@given(scheme=schemes(), data=DATA)
def test_more_answers_only_take_possibilities_away(scheme: Scheme, data: st.DataObject) -> None:
    whole = data.draw(answered(scheme, whole=True))
    kept = data.draw(st.sets(st.sampled_from(sorted(whole))))
    few, all_of_it = judge(scheme, {key: whole[key] for key in kept}), judge(scheme, whole)
    assert keys(all_of_it.possible) <= keys(few.possible)
    assert few.forbidden <= all_of_it.forbidden
    assert set(few.remarks) <= set(all_of_it.remarks)


@unhurried
@given(scheme=schemes(), data=DATA)
def test_an_advice_given_early_stands(scheme: Scheme, data: st.DataObject) -> None:
    whole = data.draw(answered(scheme, whole=True))
    kept = data.draw(st.sets(st.sampled_from(sorted(whole))))
    early = judge(scheme, {key: whole[key] for key in kept}).advice
    assert early in (None, judge(scheme, whole).advice)


@unhurried
@given(scheme=schemes(), data=DATA)
def test_what_a_stop_excludes_is_never_advised(scheme: Scheme, data: st.DataObject) -> None:
    found = judge(scheme, data.draw(answered(scheme)))
    assert found.possible
    assert not keys(found.possible) & found.forbidden
    assert LAST.key not in found.forbidden


@unhurried
@given(scheme=schemes(Combine.MINIMUM), data=DATA)
def test_the_weakest_area_decides(scheme: Scheme, data: st.DataObject) -> None:
    answers = data.draw(answered(scheme, whole=True))
    found = judge(scheme, answers)
    chosen = [one.choice(answers[key]) for key, one in scheme.criteria.items()]
    worst = min(one.value for one in chosen if one and one.value)
    assert found.overall is not None
    assert found.overall == Range(worst, worst)
    areas = [one.low for one in found.areas.values()]
    assert found.spread == max(areas) - min(areas)


@unhurried
@given(scheme=schemes(Combine.WEIGHTED), data=DATA)
def test_a_weighted_whole_lies_between_its_parts_and_narrows(scheme: Scheme, data: st.DataObject) -> None:
    whole = data.draw(answered(scheme, whole=True))
    kept = data.draw(st.sets(st.sampled_from(sorted(whole))))
    few, done = judge(scheme, {key: whole[key] for key in kept}).overall, judge(scheme, whole).overall
    assert few is not None
    assert done is not None
    tolerance = Decimal("1e-20")
    assert few.low - tolerance <= done.low == done.high <= few.high + tolerance
    assert Decimal(1) - tolerance <= done.low <= Decimal(3) + tolerance


@unhurried
@given(scheme=schemes(Combine.MINIMUM), data=DATA)
def test_a_better_answer_never_makes_the_whole_worse(scheme: Scheme, data: st.DataObject) -> None:
    answers = data.draw(answered(scheme, whole=True))
    key = data.draw(st.sampled_from(sorted(answers)))
    better = answers | {key: "c"}
    before, after = judge(scheme, answers).overall, judge(scheme, better).overall
    assert before is not None
    assert after is not None
    assert after.low >= before.low


def test_a_condition_is_open_only_until_one_part_of_it_fails() -> None:
    when = {"a": frozenset("x"), "b": frozenset("y")}
    assert holds(when, {}) is None
    assert holds(when, {"a": "x"}) is None
    assert holds(when, {"b": "n"}) is False
    assert holds(when, {"a": "x", "b": "y"}) is True
    assert holds({}, {}) is True
