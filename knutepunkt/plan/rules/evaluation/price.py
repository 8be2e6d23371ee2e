"""How a price becomes points, by a model that was fixed before anybody opened a tender."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from knutepunkt.agreement.rules.fault import Reason, TermsFault, positive, refuse_if


class PriceModel(StrEnum):
    """The two models: a share of the lowest, or a straight line that reaches nothing at twice the lowest."""

    PROPORTIONAL = "proportional"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class Pricing:
    """The model and how its points are rounded: to so many decimals, half up; None leaves them exact."""

    model: PriceModel
    decimals: int | None = None

    def points(self, price: Decimal, lowest: Decimal, most: Decimal) -> Fraction:
        """Return the points of a price, when the lowest gets `most`. Raises `TermsFault`.

        Proportional: `most * lowest / price`. Linear: `most * (1 - (price - lowest) / lowest)`, never below 0.
        """
        positive("lowest", lowest)
        positive("price", price)
        refuse_if(price < lowest, "price", Reason.OUT_OF_ORDER)
        share = Fraction(lowest) / Fraction(price)
        if self.model is PriceModel.LINEAR:
            share = max(2 - Fraction(price) / Fraction(lowest), Fraction(0))
        return self.rounded(share * Fraction(most))

    def rounded(self, points: Fraction) -> Fraction:
        """Return points as the documents say that they are rounded."""
        if self.decimals is None:
            return points
        return Fraction(floor(points * 10**self.decimals + Fraction(1, 2)), 10**self.decimals)


def fixed_in_time(fixed_at: datetime | None, opened_at: datetime | None) -> TermsFault | None:
    """Return what is wrong where the model was not fixed before the tenders were opened."""
    if fixed_at is None:
        return TermsFault("pricing", Reason.MISSING)
    return TermsFault("pricing", Reason.OUT_OF_ORDER) if opened_at is not None and fixed_at >= opened_at else None
