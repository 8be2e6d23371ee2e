"""A service level as a value, which level applies, and priority from impact and urgency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.agreement.rules.vocabulary import CountsFrom, Impact, Metric, Pause, Urgency

PRIORITIES = range(1, 5)


@dataclass(frozen=True, slots=True)
class LevelTerms:
    """What a clock needs of a level. `holder_id`: the supplier whose custody is measured; None at a customer's."""

    level_id: int
    version: int
    metric: Metric
    target: timedelta
    hours: ServiceHours
    priority: int | None = None
    pauses: frozenset[Pause] = frozenset()
    per_visit: bool = False
    counts_from: CountsFrom = CountsFrom.OPENING
    holder_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A level as far as choosing needs it: what it names. Empty means all."""

    level_id: int
    key: str
    metric: Metric
    priority: int | None = None
    services: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()

    def covers(self, *, service_id: int, group_id: int, priority: int) -> bool:
        """Say whether the level applies to such a ticket at all."""
        named = self.services or self.groups
        here = not named or service_id in self.services or group_id in self.groups
        return here and self.priority in (None, priority)

    def specificity(self, *, service_id: int) -> tuple[int, int]:
        """Naming the service beats naming its group beats naming none; then naming the priority beats not."""
        place = 2 if service_id in self.services else 1 if self.groups else 0
        return place, int(self.priority is not None)


class TiedLevels(ValueError):
    """Two levels of one contract are equally specific for the same ticket: the contract contradicts itself."""

    def __init__(self, first: Candidate, second: Candidate) -> None:
        super().__init__(f"{first.key} and {second.key} both apply, and neither is more specific")
        self.keys = (first.key, second.key)


def most_specific(candidates: Iterable[Candidate], *, service_id: int, group_id: int, priority: int) -> list[Candidate]:
    """Return, of one contract's levels, the most specific for each metric; raises `TiedLevels`."""
    ranked: dict[Metric, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.covers(service_id=service_id, group_id=group_id, priority=priority):
            ranked.setdefault(candidate.metric, []).append(candidate)
    return [_winner(ranked[metric], service_id=service_id) for metric in Metric if metric in ranked]


def _winner(rivals: list[Candidate], *, service_id: int) -> Candidate:
    """Return the one above all others; two that share a lower place do not matter."""
    best, *others = sorted(rivals, key=lambda rival: rival.specificity(service_id=service_id), reverse=True)
    if others and others[0].specificity(service_id=service_id) == best.specificity(service_id=service_id):
        raise TiedLevels(best, others[0])
    return best


@dataclass(frozen=True, slots=True)
class PriorityMatrix:
    """Impact x urgency -> priority 1 (first) to 4: a table of each agreement's own."""

    cells: tuple[tuple[Impact, Urgency, int], ...]

    @classmethod
    def common(cls) -> "PriorityMatrix":
        """The usual table: 1 2 3 / 2 3 4 / 3 4 4."""
        rows = zip(Impact, ((1, 2, 3), (2, 3, 4), (3, 4, 4)), strict=True)
        return cls(tuple((impact, urgency, p) for impact, row in rows for urgency, p in zip(Urgency, row, strict=True)))

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, int]]) -> "PriorityMatrix":
        """Read {impact: {urgency: priority}}; empty gives the common one. Raises ValueError naming the cell."""
        if not table:
            return cls.common()
        return cls(tuple((impact, urgency, _cell(table, impact, urgency)) for impact in Impact for urgency in Urgency))

    def priority(self, impact: Impact, urgency: Urgency) -> int:
        """Look up one cell."""
        return next(p for i, u, p in self.cells if i is impact and u is urgency)


def _cell(table: Mapping[str, Mapping[str, int]], impact: Impact, urgency: Urgency) -> int:
    value = table.get(impact.value, {}).get(urgency.value)
    if value is None or value not in PRIORITIES:
        raise ValueError(f"impact {impact}, urgency {urgency}: expected a priority 1 to 4, found {value!r}")
    return value
