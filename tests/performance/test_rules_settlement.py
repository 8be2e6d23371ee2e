"""A period is settled in the open: who may do what, by when, and what excluding does to the figure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.performance.rules.attainment import Outcome, Standing
from knutepunkt.performance.rules.settlement import (
    Action,
    Contest,
    Deadlines,
    Refused,
    Settlement,
    Side,
    State,
    Why,
    agree,
    answer,
    contest,
    credit,
    overdue,
    possible,
    restate,
)

SHOWN = date(2026, 4, 1)
LAST = date(2026, 4, 15)
AFTER = date(2026, 4, 16)
MEASURED = Settlement(Side.SUPPLIER, SHOWN)
OURS = Contest(Side.SUPPLIER, date(2026, 4, 10), frozenset({"KP-1"}), "Waited for the customer's test")
THEIRS = Contest(Side.INTEGRATOR, date(2026, 4, 12), frozenset({"KP-2"}), "Opened twice")
CONTESTED = contest(MEASURED, OURS)


def refusal(act: object) -> tuple[Why, date | None]:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.why, refused.value.by


def test_a_period_from_measured_to_credited() -> None:
    both = contest(CONTESTED, THEIRS)
    assert both.state is State.CONTESTED
    one = answer(both, Action.UPHOLD, OURS, side=Side.INTEGRATOR, on=AFTER)
    assert (one.state, one.open_contests) == (State.CONTESTED, (THEIRS,))
    none = answer(one, Action.DISMISS, THEIRS, side=Side.SUPPLIER, on=AFTER)
    assert (none.state, none.open_contests) == (State.MEASURED, ())
    agreed = agree(none, side=Side.SUPPLIER, on=AFTER)
    assert (agreed.state, agreed.credit_by) == (State.AGREED, date(2026, 5, 16))
    assert credit(agreed, side=Side.INTEGRATOR, on=date(2026, 6, 1)).state is State.CREDITED


def test_one_contests_until_the_last_day_and_that_day_counts() -> None:
    assert contest(MEASURED, Contest(Side.SUPPLIER, LAST, frozenset({"KP-1"}), "Why")).state is State.CONTESTED
    late = Contest(Side.SUPPLIER, AFTER, frozenset({"KP-1"}), "Why")
    assert refusal(lambda: contest(MEASURED, late)) == (Why.TOO_LATE, LAST)


def test_a_contest_names_its_cases_and_its_grounds() -> None:
    nothing = Contest(Side.SUPPLIER, SHOWN, frozenset(), "Why")
    silent = Contest(Side.SUPPLIER, SHOWN, frozenset({"KP-1"}), " ")
    assert refusal(lambda: contest(MEASURED, nothing))[0] is Why.NOTHING_NAMED
    assert refusal(lambda: contest(MEASURED, silent))[0] is Why.NO_GROUNDS


def test_nobody_answers_their_own_contest_or_withdraws_anothers() -> None:
    def with_side(action: Action, side: Side) -> object:
        return lambda: answer(CONTESTED, action, OURS, side=side, on=AFTER)

    assert refusal(with_side(Action.UPHOLD, Side.SUPPLIER))[0] is Why.OWN_CONTEST
    assert refusal(with_side(Action.DISMISS, Side.SUPPLIER))[0] is Why.OWN_CONTEST
    assert refusal(with_side(Action.WITHDRAW, Side.INTEGRATOR))[0] is Why.NOT_YOURS
    assert answer(CONTESTED, Action.WITHDRAW, OURS, side=Side.SUPPLIER, on=AFTER) == MEASURED
    assert refusal(lambda: answer(CONTESTED, Action.UPHOLD, THEIRS, side=Side.SUPPLIER, on=AFTER))[0] is Why.NOT_NOW


def test_what_is_contested_cannot_be_agreed_on() -> None:
    agreeing = lambda: agree(CONTESTED, side=Side.SUPPLIER, on=AFTER)  # noqa: E731
    assert refusal(agreeing) == (Why.STILL_CONTESTED, date(2026, 4, 24))


@pytest.mark.parametrize("side", [Side.INTEGRATOR, Side.SYSTEM])
def test_silence_is_agreement_only_when_the_time_has_passed(side: Side) -> None:
    assert refusal(lambda: agree(MEASURED, side=side, on=LAST)) == (Why.TOO_EARLY, LAST)
    assert agree(MEASURED, side=side, on=AFTER).state is State.AGREED
    assert agree(MEASURED, side=Side.SUPPLIER, on=SHOWN).state is State.AGREED


def test_only_the_two_sides_have_a_word() -> None:
    stranger = Contest(Side.CUSTOMER, SHOWN, frozenset({"KP-1"}), "Why")
    assert refusal(lambda: contest(MEASURED, stranger))[0] is Why.NOT_YOURS
    assert contest(Settlement(Side.CUSTOMER, SHOWN), stranger).state is State.CONTESTED
    agreed = agree(MEASURED, side=Side.SUPPLIER, on=SHOWN)
    assert refusal(lambda: credit(agreed, side=Side.SUPPLIER, on=AFTER))[0] is Why.NOT_YOURS
    with pytest.raises(ValueError, match="not with integrator"):
        Settlement(Side.INTEGRATOR, SHOWN)


def test_what_is_agreed_is_neither_contested_nor_agreed_on_again() -> None:
    agreed = agree(MEASURED, side=Side.SUPPLIER, on=SHOWN)
    assert refusal(lambda: contest(agreed, OURS))[0] is Why.NOT_NOW
    assert refusal(lambda: agree(agreed, side=Side.SUPPLIER, on=SHOWN))[0] is Why.NOT_NOW
    assert refusal(lambda: credit(MEASURED, side=Side.INTEGRATOR, on=SHOWN))[0] is Why.NOT_NOW


@pytest.mark.parametrize(
    ("settlement", "side", "on", "expected"),
    [
        (MEASURED, Side.SUPPLIER, LAST, {Action.CONTEST, Action.AGREE}),
        (MEASURED, Side.SUPPLIER, AFTER, {Action.AGREE}),
        (MEASURED, Side.INTEGRATOR, LAST, {Action.CONTEST}),
        (MEASURED, Side.CUSTOMER, LAST, set()),
        (CONTESTED, Side.SUPPLIER, LAST, {Action.CONTEST, Action.WITHDRAW}),
        (CONTESTED, Side.INTEGRATOR, AFTER, {Action.UPHOLD, Action.DISMISS}),
        (agree(MEASURED, side=Side.SUPPLIER, on=SHOWN), Side.INTEGRATOR, AFTER, {Action.CREDIT}),
    ],
)
def test_what_a_side_can_do(settlement: Settlement, side: Side, on: date, expected: set[Action]) -> None:
    assert possible(settlement, side=side, on=on) == expected


def test_what_waits_too_long_is_overdue_the_day_after() -> None:
    agreed = agree(MEASURED, side=Side.SUPPLIER, on=SHOWN)
    for settlement, by in ((MEASURED, LAST), (CONTESTED, date(2026, 4, 24)), (agreed, date(2026, 5, 1))):
        assert overdue(settlement, on=by) is None
        assert overdue(settlement, on=by + timedelta(days=1)) == by
    assert overdue(credit(agreed, side=Side.INTEGRATOR, on=SHOWN), on=date(2030, 1, 1)) is None


def test_deadlines_are_terms() -> None:
    short = Settlement(Side.SUPPLIER, SHOWN, deadlines=Deadlines(contest=3))
    assert short.contest_by == date(2026, 4, 4)


drawn = some.dictionaries(some.integers(0, 50).map(str), some.booleans(), min_size=1, max_size=30).map(
    lambda cases: [Outcome(reference, met) for reference, met in cases.items()]
)


@given(drawn, some.data())
def test_excluding_moves_cases_in_the_open_and_loses_none(outcomes: list[Outcome], draw: some.DataObject) -> None:
    named = draw.draw(some.sets(some.sampled_from([one.reference for one in outcomes])))
    found = restate(outcomes, named, Standing.EXCLUDED)
    assert found.before.measured == found.after.measured
    assert found.after.excluded.total == len(found.references) == len(named)
    assert found.before.standing.total - found.after.standing.total == len(named)
    assert restate(found.outcomes, named, Standing.COUNTED).after == found.before


def test_a_case_that_was_not_measured_cannot_be_excluded() -> None:
    with pytest.raises(ValueError, match="not measured: KP-9"):
        restate([Outcome("KP-1", is_met=True)], ["KP-1", "KP-9"], Standing.EXCLUDED)


@given(some.lists(some.tuples(some.sampled_from(Action), some.sampled_from(Side), some.integers(0, 60)), max_size=12))
def test_no_way_leads_past_an_agreement_to_a_credit(steps: list[tuple[Action, Side, int]]) -> None:
    """Whatever is tried, in whatever order: credited was agreed, contested has open contests, and nothing else has."""
    settlement, seen = MEASURED, [State.MEASURED]
    for action, side, days in steps:
        on = SHOWN + timedelta(days=days)
        can = action in possible(settlement, side=side, on=on)
        try:
            settlement = attempt(settlement, action, side, on)
        except Refused:
            assert not can
        else:
            assert can
            seen.append(settlement.state)
        assert bool(settlement.open_contests) == (settlement.state is State.CONTESTED)
    if State.CREDITED in seen:
        assert seen[seen.index(State.CREDITED) - 1] is State.AGREED


def attempt(settlement: Settlement, action: Action, side: Side, on: date) -> Settlement:
    """Do it, an answer to the first contest that lets it."""
    if action is Action.CONTEST:
        return contest(settlement, Contest(side, on, frozenset({"KP-1"}), "Why"))
    if action is Action.AGREE:
        return agree(settlement, side=side, on=on)
    if action is Action.CREDIT:
        return credit(settlement, side=side, on=on)
    refused = Refused(action, Why.NOT_NOW)
    for one in settlement.open_contests:
        try:
            return answer(settlement, action, one, side=side, on=on)
        except Refused as error:
            refused = error
    raise refused
