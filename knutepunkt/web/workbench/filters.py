"""A queue's filter in the address: read leniently, so that an old or broken link still shows a list."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from knutepunkt.desk.queries.queue import Filter
from knutepunkt.desk.rules.search import as_ticket_number
from knutepunkt.desk.rules.ticket import Kind, State

SORTS = ("due", "newest", "oldest")
# Who looks at a queue means also what nobody has touched yet.
_STATES = {State.QUEUED.value: (State.NEW.value, State.QUEUED.value)}
_TOGGLES = ("unassigned", "overdue", "closed", "mine", "followed")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for, as plain values that the form shows again."""

    team: int | None = None
    customer: int | None = None
    service: int | None = None
    supplier: int | None = None
    priority: int | None = None
    state: str = ""
    kind: str = ""
    q: str = ""
    sort: str = "due"
    unassigned: bool = False
    overdue: bool = False
    closed: bool = False
    mine: bool = False
    followed: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> "Chosen":
        """Read an address; what makes no sense is left out."""
        sort, state, kind = query.get("sort", ""), query.get("state", ""), query.get("kind", "")
        return cls(
            team=_key(query, "team"),
            customer=_key(query, "customer"),
            service=_key(query, "service"),
            supplier=_key(query, "supplier"),
            priority=_key(query, "priority"),
            state=state if state in set(State) else "",
            kind=kind if kind in set(Kind) else "",
            q=query.get("q", "").replace("\x00", "").strip()[:200],
            sort=sort if sort in SORTS else "due",
            **{name: bool(query.get(name)) for name in _TOGGLES},
        )

    def as_filter(self, person_id: int) -> Filter:
        """Return what the query reads, for this person. A ticket's number finds it in whichever queue it is."""
        if as_ticket_number(self.q) is not None:
            return Filter(words=self.q)
        return Filter(
            team_id=self.team,
            assignee_id=person_id if self.mine else None,
            follower_id=person_id if self.followed else None,
            unassigned=self.unassigned,
            customer_id=self.customer,
            service_id=self.service,
            supplier_id=self.supplier,
            priorities=(self.priority,) if self.priority else (),
            states=_STATES.get(self.state, (self.state,)) if self.state else (),
            kind=self.kind,
            overdue=self.overdue,
            words=self.q,
            closed=self.closed,
            sort=self.sort,
        )

    def address(self, **changed: object) -> str:
        """Return the query string of this filter with some parts changed."""
        values = {name: getattr(self, name) for name in self.__slots__} | changed
        if values.get("sort") == "due":
            values["sort"] = ""
        return urlencode({name: 1 if value is True else value for name, value in values.items() if value})

    def base(self) -> "Chosen":
        """Return the queue itself, without what narrows it: what the numbers above the list count."""
        return Chosen(team=self.team, supplier=self.supplier, mine=self.mine, followed=self.followed)

    def turned(self, name: str) -> str:
        """Return the query string with a toggle the other way."""
        return self.address(**{name: not getattr(self, name)})

    @property
    def narrows(self) -> bool:
        """Whether anything but the queue and its order is chosen."""
        return replace(self, sort="due") != self.base()


def number(typed: str) -> int | None:
    """Return a whole number that the database can hold, None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None


def _key(query: QueryDict, name: str) -> int | None:
    return number(query.get(name, ""))
