"""A roadmap on paper: where a bar lies among quarters, how far it slipped, and whether it waits for what it needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

from knutepunkt.plan.rules.quarter import Quarter


@dataclass(frozen=True, slots=True)
class Bar:
    """An activity in time. Days that the plan does not state are None."""

    key: str
    starts_on: date | None = None
    ends_on: date | None = None
    baseline_ends_on: date | None = None
    done_on: date | None = None
    needs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("an activity does not end before it starts")

    @property
    def is_stated(self) -> bool:
        """Say whether the plan says when."""
        return self.starts_on is not None and self.ends_on is not None


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of columns in a row: empty, or a bar's."""

    columns: int
    is_bar: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """`bar` starts before what it `needs` is over."""

    bar: str
    needs: str
    days: int


def cells(bar: Bar, columns: Sequence[Quarter]) -> list[Cell]:
    """Return a row's cells, which together fill all columns: one, no bar, where it lies outside or is unstated."""
    if not bar.starts_on or not bar.ends_on:
        return [Cell(len(columns), is_bar=False)]
    first, last = Quarter.of(bar.starts_on), Quarter.of(bar.ends_on)
    before = sum(column < first for column in columns)
    after = sum(column > last for column in columns)
    within = len(columns) - before - after
    if not within:
        return [Cell(len(columns), is_bar=False)]
    row = [Cell(before, is_bar=False), Cell(within, is_bar=True), Cell(after, is_bar=False)]
    return [cell for cell in row if cell.columns]


def slip(bar: Bar, *, today: date) -> int | None:
    """Return how many days an activity ends after its baseline (before it: negative); None where either is unstated.

    One that is done slipped to the day when it was done; one that should be over and is not slips with each day.
    """
    if bar.baseline_ends_on is None or bar.ends_on is None:
        return None
    return ((bar.done_on or max(bar.ends_on, today)) - bar.baseline_ends_on).days


def clashes(bars: Iterable[Bar]) -> list[Clash]:
    """Return the activities that start before what they need is over, as far as both are stated."""
    known = {bar.key: bar for bar in bars}
    found = []
    for bar in known.values():
        for key in sorted(bar.needs):
            end = known[key].done_on or known[key].ends_on if key in known else None
            if end and bar.starts_on and bar.starts_on <= end:
                found.append(Clash(bar.key, key, (end - bar.starts_on).days + 1))
    return found


def ring(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """Return a ring in which each needs the next, and the last the first; empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        round_trip: list[str] = error.args[1]
        return list(reversed(round_trip))[:-1]
    return []
