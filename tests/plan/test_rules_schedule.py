"""A plan is held against the law; the strategy's own plan of 2019 first of all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.deadline import Circumstances, Counting, DeadlineRule, applying, bound, days_of, latest_start
from knutepunkt.plan.rules.law import Regime
from knutepunkt.plan.rules.procedure import Procedure, Step, steps_of
from knutepunkt.plan.rules.schedule import Disorder, Verdict, check, disorder
from knutepunkt.plan.rules.window import Window, on_day, window_of

III = frozenset({Regime.PART_III})
REQUEST = DeadlineRule(
    key="request", procedure=Procedure.NEGOTIATED, regimes=III, from_step=Step.NOTICE, to_step=Step.REQUEST_DEADLINE,
    days=30, days_urgent=15,
)  # fmt: skip
TENDER = DeadlineRule(
    key="tender", procedure=Procedure.NEGOTIATED, regimes=III, from_step=Step.INVITATION, to_step=Step.TENDER_DEADLINE,
    days=25, days_not_electronic=30, days_urgent=10, days_prior_notice=10, days_without_agreement=10,
)  # fmt: skip
STANDSTILL = DeadlineRule(
    key="standstill", procedure=None, regimes=III, from_step=Step.AWARD_LETTER, to_step=Step.SIGNING,
    days=10, counting=Counting.AFTER, days_not_electronic=15,
)  # fmt: skip
REPORT = DeadlineRule(
    key="report", procedure=None, regimes=III, from_step=Step.SIGNING, to_step=Step.AWARD_NOTICE,
    days=30, counting=Counting.WITHIN,
)  # fmt: skip
RULES = (REQUEST, TENDER, STANDSTILL, REPORT)
# «tidlig i august og seinest 13.08.2019», «primo september», «ultimo oktober», «slutten av desember 2019»
SEED = {
    Step.NOTICE: Window(date(2019, 8, 1), date(2019, 8, 13)),
    Step.REQUEST_DEADLINE: window_of("primo september 2019"),
    Step.TENDER_DEADLINE: window_of("ultimo oktober 2019"),
    Step.SIGNING: window_of("slutten av desember 2019"),
}


def test_the_plan_of_2019_cannot_announce_on_its_last_day() -> None:
    found = {one.rule.key: one for one in check(SEED, RULES, Circumstances())}
    request = found["request"]
    assert request.verdict is Verdict.ONLY_EARLY
    assert request.reached == date(2019, 9, 12)  # two days after the tenth
    assert (request.latest, request.latest_working) == (date(2019, 8, 11), date(2019, 8, 9))


def test_a_notice_on_13_august_2019_breaks_it_and_one_on_9_august_keeps_it() -> None:
    for day, verdict in ((13, Verdict.BROKEN), (9, Verdict.KEPT)):
        plan = SEED | {Step.NOTICE: on_day(date(2019, 8, day))}
        assert check(plan, [REQUEST], Circumstances())[0].verdict is verdict


def test_20_december_2019_is_the_last_working_day_for_the_award_letter() -> None:
    (found,) = check(SEED, [STANDSTILL], Circumstances())
    assert found.verdict is Verdict.COMPUTED
    assert found.latest_working == found.latest == date(2019, 12, 20)
    late = SEED | {Step.AWARD_LETTER: on_day(date(2019, 12, 21))}
    assert check(late, [STANDSTILL], Circumstances())[0].verdict is Verdict.BROKEN


def test_invitations_of_2019_are_due_25_days_before_the_end_of_october() -> None:
    (found,) = check(SEED, [TENDER], Circumstances())
    assert (found.latest, found.latest_working) == (date(2019, 10, 6), date(2019, 10, 4))


@pytest.mark.parametrize(
    ("found", "days"),
    [
        (Circumstances(), 25),
        (Circumstances(is_electronic=False), 30),
        (Circumstances(is_urgent=True), 10),
        (Circumstances(had_prior_notice=True), 10),
        (Circumstances(agreed_days=5), 5),
    ],
)
def test_circumstances_change_the_days(found: Circumstances, days: int) -> None:
    assert days_of(TENDER, found) == days


def test_what_cannot_be_agreed_stays() -> None:
    assert days_of(REQUEST, Circumstances(agreed_days=5)) == 30


def test_an_award_notice_has_a_last_day() -> None:
    plan = {Step.SIGNING: on_day(date(2026, 3, 2)), Step.AWARD_NOTICE: on_day(date(2026, 4, 2))}
    (found,) = check(plan, [REPORT], Circumstances())
    assert (found.verdict, found.reached) == (Verdict.BROKEN, date(2026, 4, 1))


def test_answers_are_due_days_before_and_do_not_roll() -> None:
    assert bound(date(2026, 4, 7), 6, Counting.BACK) == date(2026, 4, 1)


def test_only_the_rules_of_the_procedure_and_regime_apply() -> None:
    assert applying(RULES, Procedure.OPEN, Regime.PART_III) == [STANDSTILL, REPORT]
    assert applying(RULES, Procedure.NEGOTIATED, Regime.PART_II) == []


def test_steps_in_the_wrong_order_are_told() -> None:
    plan = {Step.NOTICE: on_day(date(2026, 5, 1)), Step.TENDER_DEADLINE: on_day(date(2026, 4, 1))}
    assert disorder(plan, steps_of(Procedure.OPEN)) == [Disorder(Step.NOTICE, Step.TENDER_DEADLINE)]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("primo september 2019", date(2019, 9, 1), date(2019, 9, 10)),
        ("medio juni 2026", date(2026, 6, 11), date(2026, 6, 20)),
        ("ultimo oktober 2019", date(2019, 10, 21), date(2019, 10, 31)),
        ("Ultimo februar 2024", date(2024, 2, 21), date(2024, 2, 29)),
        ("slutten av desember 2019", date(2019, 12, 21), date(2019, 12, 31)),
        ("november 2026", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_fuzzy_words_say_days(words: str, first: date, last: date) -> None:
    assert window_of(words) == Window(first, last)


@pytest.mark.parametrize("words", ["sommeren 2019", "ultimo", "", "primo 2019", "13.08.2019"])
def test_words_that_say_no_days_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="says no days"):
        window_of(words)


@given(
    st.dates(min_value=date(2018, 1, 1), max_value=date(2031, 1, 1)),
    st.integers(min_value=1, max_value=40),
    st.sampled_from([Counting.NOT_BEFORE, Counting.AFTER]),
)
def test_the_latest_start_keeps_the_plan_and_the_day_after_breaks_it(by: date, days: int, counting: Counting) -> None:
    latest = latest_start(days, counting, by=by)
    assert bound(latest, days, counting) <= by < bound(latest + timedelta(days=1), days, counting)
