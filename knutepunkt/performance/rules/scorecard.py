"""A scorecard: measures between stated bounds, weighed in the open; what is missing says so.

A measure scores 0 at its worst bound, 100 at its best, and in a straight line between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from knutepunkt.agreement.rules.fault import Reason, positive, refuse_if

STILL = Decimal(2)
_WINDOW = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """What is scored, and how. `worst` above `best`: less is better. Raises `TermsFault`."""

    key: str
    weight: Decimal
    worst: Decimal
    best: Decimal

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        positive("weight", self.weight)
        for field, bound in (("worst", self.worst), ("best", self.best)):
            refuse_if(not bound.is_finite(), field, Reason.NOT_A_NUMBER)
        refuse_if(self.worst == self.best, "best", Reason.REPEATED)

    def scaled(self, value: Fraction) -> Fraction:
        """Return the score of a value, 0 to 100; beyond a bound it is the bound's."""
        share = (value - Fraction(self.worst)) / (Fraction(self.best) - Fraction(self.worst))
        return 100 * min(max(share, Fraction(0)), Fraction(1))


@dataclass(frozen=True, slots=True)
class Row:
    """One measure on the card. `weight` is what it weighs here, `stated` what the terms say; both of a hundred.

    They differ where another measure is missing. A missing one has no score, and weighs nothing.
    """

    key: str
    value: Fraction | None
    score: Fraction | None
    stated: Decimal
    weight: Fraction

    @property
    def points(self) -> Fraction:
        """What it gives to the total."""
        return Fraction(0) if self.score is None else self.score * self.weight / 100


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Every measure with what it gave; `total` is None where nothing was measured."""

    rows: tuple[Row, ...]

    @property
    def total(self) -> Fraction | None:
        """The sum of the points, 0 to 100."""
        return None if len(self.missing) == len(self.rows) else sum((row.points for row in self.rows), Fraction(0))

    @property
    def missing(self) -> tuple[str, ...]:
        """The measures without a value, whose weight the others carry."""
        return tuple(row.key for row in self.rows if row.score is None)


class Direction(StrEnum):
    """Which way a score goes."""

    UP = "up"
    STILL = "still"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Trend:
    """By how many points the latest months differ from those before, and what that is called."""

    change: Fraction
    direction: Direction


def check_weights(measures: Sequence[Measure]) -> None:
    """Refuse weights that do not make a hundred, and a measure named twice; raises `TermsFault`."""
    refuse_if(not measures, "measures", Reason.MISSING)
    refuse_if(len({measure.key for measure in measures}) < len(measures), "key", Reason.REPEATED)
    refuse_if(sum(Fraction(measure.weight) for measure in measures) != 100, "weight", Reason.NOT_HUNDRED)


def scorecard(measures: Sequence[Measure], values: Mapping[str, Fraction | Decimal | int | None]) -> Scorecard:
    """Score values by their measures; raises `TermsFault`, also for a value that no measure asks for.

    What is missing gives its weight to the others, each in proportion to its own.
    """
    check_weights(measures)
    refuse_if(not {measure.key for measure in measures} >= set(values), "values", Reason.UNKNOWN)
    known = {key: Fraction(value) for key, value in values.items() if value is not None}
    carried = sum((Fraction(measure.weight) for measure in measures if measure.key in known), Fraction(0))
    return Scorecard(tuple(_row(measure, known.get(measure.key), carried) for measure in measures))


def shown(score: Fraction) -> Decimal:
    """Return a score as people read it: one decimal, half up."""
    return Decimal(floor(score * 10 + Fraction(1, 2))).scaleb(-1)


def trend(totals: Sequence[Fraction | None], *, still: Decimal = STILL) -> Trend | None:
    """Return how the mean of the latest three months differs from that of the three before, oldest first.

    A month without a total is left out; None where either three have none. A change below `still` points is none.
    """
    latest, before = _mean(totals[-_WINDOW:]), _mean(totals[-2 * _WINDOW : -_WINDOW])
    if latest is None or before is None:
        return None
    change = latest - before
    if abs(change) < still:
        return Trend(change, Direction.STILL)
    return Trend(change, Direction.UP if change > 0 else Direction.DOWN)


def _row(measure: Measure, value: Fraction | None, carried: Fraction) -> Row:
    if value is None:
        return Row(measure.key, None, None, measure.weight, Fraction(0))
    return Row(measure.key, value, measure.scaled(value), measure.weight, 100 * Fraction(measure.weight) / carried)


def _mean(totals: Sequence[Fraction | None]) -> Fraction | None:
    known = [one for one in totals if one is not None]
    return sum(known, Fraction(0)) / len(known) if known else None
