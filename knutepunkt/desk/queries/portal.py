"""What an employee looks up: own tickets, what is used most, what is disrupted now."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from knutepunkt.catalogue.models import Service
from knutepunkt.desk.models import Follow, Ticket
from knutepunkt.desk.queries.promises import with_promises
from knutepunkt.desk.rules.search import as_ticket_number, as_tsquery

PAGE = 20


@dataclass(frozen=True, slots=True)
class Disruption:
    """A service that does not work for the viewer's organisation, and since when it is known."""

    service: Service
    since_at: datetime


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of own tickets; `before` continues it, None at its end."""

    tickets: list[Ticket]
    before: int | None


def own(person_id: int, *, at: datetime, is_open: bool, before: int | None = None, size: int = PAGE) -> OwnPage:
    """Return tickets that the person asked for or follows, newest first, with what is promised on them."""
    tickets = _own(person_id).filter(closed_at__isnull=is_open)
    if before is not None:
        tickets = tickets.filter(pk__lt=before)
    rows = list(_shown(tickets, at=at).order_by("-pk")[: size + 1])
    return OwnPage(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def found(words: str, person_id: int, *, at: datetime, most: int = 8) -> list[Ticket]:
    """Return the person's tickets that hold the words, or have the number, newest first."""
    if not words.strip():
        return []
    number = as_ticket_number(words)
    text = Q(text__document=SearchQuery(as_tsquery(words), config="norwegian", search_type="raw"))
    tickets = _own(person_id).filter(Q(pk=number) if number else text)
    return list(_shown(tickets, at=at).order_by("-pk")[:most])


def used_most(most: int) -> list[Service]:
    """Return the services that most recent tickets are about, whoever asked."""
    with connection.cursor() as cursor:
        cursor.execute("select service_id from kp_used_services(%s)", [most])
        ids = [service_id for (service_id,) in cursor.fetchall()]
    services = Service.objects.in_bulk(ids)
    return [services[service_id] for service_id in ids if services[service_id].is_active]


def disruptions() -> list[Disruption]:
    """Return what is down for the viewer's organisation and already in somebody's hands, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select service_id, since_at from kp_disrupted_services() order by since_at, service_id")
        rows = cursor.fetchall()
    services = Service.objects.in_bulk([service_id for service_id, _ in rows])
    return [Disruption(services[service_id], since_at) for service_id, since_at in rows]


def follows(ticket: Ticket, person_id: int) -> bool:
    """Say whether the person follows the ticket."""
    return Follow.objects.filter(ticket=ticket, person_id=person_id).exists()


def _own(person_id: int) -> QuerySet[Ticket]:
    """The followed ones by number, looked up first: two indexes answer then, where a sub-select reads all tickets."""
    followed = list(Follow.objects.filter(person_id=person_id).values_list("ticket_id", flat=True))
    return Ticket.objects.filter(Q(requester_id=person_id) | Q(pk__in=followed))


def _shown(tickets: QuerySet[Ticket], *, at: datetime) -> QuerySet[Ticket]:
    return with_promises(tickets, at=at).select_related("service", "team__organisation", "merged_into")
