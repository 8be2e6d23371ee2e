"""Regime, value and procedure, by what the law says on the day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.estimate import Estimate, lot_value, may_be_left_out, whole_value
from knutepunkt.plan.rules.law import LawGap, Regime, Subject, Thresholds, goes_to_ted, in_force, regime
from knutepunkt.plan.rules.procedure import Procedure, Step, steps_of, suits

OLD = Thresholds(
    valid_from=date(2018, 4, 6), valid_to=date(2020, 2, 11), law_floor=Decimal(100_000), national=Decimal(1_300_000),
    eea_goods_services=Decimal(2_000_000), eea_works=Decimal(51_000_000), eea_special=Decimal(6_950_000),
)  # fmt: skip
NEW = Thresholds(
    valid_from=date(2026, 7, 1), valid_to=None, law_floor=Decimal(500_000), national=Decimal(1_300_000),
    eea_goods_services=Decimal(2_500_000), eea_works=Decimal(62_900_000), eea_state=Decimal(1_630_000),
)  # fmt: skip
GOODS = Subject.GOODS_SERVICES


def test_the_day_chooses_the_row() -> None:
    assert in_force([OLD, NEW], date(2019, 8, 13)) is OLD
    assert in_force([OLD, NEW], date(2026, 11, 25)) is NEW
    with pytest.raises(LawGap):
        in_force([OLD, NEW], date(2022, 1, 1))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (499_999, Regime.OUTSIDE),
        (500_000, Regime.PART_I),
        (1_299_999, Regime.PART_I),
        (1_300_000, Regime.PART_II),
        (2_499_999, Regime.PART_II),
        (2_500_000, Regime.PART_III),
    ],
)
def test_at_the_threshold_the_stricter_regime_applies(value: int, expected: Regime) -> None:
    assert regime(Decimal(value), NEW, GOODS) is expected


def test_works_special_services_and_the_state_have_their_own() -> None:
    assert regime(Decimal(2_500_000), NEW, Subject.WORKS) is Regime.PART_II
    assert regime(Decimal(1_630_000), NEW, GOODS, is_state=True) is Regime.PART_III
    assert regime(Decimal(6_950_000), OLD, Subject.SPECIAL) is Regime.PART_II
    assert goes_to_ted(Decimal(6_950_000), OLD, Subject.SPECIAL)
    with pytest.raises(LawGap):
        goes_to_ted(Decimal(9_000_000), NEW, Subject.SPECIAL)


def test_a_lot_counts_options_and_at_most_48_months() -> None:
    assert lot_value(Estimate(amount=Decimal(900), options=Decimal(100)), month_limit=48) == 1000
    assert lot_value(Estimate(monthly=Decimal(10), months=36), month_limit=48) == 360
    assert lot_value(Estimate(monthly=Decimal(10), months=60), month_limit=48) == 480
    assert lot_value(Estimate(monthly=Decimal(10)), month_limit=48) == 480


@pytest.mark.parametrize("given_", [{}, {"amount": Decimal(1), "monthly": Decimal(1)}, {"amount": Decimal(-1)}])
def test_an_estimate_that_is_none_is_refused(given_: dict[str, Decimal]) -> None:
    with pytest.raises(ValueError, match="an estimate is"):
        Estimate(**given_)  # type: ignore[arg-type]


def test_small_lots_may_be_left_out_up_to_a_fifth() -> None:
    lots = [Decimal(3_000_000), Decimal(500_000), Decimal(600_000)]
    assert may_be_left_out(lots, below=Decimal(930_000), share=Decimal(20)) == {1}


@given(st.lists(st.decimals(min_value=0, max_value=10**7, places=0), max_size=8))
def test_what_is_left_out_stays_within_a_fifth_and_below_the_limit(lots: list[Decimal]) -> None:
    left = may_be_left_out(lots, below=Decimal(930_000), share=Decimal(20))
    assert sum(lots[one] for one in left) * 5 <= whole_value(lots)
    assert all(lots[one] < 930_000 for one in left)


@given(st.decimals(min_value=0, max_value=10**8, places=0), st.decimals(min_value=0, max_value=10**8, places=0))
def test_more_value_is_never_a_milder_regime(one: Decimal, more: Decimal) -> None:
    order = list(Regime)
    assert order.index(regime(one, NEW, GOODS)) <= order.index(regime(one + more, NEW, GOODS))


def test_stages_and_what_suits_a_regime() -> None:
    assert Step.INVITATION in steps_of(Procedure.NEGOTIATED)
    assert Step.INVITATION not in steps_of(Procedure.OPEN)
    assert suits(Procedure.OPEN, Regime.PART_I)
    assert not suits(Procedure.PART_II_OPEN, Regime.PART_III)
    assert not suits(Procedure.PART_I, Regime.PART_II)
