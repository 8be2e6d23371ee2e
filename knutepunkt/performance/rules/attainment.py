"""Attainment: how many of what a level measured were met, with what is contested and what was excluded in the open."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from knutepunkt.performance.rules.share import percent, reaches


class Standing(StrEnum):
    """How one measured case stands. CONTESTED: somebody says it should not count; until that is settled it does."""

    COUNTED = "counted"
    CONTESTED = "contested"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measured case: a ticket whose clock stopped in the period."""

    reference: str
    is_met: bool
    standing: Standing = Standing.COUNTED


@dataclass(frozen=True, slots=True)
class Tally:
    """So many met, of so many. Raises ValueError where it cannot be."""

    met: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.total:
            raise ValueError(f"{self.met} met of {self.total}")

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.met + other.met, self.total + other.total)

    @property
    def share(self) -> Fraction | None:
        """The exact share; None of nothing."""
        return Fraction(self.met, self.total) if self.total else None

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, cut off after three decimals; None of nothing."""
        return None if self.share is None else percent(self.share)

    def reaches(self, goal: Decimal) -> bool | None:
        """Say whether the share reaches a goal in per cent, exactly; None of nothing."""
        return None if self.share is None else reaches(self.share, goal)

    def is_thin(self, goal: Decimal) -> bool:
        """Say whether these are too few to judge by."""
        return self.total < enough(goal)


@dataclass(frozen=True, slots=True)
class Figure:
    """The cases of one level and period. What is counted, contested and excluded adds up to what was measured."""

    counted: Tally = Tally()
    contested: Tally = Tally()
    excluded: Tally = Tally()

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.counted + other.counted, self.contested + other.contested, self.excluded + other.excluded)

    @property
    def measured(self) -> Tally:
        """All of it: the figure before anybody objected."""
        return self.counted + self.contested + self.excluded

    @property
    def standing(self) -> Tally:
        """What is held against the goal now: all but what was excluded."""
        return self.counted + self.contested

    @property
    def if_upheld(self) -> Tally:
        """What would be held against the goal if everything contested were excluded."""
        return self.counted


def enough(goal: Decimal) -> int:
    """Return how many cases it takes to judge by a goal in per cent.

    So many that one miss alone does not break the goal: 20 for 95 %, 50 for 98 %. At 100 % one miss always breaks it,
    and one case is enough.
    """
    return ceil(100 / (100 - Fraction(goal))) if goal < 100 else 1


def figure(outcomes: Iterable[Outcome]) -> Figure:
    """Count outcomes."""
    tallies = {standing: [0, 0] for standing in Standing}
    for outcome in outcomes:
        tally = tallies[outcome.standing]
        tally[0] += outcome.is_met
        tally[1] += 1
    counted, contested, excluded = (Tally(*tallies[standing]) for standing in Standing)
    return Figure(counted, contested, excluded)
