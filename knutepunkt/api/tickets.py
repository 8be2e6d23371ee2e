"""Tickets by API: list, read, open, act."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency, WaitingReason
from knutepunkt.base.compiled import Compiled
from knutepunkt.base.errors import Refusal
from knutepunkt.catalogue.models import Service
from knutepunkt.desk import actions
from knutepunkt.desk.models import Custody, Note, Ticket
from knutepunkt.desk.queries import queue
from knutepunkt.desk.queries import ticket as reading
from knutepunkt.desk.rules.note import Audience
from knutepunkt.desk.rules.ticket import Kind, State
from knutepunkt.party.models import Person, Team
from knutepunkt.web.session import Request

router = Router(tags=["tickets"])

# What the database can look up at all: anything else is refused with its place, before it gets there.
Key = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
Number = Annotated[int, Field(ge=1, lt=1 << 63)]


def _named(one: str) -> AliasChoices:
    """Where a name is found: with the row of a list, or on what the ticket points to."""
    return AliasChoices(f"{one}_name", AliasPath(one, "name"))


class TicketOut(BaseModel):
    """A ticket as a list shows it. Read by pydantic itself: the framework's own reading costs a list half its time."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    kind: str
    state: str
    title: str
    priority: int
    customer: str = Field(validation_alias=_named("customer"))
    service: str = Field(validation_alias=_named("service"))
    team: str | None = Field(None, validation_alias=_named("team"))
    waiting_for: str = Field("", validation_alias="reason")
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_breached: bool
    version: int


class PageOut(BaseModel):
    """A page of tickets; pass `after` to get the next."""

    model_config = ConfigDict(from_attributes=True)

    tickets: list[TicketOut] = Field(validation_alias="rows")
    after: str | None


class ClockOut(Schema):
    """A clock as of now."""

    level: str
    metric: str
    state: str
    elapsed: timedelta
    target: timedelta
    due_at: datetime | None


class SpanOut(Schema):
    """A span of custody."""

    start_at: datetime
    end_at: datetime | None
    team: str
    organisation: str
    mode: str
    reason: str


class NoteOut(Schema):
    """An entry of the timeline."""

    id: int
    kind: str
    at: datetime
    author: str | None
    organisation: str
    body: str
    event: str
    audience: str


class WholeTicketOut(TicketOut):
    """A ticket with custody, clocks and timeline, as far as the caller may see them."""

    description: str
    custody: list[SpanOut] = Field(validation_alias="shown_custody")
    clocks: list[ClockOut] = Field(validation_alias="shown_clocks")
    notes: list[NoteOut] = Field(validation_alias="shown_notes")


class TicketIn(Schema):
    """A ticket to be opened."""

    title: str
    description: str = ""
    service: Key | None = Field(None, description="the service's key; without it the service desk finds out")
    kind: Kind = Kind.INCIDENT
    impact: Impact = Impact.LOW
    urgency: Urgency = Urgency.MEDIUM
    requester: str | None = Field(None, description="e-mail, when it is somebody else")
    restricted: bool = Field(False, description="only for those who must see it")


class ActionIn(Schema):
    """What to do with a ticket; `seen` is the version last read, and guards against overwriting."""

    action: Literal["take", "hand_over", "wait", "resume", "resolve", "reopen", "close", "withdraw"]
    seen: int | None = None
    team: Key | None = Field(None, description="hand_over: the team's key")
    reason: WaitingReason | None = None
    text: str = ""


class NoteIn(Schema):
    """Something to say: an answer to the requester, or a note to chosen parties."""

    body: str
    to: Literal["requester", "parties"] | list[Number] = Field("requester", description="or ids of organisations")


class ListQuery(Schema):
    """Filters of the list."""

    team: Number | None = None
    state: Annotated[list[State], Field(default_factory=list)]
    words: str = ""
    closed: bool = False
    sort: Literal["due", "newest", "oldest"] = "due"
    after: str = ""
    size: int = Field(50, ge=1, le=200)


@router.get("", response=PageOut)
def tickets(request: Request, query: Query[ListQuery]) -> queue.Page:
    """List the tickets that the caller sees."""
    chosen = queue.Filter(
        team_id=query.team,
        states=tuple(state.value for state in query.state),
        words=query.words,
        closed=query.closed,
        sort=query.sort,
    )
    return queue.page(chosen, at=request.at, after=query.after, size=query.size)


@router.post("", response={201: TicketOut})
def open_ticket(request: Request, body: TicketIn) -> Status[Ticket]:
    """Open a ticket: the service decides who gets it and which terms apply."""
    ticket = actions.open_ticket(
        title=body.title,
        description=body.description,
        service=_service(body.service),
        kind=body.kind,
        impact=body.impact,
        urgency=body.urgency,
        requester=_requester(body.requester),
        restricted=body.restricted,
        channel="api",
        by=request.user,
        at=request.at,
    )
    return Status(201, ticket)


