"""Who holds what now, what comes due, and how the last days went: the integrator's picture."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate

from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries.queue import with_names
from knutepunkt.party.queries import local_day

_AT_WORK = ~Q(state="resolved")


@dataclass(frozen=True, slots=True)
class Holding:
    """What one team holds now."""

    team_id: int
    team: str
    organisation: str
    open: int
    queued: int
    working: int
    waiting: int
    resolved: int
    overdue: int
    oldest_at: datetime


def holdings() -> list[Holding]:
    """Return every team that holds something, by organisation. One query."""
    rows = (
        Ticket.objects.filter(closed_at__isnull=True)
        .values("team_id", "team__name", "team__organisation__name")
        .annotate(
            n=Count("id"),
            queued=Count("id", filter=Q(mode="queued")),
            working=Count("id", filter=Q(mode="working")),
            waiting=Count("id", filter=Q(state="waiting")),
            resolved=Count("id", filter=Q(state="resolved")),
            overdue=Count("id", filter=_AT_WORK & Q(is_breached=True)),
            oldest=Min("opened_at"),
        )
        .order_by("team__organisation__kind", "team__organisation__sort_key", "team__order", "team__name")
    )
    return [
        Holding(
            row["team_id"],
            row["team__name"],
            row["team__organisation__name"],
            row["n"],
            row["queued"],
            row["working"],
            row["waiting"],
            row["resolved"],
            row["overdue"],
            row["oldest"],
        )
        for row in rows
    ]


def due_within(hours: int, *, at: datetime, most: int = 50) -> list[Ticket]:
    """Return the tickets whose nearest deadline falls in the next `hours`, the first due first. One query."""
    coming = Ticket.objects.filter(
        _AT_WORK, closed_at__isnull=True, due_at__gte=at, due_at__lt=at + timedelta(hours=hours)
    )
    return list(with_names(coming).order_by("due_at", "id")[:most])


def urgent(*, most: int = 20) -> list[Ticket]:
    """Return the open tickets of the two highest priorities. One query."""
    found = Ticket.objects.filter(_AT_WORK, closed_at__isnull=True, priority__lte=2)
    return list(with_names(found).order_by("priority", F("due_at").asc(nulls_last=True))[:most])


def daily(*, at: datetime, days: int = 14) -> list[tuple[date, int, int]]:
    """Return day, opened and resolved for the last `days`, today last. Two queries."""
    last = local_day(at)
    wanted = [last - timedelta(days=back) for back in reversed(range(days))]
    since = at - timedelta(days=days + 1)
    opened = _per_day("opened_at", since)
    resolved = _per_day("resolved_at", since)
    return [(day, opened.get(day, 0), resolved.get(day, 0)) for day in wanted]


def _per_day(column: str, since: datetime) -> dict[date, int]:
    rows = Ticket.objects.filter(**{f"{column}__gte": since}).annotate(day=TruncDate(column)).values_list("day")
    return dict(rows.annotate(n=Count("id")))
