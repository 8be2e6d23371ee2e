"""What lines of price come to: in a month, in a year, over a term, and after an index has moved."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.agreement.rules.price import (
    Every,
    PriceLine,
    adjusted,
    index_month,
    monthly_fee,
    months_in,
    value_over,
    yearly_fee,
)

DAY = timedelta(days=1)
START, END = date(2026, 1, 1), date(2028, 12, 31)
LINES = (
    PriceLine("set-up", Every.ONCE, Decimal(250_000)),
    PriceLine("operation", Every.MONTH, Decimal(40_000)),
    PriceLine("licences", Every.YEAR, Decimal("120.50"), quantity=1000),
    PriceLine("hours", Every.YEAR, Decimal(1200), quantity=100),
    PriceLine("second site", Every.MONTH, Decimal(10_000), valid_from=date(2027, 1, 1), valid_to=date(2027, 6, 30)),
)
INDEX = {date(2025, 11, 1): Decimal("120.0"), date(2026, 11, 1): Decimal("123.7")}


def test_fees_are_those_of_the_lines_that_hold_on_the_day() -> None:
    assert yearly_fee(LINES, on=START) == 480_000 + 120_500 + 120_000
    assert monthly_fee(LINES, on=START) == 40_000 + Decimal("10041.67") + 10_000
    assert monthly_fee(LINES, on=date(2027, 6, 30)) - monthly_fee(LINES, on=date(2027, 7, 1)) == 10_000


def test_the_value_over_the_term() -> None:
    expected = 250_000 + 36 * 40_000 + 3 * 120_500 + 3 * 120_000 + 6 * 10_000
    assert value_over(LINES, first=START, last=END) == expected


def test_an_amount_follows_its_index() -> None:
    assert adjusted(Decimal(40_000), INDEX, base=date(2025, 11, 15), month=date(2026, 11, 1)) == Decimal("41233.33")


@pytest.mark.parametrize(
    ("base", "month", "field"),
    [(date(2024, 1, 1), date(2026, 11, 1), "index_base"), (date(2025, 11, 1), date(2027, 1, 1), "index_month")],
)
def test_a_month_that_the_index_lacks_is_named(base: date, month: date, field: str) -> None:
    with pytest.raises(TermsFault) as refused:
        adjusted(Decimal(1), INDEX, base=base, month=month)
    assert (refused.value.field, refused.value.reason) == (field, Reason.UNKNOWN)


def test_an_index_of_nothing_is_refused() -> None:
    with pytest.raises(TermsFault) as refused:
        adjusted(Decimal(1), {START: Decimal(0)}, base=START, month=START)
    assert (refused.value.field, refused.value.reason) == ("index_base", Reason.NOT_POSITIVE)


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ({"amount": Decimal("NaN")}, "amount", Reason.NOT_A_NUMBER),
        ({"quantity": -1}, "quantity", Reason.NEGATIVE),
        ({"valid_from": END, "valid_to": START}, "valid_to", Reason.ENDS_BEFORE_START),
    ],
)
def test_a_line_that_cannot_be_names_the_field(line: dict[str, object], field: str, reason: Reason) -> None:
    sound: dict[str, object] = {"key": "line", "every": Every.ONCE, "amount": Decimal(1)}
    with pytest.raises(TermsFault) as refused:
        PriceLine(**sound | line)  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_what_is_paid_once_is_paid_when_its_line_begins() -> None:
    later = PriceLine("move", Every.ONCE, Decimal(100), valid_from=date(2027, 3, 1))
    years = [(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2027, 2028)]
    assert [value_over([later], first=first, last=last) for first, last in years] == [0, 100, 0]


days = some.dates(date(2000, 1, 1), date(2100, 1, 1))
prices = some.decimals(0, 10**6, places=2)


@given(days, some.integers(0, 240))
def test_whole_months_are_whole(first: date, months: int) -> None:
    assert months_in(first, add_months(first, months) - DAY) == months


@given(days, some.integers(-1, 3000))
def test_another_day_is_never_less(first: date, length: int) -> None:
    last = first + length * DAY
    assert 0 <= months_in(first, last) < months_in(first, last + DAY)
    assert months_in(first, last + DAY) - months_in(first, last) <= Fraction(1, 28)


@given(prices, days, days)
def test_an_index_that_stood_still_changes_nothing(amount: Decimal, base: date, month: date) -> None:
    index = {index_month(base): Decimal(7), index_month(month): Decimal(7)}
    assert adjusted(amount, index, base=base, month=month) == amount


@given(some.lists(some.builds(PriceLine, some.just("line"), some.sampled_from(Every), prices), max_size=5), days)
def test_twelve_months_are_a_year_but_for_the_rounding(lines: list[PriceLine], on: date) -> None:
    assert abs(12 * monthly_fee(lines, on=on) - yearly_fee(lines, on=on)) <= Decimal("0.06") * len(lines)
    once = sum(line.amount for line in lines if line.every is Every.ONCE)
    year = value_over(lines, first=on, last=add_months(on, 12) - DAY)
    assert year == yearly_fee(lines, on=on) + once
