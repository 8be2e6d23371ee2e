"""A project's way from mandate to benefit: six phases, five gates between them, and what each gate demands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where a project stands; a run-project is an idea, in execution, or done."""

    IDEA = "idea"
    CONCEPT = "concept"
    PLANNING = "planning"
    EXECUTION = "execution"
    CLOSING = "closing"
    REALISING = "realising"
    DONE = "done"
    STOPPED = "stopped"


class Gate(StrEnum):
    """A decision between two phases."""

    BP1 = "bp1"
    BP2 = "bp2"
    BP3 = "bp3"
    BP4 = "bp4"
    BP5 = "bp5"


class Demand(StrEnum):
    """What must be in place: a proof that somebody gave, or what the platform works out itself."""

    MANDATE = "mandate"
    PROPOSAL = "proposal"
    BENEFITS = "benefits"
    MANAGEMENT_DOCUMENT = "management_document"
    BASELINE = "baseline"
    RISK_ANALYSIS = "risk_analysis"
    DPIA_SCREENING = "dpia_screening"
    CAPACITY = "capacity"
    PROCUREMENT_PLAN = "procurement_plan"
    RESULTS = "results"
    HANDOVER = "handover"
    REALISATION_PLAN = "realisation_plan"


# The gate that leads out of each phase, and where to.
LEADS: Mapping[Phase, tuple[Gate, Phase]] = {
    Phase.IDEA: (Gate.BP1, Phase.CONCEPT),
    Phase.CONCEPT: (Gate.BP2, Phase.PLANNING),
    Phase.PLANNING: (Gate.BP3, Phase.EXECUTION),
    Phase.EXECUTION: (Gate.BP4, Phase.CLOSING),
    Phase.CLOSING: (Gate.BP5, Phase.REALISING),
}
# What the platform sees for itself; all else is a proof.
WORKED_OUT = frozenset({Demand.BENEFITS, Demand.BASELINE, Demand.CAPACITY})
# The hours of these are taken already: they have been decided on and are not over.
RUNNING = frozenset({Phase.EXECUTION, Phase.CLOSING})
ENDED = frozenset({Phase.DONE, Phase.STOPPED})


@dataclass(frozen=True, slots=True)
class Gain:
    """What a gate asks of one expected benefit."""

    has_owner: bool
    has_baseline: bool


class Wanting(StrEnum):
    """Why an assessment that was chosen does not show what a gate demands."""

    UNDECIDED = "undecided"
    REPLACED = "replaced"
    STALE = "stale"
    NOT_ACCEPTED = "not_accepted"


def wanting(*, state: str, is_stale: bool, outcome: str, accepted: Collection[str]) -> Wanting | None:
    """Return why an assessment does not meet a demand, None where it does.

    `state` is open, decided or replaced; `accepted` holds the outcomes that meet the demand.
    """
    if state != "decided":
        return Wanting.UNDECIDED if state == "open" else Wanting.REPLACED
    if outcome not in accepted:
        return Wanting.NOT_ACCEPTED
    return Wanting.STALE if is_stale else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is in place. `proofs`: of which demands one stands.

    `has_room`: every area has capacity for the project's hours, in every quarter.
    """

    proofs: Collection[Demand]
    gains: Sequence[Gain]
    has_room: bool


def next_gate(phase: Phase) -> Gate | None:
    """Return the gate that is next; None where there is no other."""
    return LEADS[phase][0] if phase in LEADS else None


def unmet(demands: Iterable[Demand], standing: Standing) -> list[Demand]:
    """Return what is missing of the demands, in their order."""
    gains = standing.gains
    seen = {
        Demand.BENEFITS: bool(gains) and all(one.has_owner for one in gains),
        Demand.BASELINE: bool(gains) and all(one.has_baseline for one in gains),
        Demand.CAPACITY: standing.has_room,
    }
    return [one for one in demands if not (seen[one] if one in WORKED_OUT else one in standing.proofs)]
