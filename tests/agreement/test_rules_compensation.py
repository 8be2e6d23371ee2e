"""What a breach costs: the vectors of the standard agreements, and laws that hold whatever was agreed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.compensation import (
    Case,
    CompensationTerms,
    Kind,
    Step,
    Unit,
    What,
    credited,
    credits_for,
)
from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.base.money import NOTHING, Portion, nok, percent, rounded, total

START = datetime(2026, 1, 1, tzinfo=UTC)
MAINTENANCE = CompensationTerms(  # SSA-V 2024: secondary source
    kind=Kind.HOURLY,
    unit=Unit.HOUR,
    rate=percent("0.2"),
    base=Decimal(1_200_000),
    cap_per_case=percent(5),
    cap_per_year=percent(15),
)


def case(late: timedelta | Decimal | int = 1, *, nth: int = 0, attained: Decimal | None = None) -> Case:
    return Case(f"case {nth}", START + timedelta(days=nth), late, attained)


def test_thirty_hours_late_meet_the_cap_of_a_case_and_a_fourth_case_that_of_the_year() -> None:
    late = [case(timedelta(hours=30), nth=nth) for nth in range(4)]
    run = credits_for(MAINTENANCE, late)
    assert [one.amount for one in run] == [60_000, 60_000, 60_000, 0]
    assert credited(run) == 180_000
    assert run[0].capped_by == (What.CAP_PER_CASE,)
    assert run[3].capped_by == (What.CAP_PER_CASE, What.CAP_PER_YEAR)
    assert [line.amount for line in run[0].working] == [72_000, -12_000]
    assert run[0].working[0].units == 30
    assert run[3].working[-1].limit == 0


def test_the_year_remembers_what_earlier_periods_credited() -> None:
    (last,) = credits_for(MAINTENANCE, [case(timedelta(hours=30))], earlier_this_year=Decimal(150_000))
    assert last.amount == 30_000
    assert credits_for(MAINTENANCE, [case(timedelta(hours=1))], earlier_this_year=Decimal(200_000))[0].amount == 0


def test_a_cloud_delivery_late_costs_a_share_of_its_first_six_months_a_calendar_day() -> None:
    cloud = CompensationTerms(
        kind=Kind.DAILY, unit=Unit.CALENDAR_DAY, rate=percent("0.15"), base=Decimal(600_000), counts_begun=True
    )
    assert credits_for(cloud, [case(10)])[0].amount == 9_000
    assert credits_for(cloud, [case(timedelta(days=9, hours=1))])[0].amount == 9_000


def test_a_purchase_counts_at_most_a_hundred_days() -> None:
    purchase = CompensationTerms(
        kind=Kind.DAILY, unit=Unit.CALENDAR_DAY, rate=percent("0.15"), base=Decimal(1_000_000), cap_units=100
    )
    (late,) = credits_for(purchase, [case(120)])
    assert late.amount == 150_000
    assert [line.amount for line in late.working] == [180_000, -30_000]
    assert late.capped_by == (What.CAP_UNITS,)


def test_a_case_gives_at_least_its_minimum() -> None:
    small = CompensationTerms(
        kind=Kind.DAILY, unit=Unit.WORKING_DAY, rate=percent("0.15"), base=Decimal(100_000), minimum=Decimal(1500)
    )
    (late,) = credits_for(small, [case(3)])
    assert [line.what for line in late.working] == [What.RATE, What.MINIMUM]
    assert [line.amount for line in late.working] == [450, 1_050]
    assert late.amount == 1_500
    assert credits_for(small, [case(0)])[0].amount == 0
    assert credits_for(replace(small, cap_units=0), [case(3)])[0].amount == 0, "no day counts"


@pytest.mark.parametrize(("attained", "credit"), [("99.5", 0), ("99.49", 1000), ("98", 1000), ("97.99", 2500)])
def test_a_price_reduction_takes_the_lowest_step_that_the_figure_is_below(attained: str, credit: int) -> None:
    steps = (Step(Decimal("99.5"), percent(2)), Step(Decimal(98), percent(5)))
    monthly = CompensationTerms(kind=Kind.PRICE_REDUCTION, unit=Unit.PERIOD, steps=steps, base=Decimal(50_000))
    assert credits_for(monthly, [case(attained=Decimal(attained))])[0].amount == credit


def test_a_price_reduction_may_go_by_the_percentage_point() -> None:
    pointwise = CompensationTerms(
        kind=Kind.PRICE_REDUCTION, unit=Unit.PERCENTAGE_POINT, rate=percent(1), base=Decimal(80_000)
    )
    assert credits_for(pointwise, [case(Decimal("2.5"))])[0].amount == 2_000
    with pytest.raises(TermsFault) as refused:
        credits_for(pointwise, [case(timedelta(hours=1))])
    assert (refused.value.field, refused.value.reason) == ("late", Reason.NOT_A_NUMBER)


def test_a_fixed_sum_is_the_same_however_late() -> None:
    fixed = CompensationTerms(kind=Kind.FIXED, unit=Unit.CASE, rate=nok(5000), cap_per_period=nok(12_000))
    run = credits_for(fixed, [case(timedelta(hours=n), nth=n) for n in range(1, 5)])
    assert [one.amount for one in run] == [5_000, 5_000, 2_000, 0]


def test_rounding_is_half_up_once_a_case() -> None:
    odd = CompensationTerms(kind=Kind.HOURLY, unit=Unit.HOUR, rate=nok("0.01"))
    run = credits_for(odd, [case(timedelta(minutes=30), nth=1), case(timedelta(minutes=29), nth=2)])
    assert [one.amount for one in run] == [Decimal("0.01"), 0]
    assert rounded(Decimal("-0.005")) == Decimal("-0.01")
    with localcontext() as context:
        context.prec = 3
        assert rounded(Fraction(10**9, 3)) == Decimal("333333333.33")


@pytest.mark.parametrize(
    ("terms", "field", "reason"),
    [
        ({"rate": percent(-1)}, "rate", Reason.NEGATIVE),
        ({"rate": percent("NaN")}, "rate", Reason.NOT_A_NUMBER),
        ({"rate": None}, "rate", Reason.MISSING),
        ({"base": None}, "rate", Reason.WITHOUT_BASE),
        ({"base": None, "rate": nok(1), "cap_per_year": percent(15)}, "cap_per_year", Reason.WITHOUT_BASE),
        ({"base": Decimal(-1)}, "base", Reason.NEGATIVE),
        ({"cap_per_case": nok(-1)}, "cap_per_case", Reason.NEGATIVE),
        ({"cap_units": -1}, "cap_units", Reason.NEGATIVE),
        ({"minimum": Decimal(-1)}, "minimum", Reason.NEGATIVE),
        ({"unit": Unit.CALENDAR_DAY}, "unit", Reason.NOT_WANTED),
        ({"rate": None, "steps": (Step(Decimal(98), nok(1)),)}, "steps", Reason.NOT_WANTED),
        ({"steps": (Step(Decimal(98), nok(1)),)}, "rate", Reason.NOT_WANTED),
    ],
)
def test_terms_that_cannot_be_name_the_field(terms: dict[str, object], field: str, reason: Reason) -> None:
    sound: dict[str, object] = {"kind": Kind.HOURLY, "unit": Unit.HOUR, "rate": percent(1), "base": Decimal(100)}
    with pytest.raises(TermsFault) as refused:
        CompensationTerms(**sound | terms)  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (((98, nok(1)), (98, nok(2))), Reason.REPEATED),
        (((99, nok(5)), (98, nok(2))), Reason.OUT_OF_ORDER),
        (((101, nok(5)),), Reason.OVER_HUNDRED),
        (((98, percent(5)),), Reason.WITHOUT_BASE),
    ],
)
def test_steps_that_cannot_be_are_refused(steps: tuple[tuple[int, Portion], ...], reason: Reason) -> None:
    with pytest.raises(TermsFault) as refused:
        CompensationTerms(
            kind=Kind.PRICE_REDUCTION,
            unit=Unit.PERIOD,
            steps=tuple(Step(Decimal(below), gives) for below, gives in steps),
        )
    assert (refused.value.field, refused.value.reason) == ("steps", reason)


@pytest.mark.parametrize(
    ("cases", "field", "reason"),
    [
        ([case(-1)], "late", Reason.NEGATIVE),
        ([case(timedelta(seconds=-1))], "late", Reason.NEGATIVE),
        ([case(1), case(2)], "reference", Reason.REPEATED),
    ],
)
def test_cases_that_cannot_be_name_the_field(cases: list[Case], field: str, reason: Reason) -> None:
    with pytest.raises(TermsFault) as refused:
        credits_for(MAINTENANCE, cases)
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_a_period_is_credited_once_and_needs_its_figure() -> None:
    monthly = CompensationTerms(kind=Kind.PRICE_REDUCTION, unit=Unit.PERIOD, steps=(Step(Decimal(98), nok(1)),))
    for cases, field in (([case(nth=1), case(nth=2)], "cases"), ([case()], "attained")):
        with pytest.raises(TermsFault) as refused:
            credits_for(monthly, cases)
        assert refused.value.field == field


amounts = some.decimals(0, 10**7, places=2)
portions = some.builds(Portion, some.decimals(0, 200, places=3), some.booleans())
hourly = some.builds(
    CompensationTerms,
    kind=some.just(Kind.HOURLY),
    unit=some.just(Unit.HOUR),
    rate=portions,
    base=amounts,
    counts_begun=some.booleans(),
    minimum=some.none() | some.decimals(0, 1000, places=2),
    cap_units=some.none() | some.integers(0, 100),
    cap_per_case=some.none() | portions,
    cap_per_period=some.none() | portions,
    cap_per_year=some.none() | portions,
)
lengths = some.integers(0, 10**12).map(lambda micros: timedelta(microseconds=micros))
lateness = some.lists(lengths | some.decimals(0, 500, places=2), max_size=8)


@given(hourly, lateness, amounts)
def test_no_cap_is_ever_exceeded(terms: CompensationTerms, late: list[timedelta | Decimal], earlier: Decimal) -> None:
    run = credits_for(terms, [case(one, nth=nth) for nth, one in enumerate(late)], earlier_this_year=earlier)
    per_case, per_period, per_year = map(terms.cap, (terms.cap_per_case, terms.cap_per_period, terms.cap_per_year))
    for one in run:
        assert one.amount >= 0
        assert per_case is None or one.amount <= per_case
    assert per_period is None or credited(run) <= per_period
    assert per_year is None or credited(run) <= max(per_year - earlier, NOTHING)


@given(hourly, lateness, amounts, some.data())
def test_the_order_of_cases_does_not_change_the_total(
    terms: CompensationTerms, late: list[timedelta | Decimal], earlier: Decimal, draw: some.DataObject
) -> None:
    shuffled = draw.draw(some.permutations(late))
    runs = (
        credits_for(terms, [case(one, nth=nth) for nth, one in enumerate(order)], earlier_this_year=earlier)
        for order in (late, shuffled)
    )
    first, second = map(credited, runs)
    assert first == second


@given(hourly, lateness, amounts)
def test_the_working_adds_up_to_the_credit_in_whole_ore(
    terms: CompensationTerms, late: list[timedelta | Decimal], earlier: Decimal
) -> None:
    for one in credits_for(terms, [case(each, nth=n) for n, each in enumerate(late)], earlier_this_year=earlier):
        assert total(line.amount for line in one.working) == one.amount == rounded(one.amount)
        for line in one.working:
            cuts = line.what in one.capped_by
            assert cuts == (line.amount < 0) or (line.what is What.CAP_UNITS and line.amount == 0)


@given(hourly)
def test_what_is_not_late_costs_nothing(terms: CompensationTerms) -> None:
    assert [one.amount for one in credits_for(terms, [case(0, nth=1), case(timedelta(0), nth=2)])] == [0, 0]


@given(hourly, lengths, lengths)
def test_later_never_costs_less(terms: CompensationTerms, one: timedelta, more: timedelta) -> None:
    (first,), (second,) = credits_for(terms, [case(one)]), credits_for(terms, [case(one + more)])
    assert first.amount <= second.amount
