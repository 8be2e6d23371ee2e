"""The review regime: how often a supplier is reviewed by its importance, what is due, and what was held as planned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.agreement.rules.fault import Reason, TermsFault, positive, refuse_if


class Importance(StrEnum):
    """How much hangs on a supplier."""

    OPERATIONAL = "operational"
    TACTICAL = "tactical"
    STRATEGIC = "strategic"


# Months between reviews where an organisation has not said otherwise.
USUAL: Mapping[Importance, int] = {Importance.OPERATIONAL: 12, Importance.TACTICAL: 3, Importance.STRATEGIC: 1}

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Regime:
    """One supplier's reviews: from which day, and how many months apart. Raises `TermsFault`."""

    since: date
    months: int

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        positive("months", self.months)
        refuse_if(self.months > _LONGEST, "months", Reason.TOO_LONG)


@dataclass(frozen=True, slots=True)
class Turn:
    """One planned review, and the day on which it was held, if it was."""

    planned_on: date
    held_on: date | None

    @property
    def is_late(self) -> bool:
        """Say whether it was held after its day."""
        return self.held_on is not None and self.held_on > self.planned_on


def regime_of(importance: Importance, *, since: date, cadence: Mapping[Importance, int] = USUAL) -> Regime:
    """Return the regime of a supplier; raises `TermsFault` where the cadence says nothing of its importance."""
    if importance not in cadence:
        raise TermsFault("cadence", Reason.MISSING)
    return Regime(since, cadence[importance])


def next_due(regime: Regime, held: Iterable[date], *, on: date) -> date:
    """Return the last day for the next review: so many months after the latest held by `on`, or after the beginning."""
    latest = max((day for day in held if regime.since <= day <= on), default=regime.since)
    return add_months(latest, regime.months)


def days_overdue(regime: Regime, held: Iterable[date], *, on: date) -> int:
    """Return by how many days the next review is overdue; 0 while it is not, its last day included."""
    return max((on - next_due(regime, held, on=on)).days, 0)


def turns(regime: Regime, held: Iterable[date], *, first: date, last: date) -> list[Turn]:
    """Return the reviews planned from `first` to `last`, both included, each with the one held for it by `last`.

    Planned days stand at even distance from the beginning. A turn takes the first review since the planned day before
    that no earlier turn took; a late one must come before the next planned day has passed. One meeting is one review.
    """
    left = sorted({day for day in held if regime.since <= day <= last})
    found = []
    before = regime.since
    for planned_on, following in _planned(regime, last):
        held_on = next((day for day in left if before < day <= following), None)
        if held_on is not None:
            left.remove(held_on)
        if planned_on >= first:
            found.append(Turn(planned_on, held_on))
        before = planned_on
    return found


def missed(planned: Sequence[Turn]) -> list[date]:
    """Return the planned days for which nothing was held."""
    return [turn.planned_on for turn in planned if turn.held_on is None]


def _planned(regime: Regime, last: date) -> Iterator[tuple[date, date]]:
    """Yield each planned day until `last`, with the one after it."""
    for nth in count(1):
        planned_on = add_months(regime.since, nth * regime.months)
        if planned_on > last:
            return
        yield planned_on, add_months(regime.since, (nth + 1) * regime.months)
