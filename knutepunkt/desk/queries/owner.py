"""What a customer's service owner asks: what is open, what is late, which promises were kept, who holds what.

The customer's own clocks only: what a supplier owes the integrator is between those two.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.catalogue.models import Application, Offering, Service
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.desk.queries.promises import late, with_promises
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.desk.rules.custody import Mode
from knutepunkt.party.queries import local_day, valid_on

PAGE = 50
_ENDED = (ClockState.MET.value, ClockState.BREACHED.value)


@dataclass(slots=True)
class Kept:
    """How many promises came to an end, and how many of them were kept."""

    ended: int = 0
    met: int = 0

    @property
    def share(self) -> float | None:
        """0 to 1; None where no promise came to an end."""
        return self.met / self.ended if self.ended else None

    def add(self, other: "Kept") -> None:
        """Count the other's in."""
        self.ended += other.ended
        self.met += other.met


@dataclass(slots=True)
class ServiceRow:
    """One service as the customer has it now."""

    service: Service
    open: int = 0
    late: int = 0
    waits_for_us: int = 0
    opened: int = 0
    kept: Kept = field(default_factory=Kept)


@dataclass(slots=True)
class Month:
    """One month of the customer's: what came in, and the promises that came to an end."""

    first_day: date
    opened: int = 0
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class Holder:
    """A team that holds tickets of the customer's now."""

    team_id: int
    team: str
    organisation: str
    queued: int
    working: int
    waiting: int

    @property
    def open(self) -> int:
        """All that it holds."""
        return self.queued + self.working + self.waiting


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's services as of now and over the last months, the present one last."""

    services: list[ServiceRow]
    months: list[Month]
    holders: list[Holder]

    @property
    def total(self) -> ServiceRow:
        """All services together; its `service` is the first one's and means nothing."""
        total = ServiceRow(self.services[0].service if self.services else Service())
        for row in self.services:
            total.open += row.open
            total.late += row.late
            total.waits_for_us += row.waits_for_us
            total.opened += row.opened
            total.kept.add(row.kept)
        return total


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which tickets a list shows. `which`: open, late, ours (waiting for us), broken or ended (this month), all."""

    which: str = "open"
    service_id: int | None = None
    team_id: int | None = None


def standing(customers: Iterable[int], *, month_starts: list[datetime], at: datetime) -> Standing:
    """Return how the customers' services stand. `month_starts`: of each month to show, oldest first. Six queries."""
    customers = list(customers)
    rows = {service.pk: ServiceRow(service) for service in _services(customers, at)}
    months = {start.date(): Month(start.date()) for start in month_starts}
    this_month = month_starts[-1].date()
    _count_open(rows, customers, at)
    for service_id, month, opened in _opened(customers, month_starts):
        months[month].opened += opened
        if month == this_month and service_id in rows:
            rows[service_id].opened = opened
    for service_id, month, kept in _ended(customers, month_starts):
        months[month].kept.add(kept)
        if month == this_month and service_id in rows:
            rows[service_id].kept = kept
    shown = sorted(rows.values(), key=lambda row: (-row.late, -row.open, row.service.name))
    return Standing(shown, list(months.values()), holders(customers))


def holders(customers: list[int]) -> list[Holder]:
    """Return who holds the customers' open tickets, the one with most first."""

    def count(mode: Mode) -> Count:
        return Count("id", filter=Q(mode=mode.value))

    held = (
        _tickets(customers)
        .filter(closed_at__isnull=True)
        .values_list("team_id", "team__name", "team__organisation__name")
        .annotate(queued=count(Mode.QUEUED), working=count(Mode.WORKING), waiting=count(Mode.WAITING), n=Count("id"))
        .order_by("-n", "team__name")
    )
    return [Holder(*row[:-1]) for row in held]


