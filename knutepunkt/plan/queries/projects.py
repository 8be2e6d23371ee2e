"""Projects as they stand: their gates with what is missing, and their hours against what there is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from knutepunkt.assessment.queries.judged import Judged, assessments, judged
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
from knutepunkt.plan.rules.capacity import Load, Place, Room, following, hindering, loads, quarter_of
from knutepunkt.plan.rules.project import (
    ENDED,
    RUNNING,
    Demand,
    Gain,
    Gate,
    Phase,
    Standing,
    Wanting,
    next_gate,
    unmet,
    wanting,
)

_RUNS = [one.value for one in RUNNING]
_OVER = [one.value for one in ENDED]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was said of a demand; where an assessment is to show it, how that stands and why it does not do."""

    proof: ProjectProof
    judged: Judged | None = None
    wanting: Wanting | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """The gate that is next: what it demands on a day, what of it is missing, and where hours do not fit.

    `choices`: the assessments that may show what is demanded, by the key of their model.
    """

    gate: Gate
    demands: Sequence[GateDemand]
    missing: Sequence[Demand]
    shown: Mapping[Demand, Shown]
    choices: Mapping[str, Sequence[Judged]]
    loads: Sequence[Load]

    @property
    def hinders(self) -> list[Load]:
        """Where its hours do not fit, or nobody knows whether they do."""
        return hindering(self.loads)

    @property
    def tight(self) -> list[Load]:
        """Where its hours leave little."""
        return [one for one in self.loads if one.asked and one.room is Room.TIGHT]


def projects() -> QuerySet[Project]:
    """Return those that the viewer may see, with what a list says of them."""
    return Project.objects.select_related("owner", "sector", "focus").order_by("title", "pk")


def ahead(project: Project, *, on: date) -> Ahead | None:
    """Return what the next gate demands and lacks; None where no gate is left, as for a run-project.

    Four queries, one less where the benefits are read already, and two more where an assessment is to show something.
    """
    gate = next_gate(Phase(project.phase))
    if gate is None or project.kind == Project.Kind.RUN:
        return None
    demands = list(GateDemand.objects.filter(valid_on(on), gate=gate.value))
    found = loads_of(project)
    proofs = {Demand(one.demand): one for one in ProjectProof.objects.filter(project=project, replaced_at=None)}
    choices = _choices(project, demands, proofs.values(), on)
    shown = _shown(demands, proofs, choices, on)
    gains = [one for one in project.benefits.all() if not one.is_disbenefit]
    standing = Standing(
        proofs={key for key, one in shown.items() if one.wanting is None},
        gains=[Gain(bool(one.owner_function), one.baseline is not None) for one in gains],
        has_room=bool(found) and not hindering(found),
    )
    return Ahead(gate, demands, unmet([Demand(one.demand) for one in demands], standing), shown, choices, found)


def _choices(
    project: Project, demands: Iterable[GateDemand], proofs: Iterable[ProjectProof], on: date
) -> dict[str, list[Judged]]:
    """Return what may show each demand that is not met in writing: of this project, or of what is no project."""
    keys = {one.shown_by for one in demands if one.shown_by}
    found: dict[str, list[Judged]] = {key: [] for key in keys}
    if not keys:
        return found
    chosen = [one.assessment_id for one in proofs if one.assessment_id is not None]
    wanted = Q(model__key__in=keys) & (Q(project=project.pk) | Q(project=None))
    for one in judged(assessments(also=chosen).filter(wanted | Q(pk__in=chosen)), on=on):
        found.setdefault(one.row.model.key, []).append(one)
    return found


def _shown(
    demands: Iterable[GateDemand],
    proofs: Mapping[Demand, ProjectProof],
    choices: Mapping[str, Sequence[Judged]],
    on: date,
) -> dict[Demand, Shown]:
    """Return what was said of each demand: in writing, or by an assessment where one is to show it."""
    by_row = {one.row.pk: one for rows in choices.values() for one in rows}
    found = {}
    for row in demands:
        proof = proofs.get(Demand(row.demand))
        if proof is None or (proof.is_needed and bool(row.shown_by) != (proof.assessment_id is not None)):
            continue
        if proof.assessment_id is None:
            found[Demand(row.demand)] = Shown(proof)
        else:
            one = by_row[proof.assessment_id]
            found[Demand(row.demand)] = Shown(proof, one, _wanting(one, row, on))
    return found


def _wanting(one: Judged, demand: GateDemand, on: date) -> Wanting | None:
    decided = one.decision is not None and one.decision.decided_on <= on
    return wanting(
        state=one.row.state if decided else "open",
        is_stale=bool(one.stale),
        outcome=one.decision.outcome if one.decision else "",
        accepted=demand.accepted if one.row.model.key == demand.shown_by else (),
    )


def loads_of(project: Project) -> list[Load]:
    """Return where and when a project needs hours, against what there is and what others take. One query."""
    here = {"area": OuterRef("area"), "quarter": OuterRef("quarter")}
    others = CapacityNeed.objects.filter(**here, project__phase__in=_RUNS).exclude(project=project).order_by()
    taken = others.values("quarter").annotate(together=Sum("hours")).values("together")
    rows = project.needs.annotate(
        capacity=Subquery(Capacity.objects.filter(**here).values("hours")),
        taken=Coalesce(Subquery(taken), Value(Decimal(0)), output_field=DecimalField()),
    )
    return [
        Load(area=one.area_id, quarter=one.quarter, capacity=one.capacity, taken=one.taken, asked=one.hours)
        for one in rows.order_by("quarter", "area")
    ]


def beyond() -> QuerySet[Project]:
    """Return what runs though its hours did not fit when it began."""
    return projects().filter(phase__in=_RUNS).exclude(beyond_because="")


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


def eaten_in(times: Sequence[date]) -> dict[date, list[Eaten]]:
    """Return what each area spent in each of these quarters, by the quarter's first day. Three queries."""
    spent = TimeSpent.objects.filter(spent_on__gte=min(times), spent_on__lt=following(max(times))).order_by()
    sums: defaultdict[tuple[int, date, str], Decimal] = defaultdict(Decimal)
    for area, day, kind, hours in spent.values_list("area", "spent_on", "project__kind").annotate(all=Sum("hours")):
        sums[area, quarter_of(day), kind] += hours
    there = _hours(Capacity.objects.filter(quarter__in=times))
    areas = list(BusinessArea.objects.all())
    found = {}
    for time in times:
        kinds = {one.pk: [sums[one.pk, time, kind] for kind in Project.Kind.values] for one in areas}
        run = {one.pk: sums[one.pk, time, Project.Kind.RUN.value] for one in areas}
        found[time] = [
            Eaten(one, run[one.pk], sum(kinds[one.pk], Decimal(0)), there.get((one.pk, time))) for one in areas
        ]
    return found


def run_share(eaten: Iterable[Eaten]) -> Fraction | None:
    """Return the part of the capacity that run-projects took, over the areas whose capacity is stated."""
    known = [(one.run, one.capacity) for one in eaten if one.capacity]
    return (
        Fraction(sum(run for run, _there in known)) / Fraction(sum(there for _run, there in known)) if known else None
    )


def passings(project: Project) -> list[GatePassing]:
    """Return the gates that were passed, in order."""
    return list(project.passings.order_by("gate"))
