"""Whether what suppliers owe can carry what was promised: back to back."""

from collections.abc import Iterable
from fractions import Fraction
from math import prod


def in_series(shares: Iterable[Fraction]) -> Fraction:
    """Return the availability of parts that must all be up: their product, exactly. Without parts it is whole."""
    return prod(shares, start=Fraction(1))
