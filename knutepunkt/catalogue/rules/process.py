"""A process as a value: its roles, steps and flows, the order in which it is told, and what it lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a step is."""

    START = "start"
    END = "end"
    CATCH = "catch"
    THROW = "throw"
    TASK = "task"
    USER = "user"
    MANUAL = "manual"
    SERVICE = "service"
    SEND = "send"
    RECEIVE = "receive"
    SCRIPT = "script"
    RULE = "rule"
    CALL = "call"
    PART = "part"
    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    PARALLEL = "parallel"


EVENTS = frozenset({Kind.START, Kind.END, Kind.CATCH, Kind.THROW})
GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.INCLUSIVE, Kind.PARALLEL})


class Gap(StrEnum):
    """What a process lacks."""

    OWNER = "owner"
    PURPOSE = "purpose"
    DESCRIPTION = "description"
    STEPS = "steps"
    ROLES = "roles"  # a step that somebody does, and nobody is said to do


@dataclass(frozen=True, slots=True)
class Role:
    """Who takes part; `organisation` is its key where that is settled."""

    key: str
    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done; `role`, `services` and `applications` are keys."""

    key: str
    kind: Kind = Kind.TASK
    name: str = ""
    description: str = ""
    role: str = ""
    services: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()

    @property
    def is_done_by_somebody(self) -> bool:
        """Whether it is work, and not a moment or a choice."""
        return self.kind not in EVENTS | GATEWAYS


@dataclass(frozen=True, slots=True)
class Flow:
    """One step after another."""

    start: str
    end: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """The whole of it. `owner` is an organisation's key; flows name steps that are there."""

    key: str
    name: str
    purpose: str = ""
    description: str = ""
    owner: str = ""
    owner_function: str = ""
    roles: tuple[Role, ...] = ()
    steps: tuple[Step, ...] = ()
    flows: tuple[Flow, ...] = ()

    def gaps(self) -> tuple[Gap, ...]:
        """Return what it lacks, the gravest first."""
        lacks = {
            Gap.OWNER: not (self.owner or self.owner_function),
            Gap.DESCRIPTION: not self.description,
            Gap.PURPOSE: not self.purpose,
            Gap.STEPS: not self.steps,
            Gap.ROLES: any(step.is_done_by_somebody and not step.role for step in self.steps),
        }
        return tuple(gap for gap, is_lacking in lacks.items() if is_lacking)

    def next_of(self, key: str) -> tuple[Flow, ...]:
        """Return the flows that leave a step."""
        return tuple(flow for flow in self.flows if flow.start == key)


def layers(steps: Iterable[Step], flows: Iterable[Flow]) -> dict[str, int]:
    """Return how many steps come before each, at most, along what does not turn back."""
    keys = [step.key for step in steps]
    forward = _forward(keys, flows)
    found = dict.fromkeys(keys, 0)
    for key in _sorted(keys, forward):
        for after in forward[key]:
            found[after] = max(found[after], found[key] + 1)
    return found


def in_order(process: Process) -> list[Step]:
    """Return the steps as they are told: each after what leads to it, else as they are written."""
    place = layers(process.steps, process.flows)
    return sorted(process.steps, key=lambda step: place[step.key])


def turns_back(steps: Iterable[Step], flows: Iterable[Flow]) -> frozenset[tuple[str, str]]:
    """Return the flows, by their ends, that lead to a step that came before."""
    every = list(flows)
    forward = _forward([step.key for step in steps], every)
    return frozenset((flow.start, flow.end) for flow in every if flow.end not in forward[flow.start])


def _forward(keys: list[str], flows: Iterable[Flow]) -> dict[str, list[str]]:
    """Return what comes after each step, without the flows that close a ring. Deep processes need no deep stack."""
    after: dict[str, list[str]] = {key: [] for key in keys}
    led_to = set()
    for flow in flows:
        if flow.end not in after[flow.start]:
            after[flow.start].append(flow.end)
        led_to.add(flow.end)
    kept: dict[str, list[str]] = {key: [] for key in keys}
    done: set[str] = set()
    for first in [*(key for key in keys if key not in led_to), *keys]:
        if first in done:
            continue
        open_, path = {first}, [(first, iter(after[first]))]
        while path:
            key, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                open_.discard(key)
                done.add(key)
                continue
            if step in open_:
                continue
            kept[key].append(step)
            if step not in done:
                open_.add(step)
                path.append((step, iter(after[step])))
    return kept


def _sorted(keys: list[str], forward: Mapping[str, list[str]]) -> list[str]:
    """Return the steps so that each comes after those before it."""
    waits = dict.fromkeys(keys, 0)
    for ends in forward.values():
        for end in ends:
            waits[end] += 1
    ready = [key for key in keys if not waits[key]]
    for key in ready:
        for end in forward[key]:
            waits[end] -= 1
            if not waits[end]:
                ready.append(end)
    return ready
