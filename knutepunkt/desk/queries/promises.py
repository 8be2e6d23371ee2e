"""What was promised on a ticket, as far as the viewer sees the terms: never from the ticket's own mirror.

A ticket's `due_at` and `is_breached` repeat all its clocks, also those of a supplier's contract that the customer
does not see. Here the clocks themselves are read, and the database shows each party its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.desk.queries.ticket import ShownClock
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.desk.rules.ticket import State

_STOPPED = Q(stopped_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Promises:
    """By when the first answer and the solution are due; None where no such clock runs."""

    answer_by: datetime | None = None
    solve_by: datetime | None = None


def promises_on(ticket: Ticket) -> Promises:
    """Return what `with_promises` added to a ticket of a list."""
    return Promises(ticket.answer_by, ticket.solve_by)  # type: ignore[attr-defined]


def promises_in(clocks: Iterable[ShownClock]) -> Promises:
    """Return the promises that a ticket's own clocks hold, as they were just read."""
    running = [shown for shown in clocks if shown.reading.due_at and not shown.reading.stopped_at]

    def first(metric: ServiceLevel.Metric) -> datetime | None:
        due = (shown.reading.due_at for shown in running if shown.level.metric == metric and shown.reading.due_at)
        return min(due, default=None)

    return Promises(first(ServiceLevel.Metric.RESPONSE), first(ServiceLevel.Metric.RESOLVE))


def with_promises(tickets: QuerySet[Ticket], *, at: datetime) -> QuerySet[Ticket]:
    """Add `answer_by` and `solve_by` (None when such a clock does not run) and `is_late` to each ticket."""
    return tickets.annotate(
        answer_by=_running(ServiceLevel.Metric.RESPONSE),
        solve_by=_running(ServiceLevel.Metric.RESOLVE),
        is_late=Exists(_late(at).filter(ticket_id=OuterRef("pk"))),
    )


def late(tickets: QuerySet[Ticket], *, at: datetime) -> QuerySet[Ticket]:
    """Return those at work on which a promise that the viewer sees is broken."""
    at_work = tickets.filter(closed_at__isnull=True).exclude(state=State.RESOLVED.value)
    return at_work.filter(Exists(_late(at).filter(ticket_id=OuterRef("pk"))))


def _running(metric: ServiceLevel.Metric) -> Subquery:
    clocks = Clock.objects.filter(
        ticket_id=OuterRef("pk"), level__metric=metric.value, due_at__isnull=False, stopped_at__isnull=True
    )
    return Subquery(clocks.order_by("due_at").values("due_at")[:1])


def _late(at: datetime) -> QuerySet[Clock]:
    """Clocks broken and still open, or due though no job has come by since."""
    broken = Q(state=ClockState.BREACHED.value) | Q(state=ClockState.RUNNING.value, due_at__lt=at)
    return Clock.objects.filter(broken).exclude(_STOPPED)
