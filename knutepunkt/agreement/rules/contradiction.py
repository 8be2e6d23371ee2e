"""What in one contract's levels cannot be meant: each with the levels, the field and the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.agreement.rules.level import PRIORITIES, Candidate
from knutepunkt.agreement.rules.vocabulary import Metric

PATIENCE = timedelta(days=366)
_ZERO = timedelta(0)
_FIELD_OF = ("priority", "groups", "services")  # by what a level names of a place: none, its group, itself
_ELSE = 0  # a service, or a group, that no level names: ids begin with 1


class Conflict(StrEnum):
    """What is wrong."""

    ESCALATION_AFTER_TARGET = "escalation_after_target"
    EQUALLY_SPECIFIC = "equally_specific"
    NEVER_DUE = "never_due"
    MISSING_PRIORITY = "missing_priority"
    IMPOSSIBLE_GOAL = "impossible_goal"


@dataclass(frozen=True, slots=True)
class WrittenLevel:
    """A level as the contract has it. `goal`: per cent to be met. `escalates_after`: service time, like the target.

    Availability has no target.
    """

    names: Candidate
    target: timedelta | None
    hours: ServiceHours
    goal: Decimal
    escalates_after: timedelta | None = None

    @property
    def key(self) -> str:
        """What the contract calls it."""
        return self.names.key


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One finding. `priority`: the one that is missing, where that is it."""

    conflict: Conflict
    keys: tuple[str, ...]
    field: str
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A service that levels can tell from others, by itself or by its group."""

    service_id: int
    group_id: int


def contradictions(
    levels: Sequence[WrittenLevel],
    *,
    since: datetime,
    group_of: Mapping[int, int] | None = None,
    patience: timedelta = PATIENCE,
) -> list[Contradiction]:
    """Return every contradiction once, in a steady order.

    `since`: when the levels begin to apply. `group_of`: the group of each service that a level names. `patience`: what
    takes longer than this to run out, begun at `since`, is due in no sense that matters.
    """
    found = [*_alone(levels, since, patience)]
    places = _places([level.names for level in levels], group_of or {})
    for metric in Metric:
        of_metric = [level.names for level in levels if level.names.metric is metric]
        for place in places:
            found += _ties(of_metric, place)
            found += _holes(of_metric, place)
    return list(dict.fromkeys(found))


def runs_out(target: timedelta, hours: ServiceHours, *, since: datetime, patience: timedelta = PATIENCE) -> bool:
    """Say whether a target begun at `since` is ever due in a sense that matters."""
    return _ZERO < target <= hours.working_time(since, since + patience)


def _alone(levels: Sequence[WrittenLevel], since: datetime, patience: timedelta) -> Iterator[Contradiction]:
    """Yield what one level says against itself."""
    for level in levels:
        if not 0 < level.goal <= 100:
            yield Contradiction(Conflict.IMPOSSIBLE_GOAL, (level.key,), "goal")
        if level.target is None:
            continue
        if level.escalates_after is not None and level.escalates_after > level.target:
            yield Contradiction(Conflict.ESCALATION_AFTER_TARGET, (level.key,), "escalates_after")
        if not runs_out(level.target, level.hours, since=since, patience=patience):
            yield Contradiction(Conflict.NEVER_DUE, (level.key,), "target")


def _places(names: Sequence[Candidate], group_of: Mapping[int, int]) -> list[_Place]:
    """Return a place for each service and group that is named, and one that is not: no level tells more apart."""
    services = sorted({service for one in names for service in one.services})
    groups = sorted({group for one in names for group in one.groups})
    return [
        *(_Place(service, group_of.get(service, _ELSE)) for service in services),
        *(_Place(_ELSE, group) for group in groups),
        _Place(_ELSE, _ELSE),
    ]


def _covering(names: Sequence[Candidate], place: _Place, priority: int) -> list[Candidate]:
    return [one for one in names if one.covers(service_id=place.service_id, group_id=place.group_id, priority=priority)]


def _ties(names: Sequence[Candidate], place: _Place) -> Iterator[Contradiction]:
    """Yield the levels that are equally specific, and none above them, for some ticket of the place."""
    for priority in PRIORITIES:
        covering = _covering(names, place, priority)
        ranks = [one.specificity(service_id=place.service_id) for one in covering]
        best = [one.key for one, rank in zip(covering, ranks, strict=True) if rank == max(ranks)]
        if len(best) > 1:
            yield Contradiction(Conflict.EQUALLY_SPECIFIC, tuple(sorted(best)), _FIELD_OF[max(ranks)[0]])


def _holes(names: Sequence[Candidate], place: _Place) -> Iterator[Contradiction]:
    """Yield each priority that is promised nothing while a less urgent one of the same place is."""
    covered = {priority: _covering(names, place, priority) for priority in PRIORITIES}
    for priority in PRIORITIES:
        later = [one.key for less, found in covered.items() if less > priority for one in found]
        if not covered[priority] and later:
            yield Contradiction(Conflict.MISSING_PRIORITY, tuple(sorted(set(later))), "priority", priority)
