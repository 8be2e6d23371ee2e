"""Reads a service from need to use, across every party: orders, work, promises, cost, risk and plans."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.price import price_lines
from knutepunkt.agreement.queries.register import is_in_force
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.agreement.rules.price import yearly_fee
from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.assessment.models import Finding
from knutepunkt.assessment.queries.found import STANDING, findings
from knutepunkt.assessment.queries.judged import Judged, assessments, judged
from knutepunkt.catalogue.models import Application, Offering, Service
from knutepunkt.catalogue.queries.behind import services_needed
from knutepunkt.desk.models import OPEN, Ticket
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day, valid_on
from knutepunkt.performance.queries import kept
from knutepunkt.performance.rules.attainment import Tally
from knutepunkt.performance.rules.month import Month, ended
from knutepunkt.plan.models import Activity, ContinuityPlan, Improvement, Move, Project
from knutepunkt.plan.queries.improvement import OPEN as OPEN_IMPROVEMENTS
from knutepunkt.plan.rules.project import ENDED
from knutepunkt.signal.models import Outage

_REQUEST, _PROBLEM = "request", "problem"
_LOOKED_BACK = timedelta(days=90)
# Until problems are tickets of their own, what waits for its cause to be found is what shows one.
PROBLEMS = Q(kind=_PROBLEM) | Q(reason=WaitingReason.PROBLEM.value)


@dataclass(slots=True)
class Stream:
    """One service among all: what is under way, and how well it is kept."""

    service: Service
    customers: int = 0
    requests: int = 0
    others: int = 0
    late: int = 0
    problems: int = 0
    kept: Tally = field(default_factory=Tally)
    outages: int = 0
    is_down: bool = False
    improvements: int = 0
    has_plan: bool = False

    @property
    def lacks_a_plan(self) -> bool:
        """Whether it is critical and has no approved plan of continuity."""
        return self.service.criticality == Service.Criticality.CRITICAL and not self.has_plan


@dataclass(frozen=True, slots=True)
class Holding:
    """A team that works on the service now: how much it holds of orders and of other tickets."""

    organisation: str
    team: str
    requests: int
    others: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Cost:
    """A contract along the service: what it costs a year, over how many services (None: all of the provider's).

    `yearly` is None where the contract has no price, or lacks an index: then nothing is guessed.
    """

    contract: Contract
    yearly: Decimal | None
    services: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """One place along the chain: what is done there, and by whom."""

    part: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is planned for a service and what was found and judged of it: of each what the viewer may see."""

    activities: list[Activity]
    moves: list[Move]
    projects: list[Project]
    findings: list[Finding]
    judged: list[Judged]


def streams(services: QuerySet[Service], *, at: datetime) -> list[Stream]:
    """Return those of the services that are in use. Six queries, whatever there is."""
    found = {
        one.pk: Stream(one)
        for one in services.filter(is_active=True)
        .select_related("group", "provider")
        .order_by("group__order", "group__name", "name")
    }
    _count_customers(found, local_day(at))
    _count_open(found)
    _count_kept(found, ended(local_day(at)))
    _count_outages(found, at)
    _count_plans(found)
    return list(found.values())


def _count_customers(found: dict[int, Stream], day: date) -> None:
    rows = Offering.objects.filter(valid_on(day)).values_list("service").annotate(n=Count("customer", distinct=True))
    for service, n in rows.order_by():
        if service in found:
            found[service].customers = n


def _count_open(found: dict[int, Stream]) -> None:
    counted = (
        open_tickets()
        .values_list("service")
        .annotate(
            requests=Count("id", filter=Q(kind=_REQUEST)),
            others=Count("id", filter=~Q(kind=_REQUEST)),
            late=Count("id", filter=Q(is_breached=True)),
            problems=Count("id", filter=PROBLEMS),
        )
    )
    for service, requests, others, late, problems in counted.order_by():
        if service in found:
            one = found[service]
            one.requests, one.others, one.late, one.problems = requests, others, late, problems


def _count_kept(found: dict[int, Stream], month: Month) -> None:
    for (subject, key), tally in kept.by_subject(month.start_at, month.end_at).items():
        if subject == "service" and key in found:
            found[key].kept = tally


def _count_outages(found: dict[int, Stream], at: datetime) -> None:
    for service, end_at in outages(at=at).values_list("service", "end_at").order_by():
        if service in found:
            found[service].outages += 1
            found[service].is_down |= end_at is None


def _count_plans(found: dict[int, Stream]) -> None:
    approved = ContinuityPlan.objects.filter(service=OuterRef("pk"), approved_on__isnull=False)
    open_ones = Improvement.objects.filter(state__in=OPEN_IMPROVEMENTS).values_list("service")
    counts: dict[int, int] = dict(open_ones.annotate(n=Count("id")).order_by())
    for key in Service.objects.filter(Exists(approved)).values_list("pk", flat=True):
        if key in found:
            found[key].has_plan = True
    for key, stream in found.items():
        stream.improvements = counts.get(key, 0)


def open_tickets() -> QuerySet[Ticket]:
    """Return what is under way; restricted tickets stay with those who must see them."""
    return Ticket.objects.filter(OPEN, is_restricted=False, merged_into__isnull=True)


def outages(*, at: datetime) -> QuerySet[Outage]:
    """Return the unplanned outages of the last quarter, and those that go on."""
    return Outage.objects.filter(
        Q(start_at__gte=at - _LOOKED_BACK) | Q(end_at__isnull=True), is_planned=False, start_at__lte=at
    )


def orders(service: Service, *, at: datetime) -> dict[str, int]:
    """Return the service's requests by state: those that are open, and those resolved in the last quarter."""
    requests = Ticket.objects.filter(service=service, kind=_REQUEST, is_restricted=False, merged_into__isnull=True)
    recent = requests.filter(OPEN | Q(resolved_at__gte=at - _LOOKED_BACK))
    return dict(recent.values_list("state").annotate(n=Count("id")).order_by("-n"))


def holding(service: Service) -> list[Holding]:
    """Return who holds the service's open tickets, the one with most first. One query."""
    rows = (
        open_tickets()
        .filter(service=service)
        .values_list("team__organisation__name", "team__name")
        .annotate(
            requests=Count("id", filter=Q(kind=_REQUEST)),
            others=Count("id", filter=~Q(kind=_REQUEST)),
            waiting=Count("id", filter=Q(mode="waiting")),
            n=Count("id"),
        )
        .order_by("-n", "team__name")
    )
    return [Holding(*row[:-1]) for row in rows]


def promises(service: Service, *, day: date) -> tuple[Month, list[kept.LevelKept]]:
    """Return the last closed month, and what each level of each agreement showed for the service in it."""
    month = ended(day)
    return month, kept.by_level(kept.ended(month.start_at, month.end_at).filter(ticket__service=service))


def costs(service: Service, *, day: date) -> list[Cost]:
    """Return the signed contracts by which suppliers deliver the service, with what they cost. Two queries each."""
    rows = Contract.objects.filter(
        Q(services=service) | Q(services__isnull=True, provider__in=_providers(service)),
        kind=Contract.Kind.UNDERPINNING.value,
        state=Contract.State.SIGNED.value,
    )
    contracts = rows.select_related("provider").prefetch_related("services", "options").distinct().order_by("title")
    return [_cost(one, day) for one in contracts if is_in_force(one, day)]


def _cost(contract: Contract, day: date) -> Cost:
    covers = len(contract.services.all()) or None
    try:
        lines = price_lines(contract, on=day)
    except TermsFault:
        return Cost(contract, None, covers)
    return Cost(contract, yearly_fee(lines, on=day) if lines else None, covers)


def ahead(service: Service, *, day: date) -> Ahead:
    """Return what stands open for the service and the systems that it stands on. Seven queries at most."""
    systems = Q(application__needed_by__service=service)
    return Ahead(
        list(Activity.objects.filter(services=service, done_on=None).select_related("roadmap").order_by("starts_on")),
        list(Move.objects.filter(systems).select_related("wave", "application").order_by("wave__number").distinct()),
        list(
            Project.objects.filter(services=service).exclude(phase__in=[one.value for one in ENDED]).order_by("title")
        ),
        list(findings().filter(Q(service=service) | systems, state__in=STANDING).distinct()),
        judged(assessments().filter(service=service), on=day),
    )


def served() -> QuerySet[Service]:
    """Return the services of which the viewer sees an offering, or a contract that names them."""
    offered = Offering.objects.filter(service=OuterRef("pk"))
    named = Contract.objects.filter(services=OuterRef("pk"))
    return Service.objects.filter(Exists(offered) | Exists(named))


def _providers(service: Service) -> set[int]:
    found = {service.provider_id}
    if service.next_team is not None:
        found.add(service.next_team.organisation_id)
    return found


def chain(service: Service, *, day: date) -> list[Link]:
    """Return the parties along the service, from those who need it to what it stands on. Four queries."""
    offered = Offering.objects.filter(valid_on(day), service=service).values("customer")
    customers = Organisation.objects.filter(pk__in=offered).order_by("sort_key")
    needed = services_needed([service.pk]).get(service.pk, [])
    below = Service.objects.filter(pk__in=needed).select_related("provider").order_by("name")
    systems = Application.objects.filter(needed_by__service__in=[service.pk, *needed]).select_related("supplier")
    links = [
        Link("need", tuple(one.name for one in customers)),
        Link("first", (f"{service.first_team.name} ({service.first_team.organisation.name})",)),
        Link("delivers", _delivering(service)),
        Link("needs", tuple(f"{one.name} ({one.provider.name})" for one in below)),
        Link("systems", tuple(_by_supplier(systems.order_by("name").distinct()))),
    ]
    return [link for link in links if link.names]


def _delivering(service: Service) -> tuple[str, ...]:
    names = [service.provider.name]
    if service.next_team is not None:
        team = service.next_team
        names = [f"{team.name} ({team.organisation.name})"]
        if team.organisation_id != service.provider_id:
            names.append(service.provider.name)
    return tuple(names)


def _by_supplier(systems: Iterable[Application]) -> list[str]:
    by: defaultdict[str, list[str]] = defaultdict(list)
    for one in systems:
        by[one.supplier.name if one.supplier else ""].append(one.name)
    return [f"{', '.join(names)} ({supplier})" if supplier else ", ".join(names) for supplier, names in by.items()]
