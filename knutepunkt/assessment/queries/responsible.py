"""Who is responsible for what on a day, what is wrong with it, and what still waits to be decided."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from knutepunkt.agreement.models import Contract
from knutepunkt.assessment.models import Conflict, Function, Responsibility
from knutepunkt.assessment.rules.responsibility import Fault, Held, Raci, faults, lead_suppliers
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import valid_on

EACH_MUNICIPALITY = "each municipality"
_HOLDS = (Raci.ACCOUNTABLE.value, Raci.RESPONSIBLE.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A function with each party's letters, in the order of the matrix's parties."""

    function: Function
    cells: tuple[tuple[Responsibility, ...], ...]
    faults: tuple[Fault, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """A supplier that would follow itself up, and what was decided about that."""

    supplier: Organisation
    modules: tuple[int, ...]
    decision: Conflict | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Functions by parties on a day; None among the parties is each municipality for its own."""

    parties: tuple[Organisation | None, ...]
    rows: tuple[Row, ...]


def matrix(*, on: date) -> Matrix:
    """Return the matrix as the viewer sees it. Four queries."""
    held = Responsibility.objects.filter(valid_on(on)).select_related("party").order_by("role")
    functions = list(
        Function.objects.prefetch_related(
            Prefetch("responsibilities", queryset=held, to_attr="held"),
            Prefetch("conflicts", queryset=Conflict.objects.filter(undecided(on)), to_attr="open_conflicts"),
        )
    )
    found = {one.party_id: one.party for function in functions for one in _held(function)}
    parties = tuple(sorted(found.values(), key=_place))
    return Matrix(parties, tuple(_row(function, parties) for function in functions))


def _row(function: Function, parties: tuple[Organisation | None, ...]) -> Row:
    held = _held(function)
    cells = tuple(tuple(one for one in held if one.party == party) for party in parties)
    open_conflicts: tuple[Conflict, ...] = tuple(getattr(function, "open_conflicts", ()))
    return Row(function, cells, faults(function.kind, map(_as_held, held)), open_conflicts)


def _held(function: Function) -> list[Responsibility]:
    held: list[Responsibility] = getattr(function, "held", [])
    return held


def _as_held(one: Responsibility) -> Held:
    if one.party is None:
        return Held(EACH_MUNICIPALITY, Raci(one.role), is_provider=False)
    return Held(one.party.key, Raci(one.role), is_provider=one.party.kind == Organisation.Kind.SUPPLIER)


def _place(party: Organisation | None) -> tuple[int, str]:
    """Municipalities first, then the integrator, then suppliers."""
    if party is None:
        return 0, ""
    order = [Organisation.Kind.CUSTOMER, Organisation.Kind.INTEGRATOR, Organisation.Kind.SUPPLIER]
    kind = Organisation.Kind(party.kind)
    return (order.index(kind) + 1 if kind in order else len(order) + 1), party.sort_key


def undecided(on: date) -> Q:
    """The condition that a contradiction waits to be decided on a day, also anew."""
    return Q(decision="") | Q(valid_to__lt=on)


def conflicts() -> QuerySet[Conflict]:
    """Return all contradictions."""
    return Conflict.objects.select_related("supplier", "decided_by").prefetch_related("functions")


def leads(*, on: date) -> list[Lead]:
    """Return the suppliers that hold the integrator's module and another, by responsibilities and contracts.

    Three queries, and two more where there is one.
    """
    parts = Responsibility.objects.filter(
        valid_on(on),
        role__in=_HOLDS,
        function__module__isnull=False,
        party__kind=Organisation.Kind.SUPPLIER.value,
    ).values_list("party__key", "function__module")
    signed = Contract.objects.filter(
        valid_on(on),
        kind=Contract.Kind.UNDERPINNING.value,
        state=Contract.State.SIGNED.value,
        module__isnull=False,
    ).values_list("provider__key", "module")
    found = lead_suppliers((key, module or 0) for key, module in (*parts, *signed))
    if not found:
        return []
    decided = {one.supplier_id: one for one in Conflict.objects.filter(~undecided(on), supplier__key__in=found)}
    suppliers = Organisation.objects.filter(key__in=found)
    return [Lead(one, found[one.key], decided.get(one.pk)) for one in suppliers]
