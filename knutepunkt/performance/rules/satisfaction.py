"""What people answered after a ticket was resolved, and when it is too little to go by."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

GRADES = range(1, 6)
ENOUGH = 10
"""Answers that an average takes: with ten, one person moves it by at most 0.4 of the five steps."""


@dataclass(frozen=True, slots=True)
class Answers:
    """So many asked, so many answered, and the sum of what they gave. Raises ValueError where it cannot be."""

    asked: int = 0
    answered: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.answered <= self.asked or not self.answered <= self.total <= 5 * self.answered:
            raise ValueError(f"{self.total} from {self.answered} of {self.asked}")

    def __add__(self, other: "Answers") -> "Answers":
        return Answers(self.asked + other.asked, self.answered + other.answered, self.total + other.total)

    @property
    def rate(self) -> Fraction | None:
        """The share who answered; None where nobody was asked."""
        return Fraction(self.answered, self.asked) if self.asked else None

    @property
    def is_thin(self) -> bool:
        """Say whether these are too few to go by, and perhaps few enough to tell who answered."""
        return self.answered < ENOUGH

    @property
    def average(self) -> Decimal | None:
        """The average, two decimals, half up; None while it is thin."""
        if self.is_thin:
            return None
        hundredths = Fraction(100 * self.total, self.answered)
        return Decimal(int(hundredths + Fraction(1, 2))).scaleb(-2)
