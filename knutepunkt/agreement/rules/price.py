"""What a contract costs: price lines, their adjustment by an index, and the value over the term.

A line is rounded once; sums add rounded lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.agreement.rules.fault import Reason, not_negative, positive, refuse_if
from knutepunkt.base.money import NOTHING, Money, rounded, total

_DAY = timedelta(days=1)


class Every(StrEnum):
    """How often it is paid. What is paid by the unit is paid for as many as are expected in that time."""

    ONCE = "once"
    MONTH = "month"
    YEAR = "year"


_TIMES_A_YEAR = {Every.ONCE: 0, Every.MONTH: 12, Every.YEAR: 1}


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price, on every day from `valid_from` to `valid_to`, both included; empty: as long as the contract.

    `amount`: of one unit; `quantity`: how many each time. Raises `TermsFault`.
    """

    key: str
    every: Every
    amount: Money
    quantity: Decimal | int = 1
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be. A price may be negative: a discount is a line of its own."""
        refuse_if(not self.amount.is_finite(), "amount", Reason.NOT_A_NUMBER)
        not_negative("quantity", self.quantity)
        if self.valid_from and self.valid_to:
            refuse_if(self.valid_to < self.valid_from, "valid_to", Reason.ENDS_BEFORE_START)

    def holds_on(self, day: date) -> bool:
        """Say whether the price holds on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    @property
    def a_year(self) -> Fraction:
        """What it comes to in a year, exactly; nothing of what is paid once."""
        return Fraction(self.amount) * Fraction(self.quantity) * _TIMES_A_YEAR[self.every]


def index_month(day: date) -> date:
    """Return the first day of a day's month: how an index names its months."""
    return day.replace(day=1)


def adjusted(amount: Money, index: Mapping[date, Decimal], *, base: date, month: date) -> Money:
    """Return an amount adjusted from the index of its base month to that of another: amount x index / base index.

    Raises `TermsFault`: UNKNOWN where the index lacks a month, naming `index_base` or `index_month`.
    """
    for field, wanted in (("index_base", base), ("index_month", month)):
        refuse_if(index_month(wanted) not in index, field, Reason.UNKNOWN)
        positive(field, index[index_month(wanted)])
    return rounded(Fraction(amount) * Fraction(index[index_month(month)]) / Fraction(index[index_month(base)]))


def yearly_fee(lines: Iterable[PriceLine], *, on: date) -> Money:
    """Return what the lines that hold on a day come to in a year, expected units included."""
    return total(rounded(line.a_year) for line in lines if line.holds_on(on))


def monthly_fee(lines: Iterable[PriceLine], *, on: date) -> Money:
    """Return what the lines that hold on a day come to in a month: a twelfth of the year."""
    return total(rounded(line.a_year / 12) for line in lines if line.holds_on(on))


def value_over(lines: Iterable[PriceLine], *, first: date, last: date) -> Money:
    """Return what the lines come to over a term, both days included; with the base term: the original value.

    A begun month counts by its days. What is paid once is paid when its line begins, if that is within the term.
    """
    return total(_value(line, first, last) for line in lines)


def months_in(first: date, last: date) -> Fraction:
    """Return the months from a day to another, both included: whole ones, and of a begun one the share of its days."""
    if last < first:
        return Fraction(0)
    after = last + _DAY
    whole = (after.year - first.year) * 12 + after.month - first.month
    if add_months(first, whole) > after:
        whole -= 1
    begun, ends = add_months(first, whole), add_months(first, whole + 1)
    return whole + Fraction((after - begun).days, (ends - begun).days)


def _value(line: PriceLine, first: date, last: date) -> Money:
    starts, ends = max(first, line.valid_from or first), min(last, line.valid_to or last)
    if line.every is Every.ONCE:
        within = first <= (line.valid_from or first) <= last
        return rounded(Fraction(line.amount) * Fraction(line.quantity)) if within else NOTHING
    return rounded(line.a_year * months_in(starts, ends) / 12)
