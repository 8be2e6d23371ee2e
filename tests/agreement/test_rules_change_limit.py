"""When changes add up to a new contract."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.change_limit import (
    Basis,
    ChangeLimit,
    ChangeOrder,
    Judged,
    Why,
    first_breach,
    judged,
    remaining,
)
from knutepunkt.agreement.rules.fault import Reason, TermsFault

# From memory of FOA chapter 28, as the facts say; in the register these are rows with their source.
SINCE = date(2017, 1, 1)
LIMITS = (
    ChangeLimit(Basis.SMALL, SINCE, Decimal(10), is_accumulated=True, below_threshold=Decimal(2_300_000)),
    ChangeLimit(Basis.NECESSARY, SINCE, Decimal(50), is_accumulated=False, needs_notice=True),
    ChangeLimit(Basis.UNFORESEEABLE, SINCE, Decimal(50), is_accumulated=False, needs_notice=True),
)
ORIGINAL = Decimal(10_000_000)


def order(value: int, basis: Basis = Basis.SMALL, *, nth: int = 1, is_notified: bool = False) -> ChangeOrder:
    return ChangeOrder(nth, date(2026, 1, nth), Decimal(value), basis, is_notified=is_notified)


def judge(*orders: ChangeOrder) -> list[Judged]:
    return judged(orders, LIMITS, original_value=ORIGINAL)


def test_small_changes_add_up_and_the_order_that_breaks_is_named() -> None:
    run = judge(order(600_000), order(400_000, nth=2), order(1, nth=3), order(-500_000, nth=4))
    assert [one.used for one in run] == [600_000, 1_000_000, 1_000_001, 500_001]
    assert [one.remaining for one in run] == [400_000, 0, 0, 499_999]
    breach = first_breach(run)
    assert breach is not None
    assert (breach.order.number, breach.breaks) == (3, (Why.OVER_PERCENT,))


def test_what_is_taken_out_counts_by_its_size() -> None:
    (less,) = judge(order(-1_000_001))
    assert less.used == 1_000_001
    assert less.breaks == (Why.OVER_PERCENT,)


def test_a_small_change_lies_below_the_threshold_too() -> None:
    (large,) = judged([order(2_300_000)], LIMITS, original_value=Decimal(100_000_000))
    assert large.breaks == (Why.NOT_BELOW_THRESHOLD,)
    (below,) = judged([order(2_299_999)], LIMITS, original_value=Decimal(100_000_000))
    assert (below.breaks, below.remaining) == ((), Decimal("0.99"))


def test_each_addition_stands_by_itself_and_wants_its_notice() -> None:
    run = judge(
        order(5_000_000, Basis.NECESSARY, is_notified=True),
        order(5_000_000, Basis.NECESSARY, nth=2, is_notified=True),
        order(5_000_001, Basis.UNFORESEEABLE, nth=3),
    )
    assert [one.breaks for one in run] == [(), (), (Why.OVER_PERCENT, Why.NOTICE_MISSING)]


def test_a_clear_clause_has_no_limit() -> None:
    (one,) = judge(order(90_000_000, Basis.CLEAR_CLAUSE))
    assert (one.allowed, one.remaining, one.breaks) == (None, None, ())


def test_before_there_was_a_rule_nothing_is_known() -> None:
    old = ChangeOrder(0, date(2016, 12, 31), Decimal(1), Basis.SMALL)
    assert judge(old)[0].breaks == (Why.NO_LIMIT_KNOWN,)


def test_bases_do_not_mix() -> None:
    run = judge(order(900_000), order(900_000, Basis.CLEAR_CLAUSE, nth=2), order(100_000, nth=3))
    assert first_breach(run) is None
    assert remaining(Basis.SMALL, run, LIMITS, original_value=ORIGINAL, on=date(2026, 5, 1)) == 0
    assert remaining(Basis.NECESSARY, run, LIMITS, original_value=ORIGINAL, on=date(2026, 5, 1)) == 5_000_000
    assert remaining(Basis.CLEAR_CLAUSE, run, LIMITS, original_value=ORIGINAL, on=date(2026, 5, 1)) is None


def test_a_limit_is_the_one_of_its_day() -> None:
    rows = (
        ChangeLimit(Basis.SMALL, SINCE, Decimal(10), is_accumulated=True, valid_to=date(2026, 1, 1)),
        ChangeLimit(Basis.SMALL, date(2026, 1, 2), Decimal(20), is_accumulated=True),
    )
    run = judged([order(1_000_000), order(1_000_000, nth=2)], rows, original_value=ORIGINAL)
    assert [one.allowed for one in run] == [1_000_000, 2_000_000]


@pytest.mark.parametrize(
    ("orders", "limits", "original", "field", "reason"),
    [
        ([], LIMITS, 0, "original_value", Reason.NOT_POSITIVE),
        ([order(1), order(2)], LIMITS, 1, "number", Reason.REPEATED),
        ([order(1)], LIMITS + LIMITS, 1, "limits", Reason.REPEATED),
    ],
)
def test_what_cannot_be_judged_names_the_field(
    orders: list[ChangeOrder], limits: tuple[ChangeLimit, ...], original: int, field: str, reason: Reason
) -> None:
    with pytest.raises(TermsFault) as refused:
        judged(orders, limits, original_value=Decimal(original))
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_a_limit_that_cannot_be_names_the_field() -> None:
    for change, field in (
        ({"percent": Decimal(-1)}, "percent"),
        ({"below_threshold": Decimal("NaN")}, "below_threshold"),
        ({"valid_to": date(2016, 1, 1)}, "valid_to"),
    ):
        with pytest.raises(TermsFault) as refused:
            replace(LIMITS[0], **change)
        assert refused.value.field == field


values = some.lists(some.decimals(-(10**6), 10**6, places=2), max_size=8)


@given(values, some.decimals(1, 10**7, places=2))
def test_what_remains_holds_and_one_ore_more_breaks(drawn: list[Decimal], original: Decimal) -> None:
    orders = [ChangeOrder(n, date(2026, 1, 1 + n), value, Basis.SMALL) for n, value in enumerate(drawn)]
    run, on = judged(orders, LIMITS, original_value=original), date(2026, 2, 1)
    left = remaining(Basis.SMALL, run, LIMITS, original_value=original, on=on)
    assert left is not None
    for more, breaks in ((left, False), (left + Decimal("0.01"), True)):
        last = judged([*orders, ChangeOrder(99, on, more, Basis.SMALL)], LIMITS, original_value=original)[-1]
        assert bool(last.breaks) == breaks or (not left and not breaks)
