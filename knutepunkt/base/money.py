"""Amounts in NOK excluding VAT, and the one rule by which they are rounded.

To whole øre, half up (away from nothing), once a case after its caps. What is added up are amounts already rounded, so
a sum is always the sum of the lines that people see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeAlias

Money: TypeAlias = Decimal
Exact: TypeAlias = Decimal | Fraction | int

NOTHING = Decimal("0.00")
ØRE = Decimal("0.01")


def rounded(amount: Exact) -> Money:
    """Return the amount in whole øre, half up, whatever the precision of the thread's decimals is."""
    øre = Fraction(amount) * 100
    whole = floor(abs(øre) + Fraction(1, 2))
    return Decimal(f"{whole if øre > 0 else -whole}e-2") if whole else NOTHING


def total(amounts: Iterable[Money]) -> Money:
    """Add amounts that are rounded already."""
    return sum(amounts, NOTHING)


@dataclass(frozen=True, slots=True)
class Portion:
    """An amount as terms write it: so many NOK, or so many per cent of a base."""

    value: Decimal
    is_percent: bool

    def of(self, base: Money | None) -> Fraction:
        """Return the exact amount. Raises ValueError where it is a share of no base."""
        if not self.is_percent:
            return Fraction(self.value)
        if base is None:
            raise ValueError("a share of no base")
        return Fraction(self.value) * Fraction(base) / 100

    def __str__(self) -> str:
        return f"{self.value} %" if self.is_percent else f"{self.value} NOK"


def percent(value: Decimal | int | str) -> Portion:
    """Per cent of a base, as `percent("0.2")`."""
    return Portion(Decimal(value), is_percent=True)


def nok(value: Decimal | int | str) -> Portion:
    """An amount of its own, as `nok(1500)`."""
    return Portion(Decimal(value), is_percent=False)
