"""Which applications can move together, in which order, and what keeps one from moving."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from knutepunkt.plan.rules.quarter import Quarter
from knutepunkt.plan.rules.roadmap import ring

MOVED = 0  # before every wave: an application whose wave is accepted


class Demand(StrEnum):
    """What must be in place before an application moves."""

    PLACEMENT = "placement"
    PROCESSING = "processing"
    RISK = "risk"
    INTEGRATIONS = "integrations"


class Lack(StrEnum):
    """What is lacking for one demand."""

    NOT_JUDGED = "not_judged"  # nobody has begun to judge where it may stand
    UNFINISHED = "unfinished"
    UNDECIDED = "undecided"
    STALE = "stale"
    RUNS_OUT = "runs_out"  # it stands today, and no longer when the wave begins
    ELSEWHERE = "elsewhere"  # decided for another kind of place than it moves to
    NO_SUPPLIER = "no_supplier"
    NO_AGREEMENT = "no_agreement"  # the register holds none with the supplier
    NO_PROCESSING = "no_processing"  # the agreement does not say
    NOT_SIGNED = "not_signed"
    RISK_UNKNOWN = "risk_unknown"  # no assessment says
    RISK_OPEN = "risk_open"
    NOT_RECORDED = "not_recorded"  # no integration is written down, and nobody says that there is none
    LATER = "later"  # the other end moves in a later wave
    STAYS = "stays"  # the other end moves in no wave
    ENDS = "ends"  # one of the ends is retired


# Where the registers are silent somebody may say it by hand; against what they say nobody may.
SILENT = frozenset({Lack.NO_SUPPLIER, Lack.NO_AGREEMENT, Lack.NO_PROCESSING, Lack.RISK_UNKNOWN, Lack.NOT_RECORDED})


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is lacking; `about` is the row that it is about, `beside` what else tells of it."""

    lack: Lack
    about: object = None
    beside: object = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one demand: what is lacking, and what was said by hand and counts."""

    gaps: tuple[Gap, ...] = ()
    by_hand: tuple[str, ...] = ()

    @property
    def met(self) -> bool | None:
        """Return whether it is in place; None where nobody has said."""
        if not self.gaps:
            return True
        return None if all(one.lack in SILENT for one in self.gaps) else False


def settled(gaps: Iterable[Gap], said: str) -> Answer:
    """Return the answer when `said` stands by hand: it counts where the registers are silent."""
    found = tuple(gaps)
    if said and found and all(one.lack in SILENT for one in found):
        return Answer((), (said,))
    return Answer(found)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is in place for one application."""

    answers: Mapping[Demand, Answer]

    @property
    def is_ready(self) -> bool:
        """Say whether all is in place; what is not known is not."""
        return all(self.met(demand) for demand in Demand)

    @property
    def lacking(self) -> tuple[Demand, ...]:
        """Return what is not in place, in the order of the demands."""
        return tuple(demand for demand in Demand if not self.met(demand))

    def met(self, demand: Demand) -> bool | None:
        """Return whether one demand is met; None where nobody has said."""
        return self.answers[demand].met if demand in self.answers else None


@dataclass(frozen=True, slots=True)
class Course:
    """When an application moves, by the number of its wave, `MOVED` when it has; and whether it ends there."""

    number: int
    ends: bool = False


def apart(own: Course, other: Course | None) -> Lack | None:
    """Return what an integration lacks when one end moves; None for `other` is an end that stays where it is."""
    if own.ends or (other is not None and other.ends and other.number <= own.number):
        return Lack.ENDS
    if other is None:
        return Lack.STAYS
    return Lack.LATER if other.number > own.number else None


def suggest(applications: Iterable[str], needs: Mapping[str, Iterable[str]]) -> list[frozenset[str]]:
    """Return waves in the order in which they can move: what is needed before what needs it.

    Applications that need each other in a ring move together. What is needed outside the list has moved, or stays.
    """
    within = _within(applications, needs)
    group = _groups(within)
    waiting = {group[key]: frozenset[frozenset[str]]() for key in within}
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


def rings(applications: Iterable[str], needs: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return a ring of each group that needs itself: each needs the next, and the last the first."""
    within = _within(applications, needs)
    groups = {group for group in _groups(within).values() if len(group) > 1}
    found = [ring({key: sorted(within[key] & group) for key in sorted(group)}) for group in groups]
    return sorted(_from_least(one) for one in found)


def blocking(wave_of: Mapping[str, int], needs: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return (application, what it needs) where what is needed moves in a later wave, by the waves' numbers."""
    return sorted(
        (key, needed)
        for key, number in wave_of.items()
        for needed in needs.get(key, ())
        if number != MOVED and wave_of.get(needed, number) > number
    )


def hosted(
    today: Mapping[str, str], moves: Iterable[tuple[str, str | None, date]], columns: Iterable[Quarter]
) -> dict[Quarter, dict[str, int]]:
    """Return how many applications each kind of hosting has at the end of each quarter.

    `today`: application to hosting as it is before the first; `moves`: application, target, or None where it ends,
    and the day it has moved.
    """
    ordered = sorted(moves, key=lambda move: move[2])
    counted: dict[Quarter, dict[str, int]] = {}
    for column in columns:
        now: dict[str, str | None] = dict(today)
        now.update({key: target for key, target, on in ordered if on <= column.last_on})
        counts: dict[str, int] = {}
        for hosting in now.values():
            if hosting is not None:
                counts[hosting] = counts.get(hosting, 0) + 1
        counted[column] = counts
    return counted


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it is planned: when it begins where that is said, and how long it takes where that is known."""

    begins_at: datetime | None
    lasts: timedelta | None


def laid_out(steps: Iterable[Taken]) -> list[tuple[datetime, datetime] | None]:
    """Return when each step begins and ends, one after the other; None where it cannot be known.

    A step without a moment begins when the one before ends; what has no length is over at once, and what comes after
    it is not known.
    """
    found: list[tuple[datetime, datetime] | None] = []
    after: datetime | None = None
    for step in steps:
        begins = step.begins_at or after
        if begins is None:
            found.append(None)
            continue
        after = begins + step.lasts if step.lasts is not None else None
        found.append((begins, after or begins))
    return found


def _within(applications: Iterable[str], needs: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    among = set(applications)
    return {key: {one for one in needs.get(key, ()) if one in among and one != key} for key in among}


def _groups(needs: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
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


def _from_least(one: list[str]) -> list[str]:
    start = one.index(min(one))
    return one[start:] + one[:start]
