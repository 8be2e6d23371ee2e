"""Queues: lists of tickets by filter, a page at a time by key, never by counting."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from knutepunkt.base.compiled import Compiled
from knutepunkt.desk.models import Follow, Ticket
from knutepunkt.desk.rules.search import as_ticket_number, as_tsquery
from knutepunkt.party.models import Person

PAGE = 50
ROW = (
    "id", "kind", "state", "title", "priority", "due_at", "is_breached", "is_restricted", "mode", "reason", "opened_at",
    "held_since", "closed_at", "version", "requester_id", "assignee_id", "customer_id", "team_id", "service_id",
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


class Tally(NamedTuple):
    """How many open tickets there are: all, and of them those that need a look; `mine` are the viewer's own."""

    open: int = 0
    unassigned: int = 0
    overdue: int = 0
    waiting: int = 0
    mine: int = 0


def page(chosen: Filter, *, at: datetime, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """Return the tickets that match, `size` at most: those after the key `after`, or the last ones before `before`."""
    sort, turned = chosen.sort, _read_key(before)[1] is not None
    start = _read_key(before if turned else after)
    rows = _rows(chosen, start, turned=turned, many=size + 1, at=at)
    beyond = len(rows) > size
    if turned:
        rows = rows[size - 1 :: -1]
        return Page(rows, _key(rows[-1], sort) if rows else None, chosen, _key(rows[0], sort) if beyond else None)
    rows = rows[:size]
    started = bool(rows) and start[1] is not None
    return Page(rows, _key(rows[-1], sort) if beyond else None, chosen, _key(rows[0], sort) if started else None)


def _rows(chosen: Filter, start: "Start", *, turned: bool, many: int, at: datetime) -> list[Ticket]:
    conditions = _conditions(chosen, at=at)
    if chosen.words or any(isinstance(value, tuple) for value in conditions.values()):
        tickets = _sorted(matching(chosen, at=at), chosen.sort)
        return list(_from(tickets, chosen.sort, start, turned=turned)[:many])
    begin = tuple(value for value in start if value is not None)
    shape = Shape(tuple(conditions), chosen.unassigned, chosen.closed, chosen.sort, turned, len(begin), many)
    return _list(shape)(*conditions.values(), *begin)


class Shape(NamedTuple):
    """What a list's SQL depends on: which columns are compared, not with what."""

    columns: tuple[str, ...]
    unassigned: bool
    closed: bool
    sort: str
    turned: bool
    begin: int
    many: int


@lru_cache(maxsize=256)
def _list(shape: Shape) -> Compiled[..., Ticket]:
    def build(*values: Any) -> QuerySet[Ticket]:
        begin = values[len(shape.columns) :]
        start: Start = (begin[0] if shape.begin == 2 else None, begin[-1] if begin else None)
        conditions = dict(zip(shape.columns, values, strict=False))
        tickets = _where(Ticket.objects.all(), conditions, unassigned=shape.unassigned, closed=shape.closed)
        return _from(_sorted(tickets, shape.sort), shape.sort, start, turned=shape.turned)[: shape.many]

    return Compiled(build)


def matching(chosen: Filter, *, at: datetime) -> QuerySet[Ticket]:
    """Return the tickets that match a filter, with the names a row shows."""
    tickets = _found(Ticket.objects.all(), chosen.words) if chosen.words else Ticket.objects.all()
    closed = chosen.closed or bool(chosen.words)
    return _where(tickets, _conditions(chosen, at=at), unassigned=chosen.unassigned, closed=closed)


def _where(
    tickets: QuerySet[Ticket], conditions: dict[str, Any], *, unassigned: bool, closed: bool
) -> QuerySet[Ticket]:
    if not closed:
        tickets = tickets.filter(closed_at__isnull=True)
    if unassigned:
        tickets = tickets.filter(assignee__isnull=True)
    # By names alone, not by rows of their own: a page has fifty tickets, and each would bring three others.
    names = {f"{one}_name": F(f"{one}__name") for one in ("customer", "team", "service")}
    return with_people(tickets.filter(**conditions)).annotate(**names).only(*ROW)


def _conditions(chosen: Filter, *, at: datetime) -> dict[str, Any]:
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
    return {name: value for name, value in equal.items() if value is not None}


def with_names(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Add what a ticket names: customer, team and service as rows, people by their names."""
    return with_people(tickets.select_related("customer", "team", "service"))


def with_people(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Add people's names. By sub-select: one whom the viewer may not see leaves the ticket in place."""

    def name(column: str) -> Subquery:
        return Subquery(Person.objects.filter(pk=OuterRef(column)).values("name")[:1])

    return tickets.annotate(requester_name=name("requester_id"), assignee_name=name("assignee_id"))


@Compiled
def _tallies(person_id: int, at: datetime) -> "QuerySet[Ticket, tuple[int, ...]]":
    # One pass answers for all queues at once; the index ticket_queue holds all that it reads.
    opened = Ticket.objects.filter(closed_at__isnull=True).order_by().values_list("team_id")
    return opened.annotate(
        open=Count("id"),
        unassigned=Count("id", filter=Q(assignee__isnull=True)),
        overdue=Count("id", filter=Q(due_at__lt=at)),
        waiting=Count("id", filter=Q(state="waiting")),
        mine=Count("id", filter=Q(assignee_id=person_id)),
    )


def tallies(person_id: int, *, at: datetime) -> dict[int, Tally]:
    """Return what each team holds of open tickets; `mine` are the person's."""
    return {team: Tally(*numbers) for team, *numbers in _tallies(person_id, at)}


def tally(chosen: Filter, *, at: datetime) -> Tally:
    """Return the numbers of the open tickets of a filter, whatever words it has."""
    tickets = matching(replace(chosen, words="", sort="due"), at=at).order_by().values_list()
    return Tally(
        **tickets.aggregate(
            open=Count("id"),
            unassigned=Count("id", filter=Q(assignee__isnull=True)),
            overdue=Count("id", filter=Q(due_at__lt=at)),
            waiting=Count("id", filter=Q(state="waiting")),
        )
    )


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return the numbers of several queues as one."""
    return Tally(*map(sum, zip(Tally(), *tallies, strict=True)))


@Compiled
def followed(person_id: int) -> "QuerySet[Follow, tuple[int]]":
    """Return the keys of the open tickets that the person follows."""
    return Follow.objects.filter(person_id=person_id, ticket__closed_at__isnull=True).values_list("ticket_id")


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


Start = tuple[datetime | None, int | None]


def _from(tickets: QuerySet[Ticket], sort: str, start: Start, *, turned: bool) -> QuerySet[Ticket]:
    """Begin at a key, where there is one."""
    moment, found = start
    if turned:
        return _before(tickets.reverse(), sort, moment, found)
    return tickets if found is None else _after(tickets, sort, moment, found)


def _after(tickets: QuerySet[Ticket], sort: str, moment: datetime | None, found: int) -> QuerySet[Ticket]:
    """Continue after a key."""
    column = "due_at" if sort == "due" else "opened_at"
    ahead = "lt" if sort == "newest" else "gt"
    if moment is None:
        return tickets.filter(**{f"{column}__isnull": True, "id__gt": found})
    later = Q(**{f"{column}__{ahead}": moment}) | Q(**{column: moment, f"id__{ahead}": found})
    if sort == "due":
        later |= Q(due_at__isnull=True)
    return tickets.filter(later)


def _before(tickets: QuerySet[Ticket], sort: str, moment: datetime | None, found: int | None) -> QuerySet[Ticket]:
    """Turn back from a key: `tickets` come in the reverse order."""
    column = "due_at" if sort == "due" else "opened_at"
    behind = "gt" if sort == "newest" else "lt"
    if moment is None:
        return tickets.filter(Q(**{f"{column}__isnull": False}) | Q(id__lt=found))
    return tickets.filter(Q(**{f"{column}__{behind}": moment}) | Q(**{column: moment, f"id__{behind}": found}))


def _key(ticket: Ticket, sort: str) -> str:
    moment = ticket.due_at if sort == "due" else ticket.opened_at
    return f"{moment.isoformat() if moment else ''}~{ticket.pk}"


def _read_key(key: str) -> Start:
    """Read a key; one that is not ours is no start at all."""
    moment, _, number = key.partition("~")
    try:
        at = datetime.fromisoformat(moment) if moment else None
        found = int(number)
        if (at is not None and at.tzinfo is None) or not 0 < found < 1 << 62:
            return None, None
        return at and at.astimezone(UTC), found
    except (ValueError, OverflowError):  # a moment that is none, or none in UTC
        return None, None
