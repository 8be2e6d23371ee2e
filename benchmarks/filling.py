"""Fills the benchmark's own database with many tickets, through the same path as an import."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice

from benchmarks.tickets import Made, made
from knutepunkt.agreement.queries.terms import book
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.actions.record import record, refresh_statistics
from knutepunkt.desk.actions.reporting import store_custody_reports
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.desk.rules.past import PastTicket, custody_of
from knutepunkt.example import set_stage
from knutepunkt.party.models import Membership, Organisation, Person, Team

SOURCE = "benchmark"
UNTIL = datetime(2026, 11, 1, 6, tzinfo=UTC)
_AT_ONCE = 2_000
_GRADES = {1: ("high", "high"), 2: ("high", "medium"), 3: ("medium", "medium"), 4: ("low", "low")}


def fill(many: int, *, report: Callable[[int, int], None]) -> float:
    """Bring the database to `many` tickets; return how many seconds that took, 0 when they were there."""
    if not Organisation.objects.exists():
        set_stage(at=UNTIL)
    there = Ticket.objects.filter(source=SOURCE).count()
    if there >= many:
        return 0.0
    start = datetime.now(UTC)
    cast = Stage()
    terms = book()
    rest = made(many, until=UNTIL, services=cast.services)
    while chunk := list(islice(rest, _AT_ONCE)):
        if chunk[-1].number > there:
            record([cast.past(one) for one in chunk if one.number > there], book=terms, at=UNTIL + timedelta(hours=1))
            report(chunk[-1].number, many)
    refresh_statistics()
    store_custody_reports(at=UNTIL)
    return (datetime.now(UTC) - start).total_seconds()


class Stage:
    """The example's parties by their places, read once."""

    def __init__(self) -> None:
        rows = Service.objects.select_related("first_team", "next_team").order_by("key")
        self.rows = {row.key: row for row in rows}
        self.services = {row.key: (row.first_team.key, (row.next_team or row.first_team).key) for row in rows}
        self.teams = {team.key: team for team in Team.objects.all()}
        self.customers = list(Organisation.objects.filter(kind="customer").order_by("key"))
        self.requesters = [
            list(Person.objects.filter(memberships__role="employee", organisation=one).order_by("pk")[:7])
            for one in self.customers
        ]
        self.workers = {
            place.team_id: place.person_id for place in Membership.objects.filter(team__isnull=False).order_by("-pk")
        }

    def past(self, one: Made) -> PastTicket:
        """Return the ticket as the recording takes it."""
        service, customer = self.rows[one.service], self.customers[one.customer]
        requester = self.requesters[one.customer][one.requester % len(self.requesters[one.customer])]
        steps = [self._span(step.at, step.team, step.mode, step.reason) for step in one.steps]
        impact, urgency = _GRADES[one.priority]
        return PastTicket(
            source=SOURCE,
            reference=str(one.number),
            title=one.title,
            description=one.description,
            channel="portal",
            requester_id=requester.pk,
            opener_id=requester.pk,
            customer_id=customer.pk,
            service_id=service.pk,
            group_id=service.group_id,
            impact=impact,
            urgency=urgency,
            opened_at=one.opened_at,
            resolved_at=one.resolved_at,
            closed_at=one.closed_at,
            priorities=((one.opened_at, one.priority),),
            spans=custody_of(one.opened_at, steps, closed_at=one.closed_at),
        )

    def _span(self, at: datetime, key: str, mode: str, reason: str) -> Span:
        team = self.teams[key]
        worker = self.workers.get(team.pk) if mode == "working" else None
        return Span(at, None, team.pk, team.organisation_id, Mode(mode), reason or None, worker)