def tickets(
    customers: Iterable[int], chosen: Chosen, *, month_start: datetime, at: datetime, before: int | None = None
) -> tuple[list[Ticket], int | None]:
    """Return a page of the tickets behind a figure, newest first, and what continues it."""
    found = _narrowed(_tickets(list(customers)), chosen, month_start=month_start, at=at)
    if before is not None:
        found = found.filter(pk__lt=before)
    found = with_promises(found, at=at).select_related("service", "team__organisation", "merged_into")
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def applications(customers: Iterable[int]) -> list[Application]:
    """Return the applications that the customers' people use."""
    used = Application.objects.filter(users__in=list(customers)).distinct()
    return list(used.select_related("sector", "supplier").order_by("sector__order", "name"))


def _narrowed(found: QuerySet[Ticket], chosen: Chosen, *, month_start: datetime, at: datetime) -> QuerySet[Ticket]:
    if chosen.service_id is not None:
        found = found.filter(service_id=chosen.service_id)
    if chosen.team_id is not None:
        found = found.filter(team_id=chosen.team_id)
    if chosen.which == "late":
        return late(found, at=at)
    if chosen.which == "ours":
        return found.filter(closed_at__isnull=True, mode=Mode.WAITING.value, reason="customer")
    if chosen.which in ("broken", "ended"):
        ended = _customer_clocks().filter(ticket_id=OuterRef("pk"), stopped_at__gte=month_start, state__in=_ENDED)
        broken = ended.filter(state=ClockState.BREACHED.value)
        return found.filter(Exists(broken if chosen.which == "broken" else ended))
    return found if chosen.which == "all" else found.filter(closed_at__isnull=True)


def _services(customers: list[int], at: datetime) -> QuerySet[Service]:
    """Those offered to the customers now, and those they have open tickets on."""
    offered = Q(offerings__in=_offerings(customers, at))
    used = Q(pk__in=_tickets(customers).filter(closed_at__isnull=True).values("service_id"))
    return Service.objects.filter(offered | used).select_related("group").distinct()


def _offerings(customers: list[int], at: datetime) -> QuerySet[Offering]:
    return Offering.objects.filter(valid_on(local_day(at)), customer_id__in=customers)


def _count_open(rows: dict[int, ServiceRow], customers: list[int], at: datetime) -> None:
    at_work = _tickets(customers).filter(closed_at__isnull=True)
    counted = (
        with_promises(at_work, at=at)
        .values_list("service_id")
        .annotate(
            n=Count("id"),
            late=Count("id", filter=Q(is_late=True) & ~Q(state="resolved")),
            ours=Count("id", filter=Q(mode=Mode.WAITING.value, reason="customer")),
        )
        .order_by()
    )
    for service_id, n, late_ones, ours in counted:
        row = rows[service_id]
        row.open, row.late, row.waits_for_us = n, late_ones, ours


def _opened(customers: list[int], month_starts: list[datetime]) -> list[tuple[int, date, int]]:
    zone = month_starts[0].tzinfo
    months = (
        _tickets(customers)
        .filter(opened_at__gte=month_starts[0])
        .annotate(month=TruncMonth("opened_at", tzinfo=zone))
        .values_list("service_id", "month")
        .annotate(n=Count("id"))
        .order_by()
    )
    return [(service_id, month.date(), n) for service_id, month, n in months]


def _ended(customers: list[int], month_starts: list[datetime]) -> list[tuple[int, date, Kept]]:
    months = (
        _customer_clocks()
        .filter(ticket__customer_id__in=customers, stopped_at__gte=month_starts[0], state__in=_ENDED)
        .annotate(month=TruncMonth("stopped_at", tzinfo=month_starts[0].tzinfo))
        .values_list("ticket__service_id", "month")
        .annotate(ended=Count("id"), met=Count("id", filter=Q(state=ClockState.MET.value)))
        .order_by()
    )
    return [(service_id, month.date(), Kept(ended, met)) for service_id, month, ended, met in months]


def _customer_clocks() -> QuerySet[Clock]:
    levels = ServiceLevel.objects.filter(contract__kind=Contract.Kind.CUSTOMER.value)
    return Clock.objects.filter(level_id__in=levels.values("pk"))


def _tickets(customers: list[int]) -> QuerySet[Ticket]:
    return Ticket.objects.filter(customer_id__in=customers)
