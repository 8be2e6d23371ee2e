"""One ticket with all that the viewer may see of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.agreement.queries.terms import terms_of
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import CountsFrom, Metric
from knutepunkt.base.compiled import Compiled
from knutepunkt.base.errors import NotYours
from knutepunkt.desk.models import Attachment, Clock, Custody, Follow, Note, Participation, Ticket
from knutepunkt.desk.queries.queue import with_names
from knutepunkt.desk.rules.clock import Reading, read_clock
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.party.models import Person

Answers = Mapping[int | None, datetime | None]


class Named(TypedDict):
    """What a timeline entry is annotated with: None for somebody the viewer may not see."""

    author_name: str | None


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A clock as of now, with the working behind it."""

    clock: Clock
    level: ServiceLevel
    reading: Reading


def one(ticket_id: int) -> Ticket:
    """Return the ticket with its names; raises `NotYours` when the viewer does not see it."""
    found = _one.first(ticket_id)
    if found is None:
        raise NotYours(_("There is no such ticket, or it is not yours to see."))
    return found


@Compiled
def _one(ticket_id: int) -> QuerySet[Ticket]:
    return with_names(Ticket.objects.filter(pk=ticket_id)).select_related("service__group", "team__organisation")


def is_seen(ticket_id: int) -> bool:
    """Say whether the viewer sees the ticket. One query."""
    return Ticket.objects.filter(pk=ticket_id).exists()


def custody(ticket: Ticket) -> list[Custody]:
    """Return who held it when, oldest first."""
    return _custody(ticket.pk)


@Compiled
def _custody(ticket_id: int) -> QuerySet[Custody]:
    return (
        Custody.objects.filter(ticket_id=ticket_id)
        .select_related("team", "organisation")
        .annotate(person_name=_name("person_id"))
        .only("start_at", "end_at", "mode", "reason", "person_id", "team__name", "organisation__name")
        .order_by("start_at")
    )


def as_spans(rows: list[Custody]) -> tuple[Span, ...]:
    """Return custody rows as the values that the rules read."""
    return tuple(
        Span(
            row.start_at,
            row.end_at,
            row.team_id,
            row.organisation_id,
            Mode(row.mode),
            row.reason or None,
            row.person_id,
        )
        for row in rows
    )


def clocks(ticket: Ticket, spans: tuple[Span, ...], *, at: datetime) -> list[ShownClock]:
    """Return the clocks the viewer may see, read as of `at`, those still at work first."""
    rows = _clocks(ticket.pk)
    levels = terms_of({row.level_id for row in rows})
    answered = answers(ticket, levels.values())
    shown = []
    for row in rows:
        level = levels[row.level_id]
        since = ticket.opened_at if level.counts_from is CountsFrom.OPENING else row.applies_from
        answered_at = answered.get(level.holder_id)
        reading = read_clock(level, spans, answered_at=answered_at, since=since, until=row.applies_until, at=at)
        shown.append(ShownClock(row, row.level, reading))
    return sorted(shown, key=lambda one: (one.reading.stopped_at is not None, one.reading.due_at or at))


@Compiled
def _clocks(ticket_id: int) -> QuerySet[Clock]:
    return (
        Clock.objects.filter(ticket_id=ticket_id)
        .select_related("level__contract", "level__calendar")
        .only("applies_from", "applies_until", *(f"level__{name}" for name in _SHOWN_OF_LEVEL))
        .order_by("pk")
    )


_SHOWN_OF_LEVEL = ("name", "metric", "version", "target", "contract__title", "contract__kind", "calendar__name")


def answers(ticket: Ticket, levels: Iterable[LevelTerms]) -> Answers:
    """Return when the requester was first answered, under None at all, under a supplier since that had the ticket."""
    if not any(level.holder_id and level.metric is Metric.RESPONSE for level in levels):
        return {None: ticket.answered_at}
    holders = ticket.participations.filter(part=Participation.Part.HOLDER.value)
    return {None: ticket.answered_at, **dict(holders.values_list("organisation_id", "answered_at"))}


def timeline(ticket: Ticket) -> "list[WithAnnotations[Note, Named]]":
    """Return what was said and done, newest first, with files. Two queries."""
    files: dict[int, list[Attachment]] = {}
    for file in _files(ticket.pk):
        files.setdefault(file.note_id, []).append(file)
    notes = _notes(ticket.pk)
    for note in notes:
        note.files = files.get(note.pk, [])
    return notes


@Compiled
def _notes(ticket_id: int) -> "QuerySet[WithAnnotations[Note, Named]]":
    return (
        Note.objects.filter(ticket_id=ticket_id)
        .select_related("organisation")
        .annotate(author_name=_name("author_id"))
        .order_by("-at", "-pk")
    )


@Compiled
def _files(ticket_id: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(ticket_id=ticket_id).order_by("pk")


def since_version(ticket_id: int, version: int) -> list[Note]:
    """Return the events after the version that somebody looked at: what changed meanwhile."""
    events = Note.objects.filter(ticket_id=ticket_id, kind=Note.Kind.EVENT.value, ticket_version__gt=version).annotate(
        author_name=_name("author_id")
    )
    return list(events.order_by("at", "pk"))


def parties(ticket: Ticket) -> list[Participation]:
    """Return the organisations that take part, as far as the viewer sees them."""
    return _parties(ticket.pk)


@Compiled
def _parties(ticket_id: int) -> QuerySet[Participation]:
    return Participation.objects.filter(ticket_id=ticket_id).select_related("organisation").order_by("part", "pk")


def followers(ticket: Ticket) -> list[Follow]:
    """Return who follows it, as far as the viewer sees them."""
    return _followers(ticket.pk)


@Compiled
def _followers(ticket_id: int) -> QuerySet[Follow]:
    follows = Follow.objects.filter(ticket_id=ticket_id).select_related("person")
    return follows.only("person__name").order_by("person__name")


def merged(ticket: Ticket) -> list[Ticket]:
    """Return the tickets that go on in this one."""
    return _merged(ticket.pk)


@Compiled
def _merged(ticket_id: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(merged_into_id=ticket_id).only("id", "title").order_by("pk")


def _name(column: str) -> Subquery:
    return Subquery(Person.objects.filter(pk=OuterRef(column)).values("name")[:1])
