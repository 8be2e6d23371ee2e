"""Which applications can move together, in which order, and what keeps one from moving."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knutepunkt.plan.rules.quarter import Quarter


class Demand(StrEnum):
    """What must be in place before an application moves."""

    PLACEMENT = "placement"
    PROCESSING = "processing"
    RISK = "risk"
    INTEGRATIONS = "integrations"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is in place for one application: True, False, or None where nobody has said."""

    met: Mapping[Demand, bool | None]

    @property
    def is_ready(self) -> bool:
        """Say whether all is in place; what is not known is not."""
        return all(self.met.get(demand) for demand in Demand)

    @property
    def lacking(self) -> tuple[Demand, ...]:
        """Return what is not in place, in the order of the demands."""
        return tuple(demand for demand in Demand if not self.met.get(demand))


def suggest(applications: Iterable[str], needs: Mapping[str, Iterable[str]]) -> list[frozenset[str]]:
    """Return waves in the order in which they can move: what is needed before what needs it.

    Applications that need each other in a ring move together. What is needed outside the list has moved, or stays.
    """
    among = set(applications)
    within = {key: {one for one in needs.get(key, ()) if one in among and one != key} for key in among}
    group = _rings(within)
    waiting = {group[key]: frozenset[frozenset[str]]() for key in among}
    for key, needed in within.items():
        others = {group[one] for one in needed} - {group[key]}
        waiting[group[key]] |= others
    waves = []
    moved: set[frozenset[str]] = set()
    while waiting:
        free = {one for one, before in waiting.items() if before <= moved}
        waves.append(frozenset().union(*free))
        moved |= free
        waiting = {one: before for one, before in waiting.items() if one not in free}
    return waves


def blocking(wave_of: Mapping[str, int], needs: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return (application, what it needs) where what is needed moves in a later wave, by the waves' numbers."""
    return sorted(
        (key, needed)
        for key, number in wave_of.items()
        for needed in needs.get(key, ())
        if wave_of.get(needed, number) > number
    )


def hosted(
    today: Mapping[str, str], moves: Iterable[tuple[str, str, date]], columns: Iterable[Quarter]
) -> dict[Quarter, dict[str, int]]:
    """Return how many applications each kind of hosting has at the end of each quarter.

    `today`: application to hosting as it is before the first; `moves`: application, target and the day it has moved.
    """
    ordered = sorted(moves, key=lambda move: move[2])
    counted: dict[Quarter, dict[str, int]] = {}
    for column in columns:
        now = dict(today)
        now.update({key: target for key, target, on in ordered if on <= column.last_on})
        counts: dict[str, int] = {}
        for hosting in now.values():
            counts[hosting] = counts.get(hosting, 0) + 1
        counted[column] = counts
    return counted


def _rings(needs: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return for each the group of those that it needs and that need it, at any remove, itself among them."""
    reach = {key: _reach(key, needs) for key in needs}
    return {key: frozenset({key} | {one for one in reach[key] if key in reach[one]}) for key in needs}


def _reach(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    frontier = set(needs[start])
    while frontier:
        found |= frontier
        frontier = set().union(*(needs[key] for key in frontier)) - found
    return found
