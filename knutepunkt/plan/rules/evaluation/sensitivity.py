"""How firm an outcome is: which change of one weight, the others scaled to fill the hundred, has another tender win.

With one weight moved, every total is a straight line in it, so each turn is where two lines cross: exact, not sampled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from knutepunkt.plan.rules.evaluation.criteria import WHOLE
from knutepunkt.plan.rules.evaluation.scoring import Result, Standing


@dataclass(frozen=True, slots=True)
class Turn:
    """A weight at which the winner is caught up with; just beyond it, on the far side, `winner` leads."""

    criterion: str
    weight: Fraction
    turns_at: Fraction
    winner: str

    @property
    def change(self) -> Fraction:
        """How far the weight is moved: positive is heavier, and 0 is a tie that any move breaks."""
        return self.turns_at - self.weight


def turns(result: Result, weights: Mapping[str, Fraction]) -> tuple[Turn, ...]:
    """Return the nearest turn of each weight in each direction, the smallest change first; none where nothing turns it.

    Empty too where there is no winner. A weight of a hundred is never moved: the others have nothing to be scaled from.
    """
    if result.winner is None:
        return ()
    found = [turn for criterion in weights for turn in _of_one(result, criterion, weights[criterion])]
    return tuple(sorted(found, key=lambda turn: (abs(turn.change), turn.criterion, turn.change)))


def reweighed(weights: Mapping[str, Fraction], criterion: str, weight: Fraction) -> dict[str, Fraction]:
    """Return the weights with one of them moved, and the others scaled so that all make a hundred."""
    scale = (WHOLE - weight) / (WHOLE - weights[criterion])
    return {key: weight if key == criterion else old * scale for key, old in weights.items()}


@dataclass(frozen=True, slots=True)
class _Line:
    """How far the winner is ahead of one tender, at a weight: `lead + slope * (weight - here)`."""

    tender: str
    lead: Fraction
    slope: Fraction

    def crossing(self, here: Fraction) -> Fraction:
        return here - self.lead / self.slope


def _of_one(result: Result, criterion: str, here: Fraction) -> Iterator[Turn]:
    if here >= WHOLE:
        return
    winner, *rest = result.standings
    lines = [_line(winner, other, criterion, here) for other in rest]
    for heavier, bound in ((True, Fraction(WHOLE)), (False, Fraction(0))):
        losing = [line for line in lines if (line.slope < 0 if heavier else line.slope > 0)]
        reached = [line for line in losing if (line.crossing(here) < bound if heavier else line.crossing(here) > bound)]
        if reached:
            # The nearest; of several at one point, the steepest leads beyond it.
            first = min(reached, key=lambda line: (abs(line.crossing(here) - here), -abs(line.slope), line.tender))
            yield Turn(criterion, here, first.crossing(here), first.tender)


def _line(winner: Standing, other: Standing, criterion: str, here: Fraction) -> _Line:
    """The winner's lead over another: what this criterion gives grows with its weight, all else shrinks as it does."""
    lead = winner.total - other.total
    own = _weighted(winner, criterion) - _weighted(other, criterion)
    return _Line(other.tender, lead, own / here - (lead - own) / (WHOLE - here))


def _weighted(standing: Standing, criterion: str) -> Fraction:
    return next(part.weighted for part in standing.parts if part.criterion == criterion)
