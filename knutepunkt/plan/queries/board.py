"""What the owners' board sees on one page: portfolio, money, risk, benefits, milestones, suppliers.

For the integrator of all; `of` one municipality, of what is its own, as row-level security shows it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q, Sum

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.register import in_force
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.assessment.queries.judged import assessments, judged
from knutepunkt.base.money import NOTHING, Money, total
from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation
from knutepunkt.performance.models import ReviewAction, Settlement
from knutepunkt.performance.queries import scoring
from knutepunkt.performance.rules.month import ended
from knutepunkt.plan.models import (
    BusinessArea,
    CostShare,
    Improvement,
    PlannedStep,
    Procurement,
    Project,
    StrategyMeeting,
)
from knutepunkt.plan.models import Milestone as RoadmapMilestone
from knutepunkt.plan.queries.benefits import Stands, benefits, standings
from knutepunkt.plan.queries.continuity import Prepared, plans, prepared, unprepared
from knutepunkt.plan.queries.improvement import late
from knutepunkt.plan.queries.projects import portfolio_loads, projects
from knutepunkt.plan.queries.sectors import sectors
from knutepunkt.plan.rules.benefit import Outlook
from knutepunkt.plan.rules.capacity import Load, Room, quarters
from knutepunkt.plan.rules.project import ENDED, RUNNING, Phase

AHEAD = timedelta(days=180)
QUARTERS = 4
_OVER = [one.value for one in ENDED]


class Kind(StrEnum):
    """What a day ahead is of."""

    PROJECT = "project"
    PROCUREMENT = "procurement"
    MEETING = "meeting"
    ROADMAP = "roadmap"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day ahead; `step` says more of a procurement."""

    on: date
    kind: Kind
    title: str
    key: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Money12:
    """Sums in NOK excluding VAT. `unvalued`: agreements in force of which no value is kept."""

    contracts: int
    contract_value: Money
    unvalued: int
    credited: Money
    budget: Money
    shares: Sequence[tuple[Organisation, Money]]

    @property
    def shared(self) -> Money:
        """What the shares come to."""
        return total(amount for _, amount in self.shares)


@dataclass(frozen=True, slots=True)
class Risks:
    """What should not be; None where it is not the viewer's to see."""

    actions_overdue: int | None
    assessments_stale: int | None
    over_capacity: Sequence[tuple[BusinessArea, Load]] | None
    sectors_waiting: Sequence[str] | None
    benefits_behind: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What should have been done: improvements past their day; services and plans that an outage would find unready.

    `unprepared` are critical services without an approved plan, `unexercised` plans that were not tried in their term.
    """

    improvements: Sequence[Improvement]
    unprepared: Sequence[Service]
    unexercised: Sequence[Prepared]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole, on a day."""

    on: date
    phases: Counter[Phase]
    projects: Sequence[Project]
    runs: Sequence[Project]
    money: Money12
    risks: Risks
    undone: Undone
    benefits: Sequence[Stands]
    outlooks: Counter[Outlook]
    milestones: Sequence[Milestone]
    scores: Sequence[scoring.Line]


def board(*, on: date, of: int | None = None) -> Board:
    """Return it. Twenty-five queries, and three more where something was assessed."""
    found = list(projects())
    alive = [one for one in found if one.kind == Project.Kind.PROJECT]
    gains = standings(benefits().filter(is_disbenefit=False), on=on, of=of)
    outlooks = Counter(one.outlook for one in gains)
    behind = outlooks[Outlook.BEHIND] + outlooks[Outlook.MISSED]
    subject, last = ("supplier" if of is None else "customer"), ended(on)
    own = scoring.lines(subject, last) if of is None else [scoring.line(subject, of, last)]
    return Board(
        on=on,
        phases=Counter(Phase(one.phase) for one in alive),
        projects=[one for one in alive if one.phase not in _OVER],
        runs=[one for one in found if one.kind == Project.Kind.RUN and Phase(one.phase) in RUNNING],
        money=_money(alive, on, of),
        risks=_risks(on, behind) if of is None else Risks(None, None, None, None, behind),
        undone=_undone(on, of),
        benefits=gains,
        outlooks=outlooks,
        milestones=_milestones(on),
        scores=[one for one in own if one is not None],
    )


def _money(found: Sequence[Project], on: date, of: int | None) -> Money12:
    kind = Contract.Kind.UNDERPINNING if of is None else Contract.Kind.CUSTOMER
    values = [one.value for one in in_force(on) if one.kind == kind]
    closed = (Settlement.State.AGREED.value, Settlement.State.CREDITED.value)
    settled = Settlement.objects.filter(
        state__in=closed, to_on__gt=add_months(on, -12), to_on__lte=on, contract__kind=kind.value
    )
    open_ones = [one.pk for one in found if one.phase not in _OVER]
    sums: dict[Organisation, Decimal] = {}
    rows = CostShare.objects.filter(project__in=open_ones).select_related("municipality")
    for row in rows.order_by("municipality__sort_key"):
        sums[row.municipality] = sums.get(row.municipality, NOTHING) + row.amount
    return Money12(
        contracts=len(values),
        contract_value=total(one for one in values if one is not None),
        unvalued=sum(one is None for one in values),
        credited=settled.aggregate(together=Sum("credit"))["together"] or NOTHING,
        budget=total(one.budget for one in found if one.budget is not None and one.phase not in _OVER),
        shares=list(sums.items()),
    )


def _risks(on: date, behind: int) -> Risks:
    late = ReviewAction.objects.filter(Q(done_on__isnull=True), due_on__lt=on).count()
    areas = {one.pk: one for one in BusinessArea.objects.all()}
    cells = portfolio_loads(list(quarters(on, QUARTERS))).values()
    over = [(areas[one.area], one) for one in cells if one.room is Room.OVER]
    waiting = [one.group.name for one in sectors(on=on) if one.rhythm.is_too_long]
    stale = sum(bool(one.stale) for one in judged(assessments(), on=on))
    return Risks(late, stale, over, waiting, behind)


def _undone(on: date, of: int | None) -> Undone:
    improvements = list(late(on=on))
    if of is not None:  # where services could break is told to no municipality
        return Undone(improvements, (), ())
    unexercised = [one for one in prepared(plans(), on=on) if one.days_overdue]
    return Undone(improvements, list(unprepared()), unexercised)


def _milestones(on: date) -> list[Milestone]:
    until = on + AHEAD
    ends = Project.objects.filter(end_on__range=(on, until)).exclude(phase__in=_OVER)
    found = [Milestone(one.end_on, Kind.PROJECT, one.title, one.key) for one in ends if one.end_on]
    steps = PlannedStep.objects.filter(last_on__range=(on, until)).select_related("procurement")
    running = steps.exclude(procurement__state=Procurement.State.CANCELLED)
    found += [
        Milestone(one.last_on, Kind.PROCUREMENT, one.procurement.title, one.procurement.key, one.step)
        for one in running
    ]
    meetings = StrategyMeeting.objects.filter(state=StrategyMeeting.State.PLANNED, planned_on__range=(on, until))
    found += [
        Milestone(one.planned_on, Kind.MEETING, one.sector.name, str(one.pk))
        for one in meetings.select_related("sector")
    ]
    marks = RoadmapMilestone.objects.filter(reached_on=None, not_after_on__range=(on, until))
    found += [
        Milestone(one.not_after_on, Kind.ROADMAP, one.title, one.roadmap.key)
        for one in marks.select_related("roadmap")
        if one.not_after_on
    ]
    return sorted(found, key=lambda one: (one.on, one.kind, one.title))
