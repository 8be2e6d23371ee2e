"""Shares as people read them: per cent, never shown better than they are."""

from decimal import Decimal
from fractions import Fraction
from math import floor

PLACES = 3


def percent(share: Fraction, places: int = PLACES) -> Decimal:
    """Return a share in per cent, cut off after `places` decimals.

    Cut, not rounded: 94.9996 % is shown as 94.999, so that what is shown reaches a goal only when the share does. Goals
    have no more decimals than that.
    """
    return Decimal(floor(share * 100 * 10**places)).scaleb(-places)


def reaches(share: Fraction, goal: Decimal) -> bool:
    """Say whether a share reaches a goal in per cent, exactly."""
    return share * 100 >= Fraction(goal)
