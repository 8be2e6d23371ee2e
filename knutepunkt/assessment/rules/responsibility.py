"""What must be true of who is responsible for what: RACI, and when one supplier watches over itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

INTEGRATION = 1  # the module whose supplier follows the others up


class Raci(StrEnum):
    """How a party takes part."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


class Layer(StrEnum):
    """The layers of responsibility."""

    GOVERNANCE = "governance"
    INTEGRATION = "integration"
    PRODUCTION = "production"


class Fault(StrEnum):
    """What is wrong with how a function is held."""

    NOT_STATED = "not_stated"
    NONE_ACCOUNTABLE = "none_accountable"
    MANY_ACCOUNTABLE = "many_accountable"
    NONE_RESPONSIBLE = "none_responsible"
    PROVIDER_GOVERNS = "provider_governs"
    JUDGES_ITSELF = "judges_itself"


@dataclass(frozen=True, slots=True)
class Held:
    """That a party takes part in a function. `party` is any name that tells parties apart."""

    party: str
    role: Raci
    is_provider: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """What of a function the rules look at: its layer, and whether it judges what suppliers deliver."""

    layer: Layer | None = None
    judges_delivery: bool = False


def faults(kind: Kind, held: Iterable[Held]) -> tuple[Fault, ...]:
    """Return what is wrong; a function that nobody is stated for has that one fault alone."""
    rows = list(held)
    accountable = [one for one in rows if one.role is Raci.ACCOUNTABLE]
    responsible = [one for one in rows if one.role is Raci.RESPONSIBLE]
    if not accountable and not responsible:
        return (Fault.NOT_STATED,)
    found = (
        (Fault.NONE_ACCOUNTABLE, not accountable),
        (Fault.MANY_ACCOUNTABLE, len({one.party for one in accountable}) > 1),
        (Fault.NONE_RESPONSIBLE, not responsible),
        (Fault.PROVIDER_GOVERNS, any(not may_be_accountable(kind, one) for one in accountable)),
        (Fault.JUDGES_ITSELF, kind.judges_delivery and _alone([*accountable, *responsible])),
    )
    return tuple(fault for fault, is_so in found if is_so)


def may_be_accountable(kind: Kind, held: Held) -> bool:
    """Say whether the party may answer for the function: governance always stays with the customer's side."""
    return not (kind.layer is Layer.GOVERNANCE and held.is_provider)


def _alone(rows: list[Held]) -> bool:
    """A provider judges deliveries, and nobody else takes part in it."""
    return all(one.is_provider for one in rows) and len({one.party for one in rows}) == 1


def lead_suppliers(held: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Return the suppliers that hold the integrator's module and another, with their modules: they watch themselves.

    `held`: supplier and module.
    """
    modules: dict[str, set[int]] = defaultdict(set)
    for supplier, module in held:
        modules[supplier].add(module)
    return {
        supplier: tuple(sorted(found)) for supplier, found in modules.items() if INTEGRATION in found and len(found) > 1
    }
