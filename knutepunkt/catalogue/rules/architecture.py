"""An architecture in ArchiMate as a value: its concepts, and what a whole and sound one cannot have."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

Pairs = tuple[tuple[str, str], ...]

RELATIONS = frozenset(
    {
        *("Composition", "Aggregation", "Assignment", "Realization", "Serving", "Access", "Influence"),
        *("Triggering", "Flow", "Specialization", "Association"),
    }
)
ELEMENTS = frozenset(
    {
        *("Resource", "Capability", "CourseOfAction", "ValueStream"),
        *(f"Business{part}" for part in ("Actor", "Role", "Collaboration", "Interface", "Process", "Function")),
        *(f"Business{part}" for part in ("Interaction", "Event", "Service", "Object")),
        *("Contract", "Representation", "Product"),
        *(f"Application{part}" for part in ("Component", "Collaboration", "Interface", "Function", "Interaction")),
        *(f"Application{part}" for part in ("Process", "Event", "Service")),
        *("DataObject", "Node", "Device", "SystemSoftware", "Path", "CommunicationNetwork", "Artifact"),
        *(f"Technology{part}" for part in ("Collaboration", "Interface", "Function", "Process", "Interaction")),
        *("TechnologyEvent", "TechnologyService", "Equipment", "Facility", "DistributionNetwork", "Material"),
        *("Stakeholder", "Driver", "Assessment", "Goal", "Outcome", "Principle", "Requirement", "Constraint"),
        *("Meaning", "Value", "WorkPackage", "Deliverable", "ImplementationEvent", "Plateau", "Gap"),
        *("Grouping", "Location", "AndJunction", "OrJunction"),
    }
)
# What an element of ours realizes, as ArchiMate has it; a service is a kind of other services.
_MOTIVES = frozenset({"Capability", "CourseOfAction", "Goal", "Outcome", "Principle", "Requirement", "Constraint"})
REALIZES = {
    "ApplicationComponent": _MOTIVES
    | {*(f"Application{part}" for part in ("Component", "Function", "Interaction", "Interface", "Process", "Event"))}
    | {*(f"Business{part}" for part in ("Process", "Function", "Interaction", "Event", "Service", "Interface"))}
    | {"ApplicationService", "ValueStream", "Grouping"},
    "BusinessService": _MOTIVES | {"ValueStream", "Grouping"},
}
# A whole is no part of itself, and a kind is no kind of itself.
WITHOUT_RINGS = ("Composition", "Specialization")


@dataclass(frozen=True, slots=True)
class Concept:
    """An element, or a relation where it has a source and a target: identifiers of concepts.

    `attributes` are what the kind alone has: access, directed, strength; and the specialization of any.
    """

    identifier: str
    kind: str
    name: str = ""
    documentation: str = ""
    properties: Pairs = ()
    attributes: Pairs = ()
    source: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A whole architecture. Properties may stand more than once, and keep their order."""

    identifier: str
    name: str
    documentation: str = ""
    properties: Pairs = ()
    concepts: tuple[Concept, ...] = ()


def realizing(ours: str, theirs: str) -> str:
    """Return the kind of relation by which an element of ours, of one kind, fills an element of another."""
    if theirs in REALIZES.get(ours, ()):
        return "Realization"
    return "Specialization" if ours == theirs else "Association"


# The property by which an element says that it is ours: `application/KEY` or `service/KEY`.
OURS = "knutepunkt"
_FILLING = frozenset({"Realization", "Specialization", "Association"})


@dataclass(frozen=True, slots=True)
class Claim:
    """What an architecture says of ours: that it fills the element of an identifier."""

    ours: str
    identifier: str
    properties: Pairs = ()


def parted(model: Model) -> tuple[Model, tuple[Claim, ...], Counter[str]]:
    """Return the architecture without what is ours, what it claims of ours, and what that leaves out, by kind.

    A relation goes with the end that it loses; what ours has to do with ours is told elsewhere.
    """
    ours = {one.identifier: dict(one.properties)[OURS] for one in model.concepts if OURS in dict(one.properties)}
    if not ours:
        return model, (), Counter()
    gone = _with_relations(model, set(ours))
    theirs = {one.identifier for one in model.concepts if not one.source} - gone
    lost = [one for one in model.concepts if one.identifier in gone and one.source]
    filling = [one for one in lost if one.source in ours and one.target in theirs and one.kind in _FILLING]
    claims = tuple(Claim(ours[one.source], one.target, one.properties) for one in filling)
    left_out = Counter(one.kind for one in lost) - Counter(one.kind for one in filling)
    kept = tuple(one for one in model.concepts if one.identifier not in gone)
    return replace(model, concepts=kept), claims, left_out


def _with_relations(model: Model, gone: set[str]) -> set[str]:
    """Return what goes when some do: relations that end in them, and those that end in such relations."""
    while more := {one.identifier for one in model.concepts if {one.source, one.target} & gone} - gone:
        gone |= more
    return gone


class Why(StrEnum):
    """What is wrong with a concept."""

    UNKNOWN_KIND = "unknown kind"
    TWICE = "twice"
    NO_ENDS = "no ends"
    DANGLING = "dangling"
    RING = "ring"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which concept; `other` is what it says that it should not."""

    identifier: str
    why: Why
    other: str = ""


def faults(model: Model) -> list[Fault]:
    """Return what is wrong, in order: a sound architecture has none."""
    known: set[str] = set()
    found = []
    for one in model.concepts:
        if one.kind not in RELATIONS | ELEMENTS:
            found.append(Fault(one.identifier, Why.UNKNOWN_KIND, one.kind))
        if one.identifier in known or one.identifier == model.identifier:
            found.append(Fault(one.identifier, Why.TWICE, one.identifier))
        known.add(one.identifier)
    for one in model.concepts:
        if one.kind in RELATIONS:
            found += _of_ends(one, known)
    return found or list(_rings(model.concepts))


def _of_ends(one: Concept, known: set[str]) -> Iterator[Fault]:
    if not one.source or not one.target:
        yield Fault(one.identifier, Why.NO_ENDS)
    for end in (one.source, one.target):
        if end and end not in known:
            yield Fault(one.identifier, Why.DANGLING, end)


def _rings(concepts: Iterable[Concept]) -> Iterator[Fault]:
    for kind in WITHOUT_RINGS:
        arrows: dict[str, list[Concept]] = defaultdict(list)
        for one in concepts:
            if one.kind == kind:
                arrows[one.source].append(one)
        for closing in _closing(arrows):
            yield Fault(closing.identifier, Why.RING, kind)


def _closing(arrows: Mapping[str, list[Concept]]) -> Iterator[Concept]:
    """Return the relations that close a ring, by a walk in depth that goes each way once."""
    done: set[str] = set()
    for start in list(arrows):
        on_the_way = {start}
        path = [(start, iter(arrows.get(start, ())))]
        while path and start not in done:
            here, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                on_the_way.discard(here)
                done.add(here)
            elif step.target in on_the_way:
                yield step
            elif step.target not in done:
                on_the_way.add(step.target)
                path.append((step.target, iter(arrows.get(step.target, ()))))
