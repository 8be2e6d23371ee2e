"""How improvements are ranked, and how far an effect has come from its baseline to its target.

Value and effort are each 1 to 5 by stated scales. Rank is value over effort, the greatest first; of equal ones the most
valuable, then the one written first. What is not judged yet comes after all that is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

SCALE = range(1, 6)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an improvement is worth and takes, as far as it is judged; `key` says which it is."""

    key: int
    value: int | None
    effort: int | None

    @property
    def ratio(self) -> Fraction | None:
        """Value over effort; None until both are judged."""
        return None if self.value is None or self.effort is None else Fraction(self.value, self.effort)


def ranked(improvements: Iterable[Judged]) -> list[Judged]:
    """Return them in the order in which to take them."""
    return sorted(improvements, key=_order)


def _order(one: Judged) -> tuple[bool, Fraction, int, int]:
    ratio = one.ratio
    return (ratio is None, -(ratio or Fraction(0)), -(one.value or 0), one.key)


def progress(baseline: Decimal | None, target: Decimal | None, measured: Decimal | None) -> Fraction | None:
    """Return how far the measure has come: 0 at the baseline, 1 at the target, beyond either as it is.

    None where one of them is missing, or where there is no way to go.
    """
    if baseline is None or target is None or measured is None or baseline == target:
        return None
    return Fraction(measured - baseline) / Fraction(target - baseline)
