"""Projects as they stand: their gates with what is missing, and their hours against what there is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from knutepunkt.party.queries import valid_on
from knutepunkt.plan.models import (
    BusinessArea,
    Capacity,
    CapacityNeed,
    GateDemand,
    GatePassing,
    Project,
    ProjectProof,
    TimeSpent,
)
from knutepunkt.plan.rules.capacity import Load, Place, Room, hindering, loads
from knutepunkt.plan.rules.project import ENDED, RUNNING, Demand, Gain, Gate, Phase, Standing, next_gate, unmet

_RUNS = [one.value for one in RUNNING]
_OVER = [one.value for one in ENDED]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The gate that is next: what it demands on a day, what of it is missing, and where hours do not fit."""

    gate: Gate
    demands: Sequence[GateDemand]
    missing: Sequence[Demand]
    hinders: Sequence[Load]
    tight: Sequence[Load]


def projects() -> QuerySet[Project]:
    """Return those that the viewer may see, with what a list says of them."""
    return Project.objects.select_related("owner", "sector", "focus").order_by("title", "pk")


def ahead(project: Project, *, on: date) -> Ahead | None:
    """Return what the next gate demands and lacks; None where no gate is left, as for a run-project."""
    gate = next_gate(Phase(project.phase))
    if gate is None or project.kind == Project.Kind.RUN:
        return None
    demands = list(GateDemand.objects.filter(valid_on(on), gate=gate.value))
    found = loads_of(project)
    hinders = hindering(found)
    proofs = ProjectProof.objects.filter(project=project, replaced_at=None).values_list("demand", flat=True)
    gains = project.benefits.filter(is_disbenefit=False)
    standing = Standing(
        proofs={Demand(one) for one in proofs},
        gains=[Gain(bool(one.owner_function), one.baseline is not None) for one in gains],
        has_room=bool(found) and not hinders,
    )
    tight = [one for one in found.values() if one.asked and one.room is Room.TIGHT]
    return Ahead(gate, demands, unmet([Demand(one.demand) for one in demands], standing), hinders, tight)


def loads_of(project: Project) -> dict[Place, Load]:
    """Return where and when a project needs hours, against what there is and what others take."""
    asked = _hours(project.needs.all())
    areas, times = {area for area, _ in asked}, {quarter for _, quarter in asked}
    there = Q(area__in=areas, quarter__in=times)
    others = CapacityNeed.objects.filter(there, project__phase__in=_RUNS).exclude(project=project)
    found = loads(_hours(Capacity.objects.filter(there)), _hours(others), asked)
    return {place: load for place, load in found.items() if place in asked}


def portfolio_loads(quarters: Sequence[date]) -> dict[Place, Load]:
    """Return every area in each quarter: what runs has taken, and what has not begun asks for. Three queries."""
    within = Q(quarter__in=quarters)
    needs = CapacityNeed.objects.filter(within)
    runs = needs.filter(project__phase__in=_RUNS)
    wants = needs.exclude(project__phase__in=[*_RUNS, *_OVER, Phase.REALISING.value])
    return loads(_hours(Capacity.objects.filter(within)), _hours(runs), _hours(wants))


def _hours(rows: Iterable[Capacity | CapacityNeed]) -> dict[Place, Decimal]:
    found: defaultdict[Place, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row.area_id, row.quarter] += row.hours
    return dict(found)


@dataclass(frozen=True, slots=True)
class Eaten:
    """An area's hours in a quarter: what run-projects took of all that was written down, and of the capacity."""

    area: BusinessArea
    run: Decimal
    all: Decimal
    capacity: Decimal | None


def eaten(first: date, last: date) -> list[Eaten]:
    """Return what each area spent between two days. Three queries."""
    spent = TimeSpent.objects.filter(spent_on__range=(first, last)).order_by()
    sums = {
        (area, kind): hours
        for area, kind, hours in spent.values_list("area", "project__kind").annotate(together=Sum("hours"))
    }
    there = Capacity.objects.filter(quarter__range=(first, last)).order_by()
    capacity = dict(there.values_list("area").annotate(together=Sum("hours")))
    found = []
    for area in BusinessArea.objects.all():
        run, other = (sums.get((area.pk, kind), Decimal(0)) for kind in Project.Kind.values[::-1])
        found.append(Eaten(area, run, run + other, capacity.get(area.pk)))
    return found


def passings(project: Project) -> list[GatePassing]:
    """Return the gates that were passed, in order."""
    return list(project.passings.order_by("gate"))
