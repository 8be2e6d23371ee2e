"""Quarters of a year, in which roadmaps are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_QUARTERS, _MONTHS = 4, 3


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter, 1 to 4, of a year."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= _QUARTERS:
            raise ValueError(f"a year has four quarters, not {self.number}")

    @classmethod
    def of(cls, on: date) -> "Quarter":
        """Return the quarter that a day lies in."""
        return cls(on.year, (on.month - 1) // _MONTHS + 1)

    @property
    def first_on(self) -> date:
        """Return its first day."""
        return date(self.year, _MONTHS * (self.number - 1) + 1, 1)

    @property
    def last_on(self) -> date:
        """Return its last day."""
        return self.next().first_on - timedelta(days=1)

    def next(self) -> "Quarter":
        """Return the quarter after it."""
        return Quarter(self.year + 1, 1) if self.number == _QUARTERS else Quarter(self.year, self.number + 1)

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


def quarters(first_on: date, last_on: date) -> Iterator[Quarter]:
    """Yield the quarters from the one of the first day to the one of the last."""
    one, last = Quarter.of(first_on), Quarter.of(last_on)
    while one <= last:
        yield one
        one = one.next()
