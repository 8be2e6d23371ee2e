"""A cost divided by a key: to whole øre, and the shares sum to the cost.

Each share is first cut to whole øre. The øre that are left go one by one to those from whom most was cut; where equally
much was cut, to the larger share, then in the order given.
"""

from collections.abc import Hashable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from knutepunkt.base.money import ØRE, Exact, Money

Key = TypeVar("Key", bound=Hashable)
_WHOLE = 100


class Basis(StrEnum):
    """What a key divides by."""

    EQUAL = "equal"
    OWNERSHIP = "ownership"
    INHABITANTS = "inhabitants"


def divide(cost: Money, weights: Mapping[Key, Exact]) -> dict[Key, Money]:
    """Return what each pays of a cost. Raises ValueError where the weights give nothing to divide by."""
    return _apportioned(cost, weights)


def percents(weights: Mapping[Key, Exact]) -> dict[Key, Money]:
    """Return each one's share in per cent with two decimals, which sum to 100. Raises ValueError as `divide` does."""
    return _apportioned(Money(_WHOLE), weights)


def _apportioned(amount: Money, weights: Mapping[Key, Exact]) -> dict[Key, Money]:
    whole = sum((Fraction(one) for one in weights.values()), Fraction(0))
    if whole <= 0 or any(one < 0 for one in weights.values()):
        raise ValueError("weights are not below nothing, and not all nothing")
    parts = int(amount / ØRE)
    if amount != parts * ØRE or parts < 0:
        raise ValueError(f"{amount} is not in whole øre, or less than nothing")
    exact = {key: Fraction(weight) * parts / whole for key, weight in weights.items()}
    found = {key: int(share) for key, share in exact.items()}
    first = sorted(exact, key=lambda key: (found[key] - exact[key], -exact[key]))
    for key in first[: parts - sum(found.values())]:
        found[key] += 1
    return {key: share * ØRE for key, share in found.items()}