@router.get("/{int:ticket_id}", response=WholeTicketOut)
def ticket(request: Request, ticket_id: int) -> Ticket:
    """Read one ticket."""
    return whole(reading.one(ticket_id), at=request.at)


@router.post("/{int:ticket_id}/actions", response=TicketOut)
def act(request: Request, ticket_id: int, body: ActionIn) -> Ticket:
    """Do something with a ticket."""
    by, at, seen = request.user, request.at, body.seen
    if body.action == "hand_over":
        return actions.hand_over(ticket_id, to=_team(body.team), reason=body.text, by=by, at=at, seen=seen)
    if body.action == "wait":
        if body.reason is None:
            raise Refusal(_("Say what the ticket waits for."), fields={"reason": ""})
        return actions.wait(ticket_id, reason=body.reason, by=by, at=at, seen=seen)
    if body.action == "resolve":
        return actions.resolve(ticket_id, resolution=body.text, by=by, at=at, seen=seen)
    if body.action == "reopen":
        return actions.reopen(ticket_id, why=body.text, by=by, at=at, seen=seen)
    return _PLAIN[body.action](ticket_id, by=by, at=at, seen=seen)


@router.post("/{int:ticket_id}/notes", response={201: NoteOut})
def say(request: Request, ticket_id: int, body: NoteIn) -> Status[object]:
    """Answer the requester, or write a note to the parties named."""
    text, by, at = body.body, request.user, request.at
    if body.to == "requester":
        written = actions.answer(ticket_id, body=text, by=by, at=at)
    else:
        audience = Audience.parties() if body.to == "parties" else Audience.chosen(*body.to)
        written = actions.add_note(ticket_id, body=text, audience=audience, by=by, at=at)
    return Status(201, _note(written, author=by.name))


def whole(ticket: Ticket, *, at: datetime) -> Ticket:
    """Return the ticket with all that belongs to it, as the answer's fields name it."""
    held = reading.custody(ticket)
    clocks = reading.clocks(ticket, reading.as_spans(held), at=at)
    shown = {
        "shown_custody": [_span(span) for span in held],
        "shown_clocks": [_clock(one) for one in clocks],
        "shown_notes": [_note(note, author=note.author_name) for note in reading.timeline(ticket)],
    }
    for name, value in shown.items():
        setattr(ticket, name, value)
    return ticket


def _span(span: Custody) -> dict[str, object]:
    return {
        "start_at": span.start_at,
        "end_at": span.end_at,
        "team": span.team.name,
        "organisation": span.organisation.name,
        "mode": span.mode,
        "reason": span.reason,
    }


def _clock(shown: reading.ShownClock) -> dict[str, object]:
    return {
        "level": shown.level.name,
        "metric": shown.level.metric,
        "state": shown.reading.state.value,
        "elapsed": shown.reading.elapsed,
        "target": shown.level.target,
        "due_at": shown.reading.due_at,
    }


_PLAIN = {
    "take": actions.take,
    "resume": actions.resume,
    "close": actions.close,
    "withdraw": actions.withdraw,
}


def _note(note: Note, *, author: str | None) -> dict[str, object]:
    return {
        "id": note.pk,
        "kind": note.kind,
        "at": note.at,
        "author": author,
        "organisation": note.organisation.name,
        "body": note.body,
        "event": note.event,
        "audience": note.audience,
    }


def _service(key: str | None) -> Service:
    if key is None:
        found = Service.objects.select_related("first_team__organisation").filter(is_fallback=True).first()
        message = _("Say which service it is: none is set for what nobody knows the service of.")
    else:
        found = _by_key.first(key)
        message = _("There is no service %(key)s.") % {"key": key}
    if found is None:
        raise Refusal(message, fields={"service": message})
    return found


@Compiled
def _by_key(key: str) -> QuerySet[Service]:
    return Service.objects.filter(key=key).select_related("first_team__organisation")


def _requester(email: str | None) -> Person | None:
    if email is None:
        return None
    # What cannot be kept as text is nobody's address.
    known = email.isprintable()
    person = Person.objects.filter(email__iexact=email if known else "").select_related("organisation").first()
    if person is None:
        raise Refusal(_("Nobody here is known by that e-mail address."), fields={"requester": _("Check the spelling.")})
    return person


def _team(key: str | None) -> Team:
    team = Team.objects.select_related("organisation").filter(key=key or "").first()
    if team is None:
        raise Refusal(_("There is no team %(key)s.") % {"key": key or ""}, fields={"team": key or ""})
    return team
