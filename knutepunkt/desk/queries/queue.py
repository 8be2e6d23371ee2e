"""Queues: lists of tickets by filter, a page at a time by key, never by counting."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value

from knutepunkt.desk.models import Ticket
from knutepunkt.desk.rules.search import as_ticket_number, as_tsquery
from knutepunkt.party.models import Person

PAGE = 50
ROW = (
    "id", "kind", "state", "title", "priority", "due_at", "is_breached", "is_restricted", "mode", "reason", "opened_at",
    "held_since", "closed_at", "version", "requester_id", "assignee_id", "customer__name", "team__name",
    "team__organisation_id", "service__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Empty means all; `sort` is due, newest or oldest."""

    team_id: int | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    follower_id: int | None = None
    customer_id: int | None = None
    service_id: int | None = None
    supplier_id: int | None = None
    priorities: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    kind: str = ""
    overdue: bool = False
    due_before: datetime | None = None
    words: str = ""
    closed: bool = False
    sort: str = "due"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `after` continues it, None at its end; `before` leads back, None at its start."""

    rows: list[Ticket]
    after: str | None
    filter: Filter = field(default_factory=Filter)
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Personal:
    """How many open tickets are a person's own."""

    assigned: int = 0
    followed: int = 0


def page(chosen: Filter, *, at: datetime, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """Return the tickets that match, `size` at most: those after the key `after`, or the last ones before `before`."""
    tickets, sort = matching(chosen, at=at), chosen.sort
    if before and _read_key(before)[1] is not None:
        rows = list(_before(_sorted(tickets, sort).reverse(), sort, before)[: size + 1])
        leads_back, rows = len(rows) > size, rows[size - 1 :: -1]
        return Page(rows, _key(rows[-1], sort) if rows else None, replace(chosen), _back(rows, sort, leads_back))
    rows = list(_after(_sorted(tickets, sort), sort, after)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    started = _read_key(after)[1] is not None
    return Page(rows, _key(rows[-1], sort) if more else None, replace(chosen), _back(rows, sort, started))


def _back(rows: list[Ticket], sort: str, leads_back: bool) -> str | None:
    return _key(rows[0], sort) if rows and leads_back else None


def matching(chosen: Filter, *, at: datetime) -> QuerySet[Ticket]:
    """Return the tickets that match a filter, with the names a row shows."""
    tickets = Ticket.objects.all()
    if chosen.words:
        tickets = _found(tickets, chosen.words)
    elif not chosen.closed:
        tickets = tickets.filter(closed_at__isnull=True)
    equal = {
        "team_id": chosen.team_id,
        "assignee_id": chosen.assignee_id,
        "customer_id": chosen.customer_id,
        "service_id": chosen.service_id,
        "team__organisation_id": chosen.supplier_id,
        "follows__person_id": chosen.follower_id,
        "kind": chosen.kind or None,
        "priority__in": chosen.priorities or None,
        "state__in": chosen.states or None,
        "due_at__lt": at if chosen.overdue else chosen.due_before,
    }
    tickets = tickets.filter(**{name: value for name, value in equal.items() if value is not None})
    if chosen.unassigned:
        tickets = tickets.filter(assignee__isnull=True)
    return with_names(tickets).only(*ROW)


def with_names(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Add what a row names. People by sub-select: one whom the viewer may not see leaves the ticket in place."""

    def name(column: str) -> Subquery:
        return Subquery(Person.objects.filter(pk=OuterRef(column)).values("name")[:1])

    return tickets.select_related("customer", "team", "service").annotate(
        requester_name=name("requester_id"), assignee_name=name("assignee_id")
    )


def counts_by_team() -> dict[int, int]:
    """Return how many open tickets each team holds."""
    rows = Ticket.objects.filter(closed_at__isnull=True).values_list("team_id").annotate(n=Count("id"))
    return {team: n for team, n in rows if team is not None}


def personal_counts(person_id: int) -> Personal:
    """Return how many open tickets a person works on and follows, in one query."""
    opened = Ticket.objects.filter(closed_at__isnull=True).order_by()
    assigned = opened.filter(assignee_id=person_id).values_list(Value("assigned")).annotate(n=Count("id"))
    followed = opened.filter(follows__person_id=person_id).values_list(Value("followed")).annotate(n=Count("id"))
    return Personal(**dict(assigned.union(followed, all=True)))


def totals(chosen: Filter, *, at: datetime) -> Mapping[str, int]:
    """Return open, unassigned, overdue and waiting for the tickets of a filter, in one pass."""
    plain = replace(chosen, words="", sort="due")
    tickets = matching(plain, at=at).order_by().values_list()
    totals: dict[str, Any] = tickets.aggregate(
        open=Count("id"),
        unassigned=Count("id", filter=Q(assignee__isnull=True)),
        overdue=Count("id", filter=Q(due_at__lt=at)),
        waiting=Count("id", filter=Q(state="waiting")),
    )
    return totals


def _found(tickets: QuerySet[Ticket], words: str) -> QuerySet[Ticket]:
    number = as_ticket_number(words)
    if number is not None:
        return tickets.filter(pk=number)
    query = SearchQuery(as_tsquery(words), config="norwegian", search_type="raw")
    restricted = _restricted(query)
    if restricted:
        return tickets.filter(Q(text__document=query) | Q(pk__in=restricted))
    return tickets.filter(text__document=query)


def _restricted(query: SearchQuery) -> list[int]:
    """Return the restricted tickets that the viewer sees and the query finds: few, and in no index. One query."""
    words = SearchVector("title", "description", config="norwegian")
    found = Ticket.objects.filter(is_restricted=True).annotate(words=words).filter(words=query)
    return list(found.values_list("pk", flat=True))


def _sorted(tickets: QuerySet[Ticket], sort: str) -> QuerySet[Ticket]:
    if sort == "newest":
        return tickets.order_by("-opened_at", "-id")
    if sort == "oldest":
        return tickets.order_by("opened_at", "id")
    return tickets.order_by(F("due_at").asc(nulls_last=True), "id")


def _after(tickets: QuerySet[Ticket], sort: str, key: str) -> QuerySet[Ticket]:
    """Continue after `key`; a key that is not one of ours starts from the beginning."""
    moment, found = _read_key(key)
    if found is None:
        return tickets
    column = "due_at" if sort == "due" else "opened_at"
    ahead = "lt" if sort == "newest" else "gt"
    if moment is None:
        return tickets.filter(**{f"{column}__isnull": True, "id__gt": found})
    later = Q(**{f"{column}__{ahead}": moment}) | Q(**{column: moment, f"id__{ahead}": found})
    if sort == "due":
        later |= Q(due_at__isnull=True)
    return tickets.filter(later)


def _before(tickets: QuerySet[Ticket], sort: str, key: str) -> QuerySet[Ticket]:
    """Turn back from `key`: `tickets` come in the reverse order."""
    moment, found = _read_key(key)
    column = "due_at" if sort == "due" else "opened_at"
    behind = "gt" if sort == "newest" else "lt"
    if moment is None:
        return tickets.filter(Q(**{f"{column}__isnull": False}) | Q(id__lt=found))
    return tickets.filter(Q(**{f"{column}__{behind}": moment}) | Q(**{column: moment, f"id__{behind}": found}))


def _key(ticket: Ticket, sort: str) -> str:
    moment = ticket.due_at if sort == "due" else ticket.opened_at
    return f"{moment.isoformat() if moment else ''}~{ticket.pk}"


def _read_key(key: str) -> tuple[datetime | None, int | None]:
    moment, _, number = key.partition("~")
    try:
        at = datetime.fromisoformat(moment) if moment else None
        found = int(number)
        if (at is not None and at.tzinfo is None) or not 0 < found < 1 << 62:
            return None, None
        return at and at.astimezone(UTC), found
    except (ValueError, OverflowError):  # a moment that is none, or none in UTC
        return None, None
