"""What a purchase is worth: everything that may be paid, options too, before VAT (FOA § 5-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knutepunkt.base.money import NOTHING, Money, rounded, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What one lot may come to: a sum, or so much a month for a term (None: until notice); and its options."""

    amount: Money | None = None
    monthly: Money | None = None
    months: int | None = None
    options: Money = NOTHING

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.monthly is None):
            raise ValueError("an estimate is a sum, or an amount a month")
        if any(one is not None and one < 0 for one in (self.amount, self.monthly, self.months, self.options)):
            raise ValueError("an estimate is not below nothing")


def lot_value(lot: Estimate, *, month_limit: int) -> Money:
    """Return a lot's value. What is paid by the month counts for its term, `month_limit` months at most."""
    if lot.amount is not None:
        return rounded(lot.amount + lot.options)
    assert lot.monthly is not None
    months = month_limit if lot.months is None else min(lot.months, month_limit)
    return rounded(lot.monthly * months + lot.options)


def whole_value(lots: Sequence[Money]) -> Money:
    """Return what all lots come to: the value that the regime goes by, however it is split."""
    return total(lots)


def may_be_left_out(lots: Sequence[Money], *, below: Money, share: Decimal) -> frozenset[int]:
    """Return the places of small lots that may be bought under the milder rules.

    Each is worth less than `below`, and together at most `share` per cent of all; the smallest first.
    """
    room = whole_value(lots) * share / 100
    chosen: set[int] = set()
    for place, value in sorted(enumerate(lots), key=lambda one: one[1]):
        if value >= below or value > room:
            break
        room -= value
        chosen.add(place)
    return frozenset(chosen)
