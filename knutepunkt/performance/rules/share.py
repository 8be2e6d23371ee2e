"""Shares as people read them: per cent, never shown better than they are."""

from decimal import Decimal
from fractions import Fraction
from math import floor

PLACES = 2


def percent(share: Fraction, places: int = PLACES) -> Decimal:
    """Return a share in per cent, cut off after `places` decimals.

    Cut, not rounded: 94.996 % is shown as 94.99, so that what is shown reaches a goal only when the share does.
    """
    return Decimal(floor(share * 100 * 10**places)).scaleb(-places)


def reaches(share: Fraction, goal: Decimal) -> bool:
    """Say whether a share reaches a goal in per cent, exactly."""
    return share * 100 >= Fraction(goal)
