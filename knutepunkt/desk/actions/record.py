"""Records tickets that were worked elsewhere, many at once: custody, clocks and timeline as if worked here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from knutepunkt.agreement.queries.terms import Book
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk.actions import copying
from knutepunkt.desk.actions.past_clocks import ClockRow, PastClocks
from knutepunkt.desk.models import Custody, Note, Participation, Ticket
from knutepunkt.desk.rules import past as rules
from knutepunkt.desk.rules.custody import Mode, Span, check
from knutepunkt.desk.rules.past import PastTicket
from knutepunkt.party.models import Person, Team
from knutepunkt.party.queries import integrator

_TICKET = (
    *("kind", "state", "title", "description", "channel", "requester_id", "customer_id", "service_id", "impact"),
    *("urgency", "priority", "is_restricted", "opened_by_id", "opened_at", "answered_at", "resolved_at", "closed_at"),
    *("team_id", "assignee_id", "mode", "reason", "held_since", "due_at", "is_breached", "resolution", "handovers"),
    *("reopenings", "source", "reference", "version"),
)
_MOVED = (
    *("state", "impact", "urgency", "priority", "answered_at", "resolved_at", "closed_at", "team_id", "assignee_id"),
    *("mode", "reason", "held_since", "due_at", "is_breached", "handovers", "reopenings", "version"),
)
_CUSTODY = ("ticket_id", "start_at", "end_at", "team_id", "organisation_id", "mode", "reason", "person_id")
_NOTE = (
    *("ticket_id", "kind", "at", "author_id", "organisation_id", "body", "event", "details", "ticket_version"),
    *("audience", "chosen"),
)
_CLOCK = (
    *("ticket_id", "level_id", "applies_from", "applies_until", "state", "elapsed", "due_at", "stopped_at"),
    *("breached_at", "computed_at"),
)
_CLOCK_AGAIN = "on conflict (ticket_id, level_id, applies_from) do update set " + ", ".join(
    f"{column} = excluded.{column}" for column in _CLOCK[3:]
)
_OPEN_SPAN = """update desk_custody
set end_at = %s, team_id = %s, organisation_id = %s, mode = %s, reason = %s, person_id = %s
where ticket_id = %s and end_at is null"""
_TEXT = """insert into desk_tickettext (ticket_id, document)
select id, setweight(to_tsvector('norwegian', title), 'A') || to_tsvector('norwegian', description)
from desk_ticket where id = any (%s)"""


@dataclass(slots=True)
class Recorded:
    """What became of the tickets; `left_alone` says for each reference why its history was not extended."""

    new: list[str] = field(default_factory=list)
    extended: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: dict[str, str] = field(default_factory=dict)


def _same_holder(one: Span, other: Span) -> bool:
    return replace(one, end_at=None) == replace(other, end_at=None)


@dataclass(frozen=True, slots=True)
class _Known:
    """What an earlier run recorded of a ticket."""

    ticket_id: int
    version: int
    priority: int
    closed_at: datetime | None
    spans: tuple[Span, ...]

    @property
    def reaches_to(self) -> datetime:
        """The last moment of which the record tells."""
        return self.closed_at or self.spans[-1].start_at

    def replaced_in(self, past: PastTicket) -> bool:
        """Say whether the present span turns out to have lasted no time: another begins when it did."""
        last = self.spans[-1]
        then = past.spans[len(self.spans) - 1]
        return not _same_holder(then, last) and last.end_at is None and then.start_at == last.start_at

    def same_as(self, past: PastTicket) -> bool:
        """Say whether the history tells nothing new."""
        mine = (self.spans, self.closed_at, self.priority)
        return mine == (past.spans, past.closed_at, past.priority)


@dataclass(slots=True)
class _Work:
    """One ticket to write: its id once it has one, and what was known before."""

    past: PastTicket
    known: _Known | None = None
    ticket_id: int = 0
    clocks: list[ClockRow] = field(default_factory=list)
    happenings: list[rules.Happening] = field(default_factory=list)

    @property
    def version(self) -> int:
        return (self.known.version if self.known else 1) + len(self.happenings)


@transaction.atomic
def record(tickets: Sequence[PastTicket], *, book: Book, at: datetime, by: Person | None = None) -> Recorded:
    """Record tickets, those known before only as far as their history went on.

    A ticket is known by its source and reference. What was recorded is never rewritten: a ticket whose custody
    here is not the beginning of its history there is left alone, for somebody has worked on it here.
    """
    result = Recorded()
    if not tickets:
        return result
    source = f"import {tickets[0].source}"
    with seen_by(Viewer(Role.SYSTEM, person_id=by.pk if by else None, source=source)):
        home = integrator().pk
        work = _sorted_out(tickets, result)
        if work:
            _reckon(work, book, home, at=at)
            _write(work, home, at=at)
    return result


def _sorted_out(tickets: Sequence[PastTicket], result: Recorded) -> list[_Work]:
    known = _known(tickets)
    work = []
    for past in sorted(tickets, key=lambda ticket: ticket.opened_at):
        if past.spans:
            check(past.spans, opened_at=past.opened_at, closed_at=past.closed_at)
        before = known.get(past.reference)
        if before is None:
            result.new.append(past.reference)
            work.append(_Work(past, happenings=list(rules.happenings(past.spans, closed_at=past.closed_at))))
        elif before.same_as(past):
            result.unchanged.append(past.reference)
        elif why := _why_not(before, past):
            result.left_alone[past.reference] = why
        else:
            result.extended.append(past.reference)
            work.append(_Work(past, before, before.ticket_id, happenings=list(_later(before, past))))
    return work


def _later(before: _Known, past: PastTicket) -> Iterator[rules.Happening]:
    again = before.replaced_in(past)
    for one in rules.happenings(past.spans, closed_at=past.closed_at):
        if one.at > before.reaches_to or (again and one.at == before.reaches_to):
            yield one


def _known(tickets: Sequence[PastTicket]) -> dict[str, _Known]:
    references = [ticket.reference for ticket in tickets]
    columns = ("id", "version", "priority", "closed_at", "reference")
    rows = Ticket.objects.select_for_update().filter(source=tickets[0].source, reference__in=references)
    found = {row[0]: row for row in rows.values_list(*columns)}
    spans: dict[int, list[Span]] = {ticket_id: [] for ticket_id in found}
    custody = Custody.objects.filter(ticket_id__in=list(found)).order_by("ticket_id", "start_at")
    for ticket_id, start, end, team, organisation, mode, reason, person in custody.values_list(*_CUSTODY):
        spans[ticket_id].append(Span(start, end, team, organisation, Mode(mode), reason or None, person))
    return {
        reference: _Known(ticket_id, version, priority, closed_at, tuple(spans[ticket_id]))
        for ticket_id, version, priority, closed_at, reference in found.values()
    }


def _why_not(before: _Known, past: PastTicket) -> str | None:
    """Say why the history cannot go on from what is known, or None when it can."""
    if not before.spans:
        return _("The ticket closed here at the moment it opened; its history says otherwise now.")
    *ended, last = before.spans
    if past.spans[: len(ended)] != tuple(ended):
        return _("What is recorded here is not the beginning of this history: somebody has worked on the ticket here.")
    same = past.spans[len(ended)] if len(past.spans) > len(ended) else None
    if same is None or (not _same_holder(same, last) and not before.replaced_in(past)):
        return _("The ticket is held by somebody else here than in this history.")
    if last.end_at is not None and same.end_at != last.end_at:
        return _("The ticket has been closed here, and custody that has ended is not rewritten.")
    return None


def _reckoned_to(one: _Work) -> datetime | None:
    """Until when the stored clocks are right: up to the start of a span that is replaced, else to its end."""
    if one.known is None:
        return None
    back = timedelta(microseconds=1) if one.known.replaced_in(one.past) else timedelta(0)
    return one.known.reaches_to - back


def _reckon(work: Sequence[_Work], book: Book, home: int, *, at: datetime) -> None:
    """Find the levels that apply to each ticket over time, and read all their clocks in one pass."""
    clocks = PastClocks(book, integrator_id=home, at=at)
    for one in work:
        one.clocks = clocks.add(one.past, known_id=one.ticket_id or None, after=_reckoned_to(one))
    clocks.read()


def _write(work: Sequence[_Work], home: int, *, at: datetime) -> None:
    new = [one for one in work if one.known is None]
    ids = copying.insert("desk_ticket", _TICKET, (_ticket_row(one) for one in new), then="returning reference, id")
    by_reference = dict(ids)
    for one in new:
        one.ticket_id = by_reference[one.past.reference]
    extended = [one for one in work if one.known is not None]
    copying.update("desk_ticket", "id", _MOVED, (_moved_row(one) for one in extended))
    _end_open_spans(extended)
    copying.insert("desk_custody", _CUSTODY, (row for one in work for row in _custody_rows(one)))
    copying.insert("desk_clock", _CLOCK, (row for one in work for row in _clock_rows(one, at)), then=_CLOCK_AGAIN)
    copying.insert(
        "desk_participation",
        ("ticket_id", "organisation_id", "part", "since_at", "answered_at"),
        (row for one in work for row in _participation_rows(one, home)),
        then="on conflict (ticket_id, organisation_id, part) do update set answered_at = excluded.answered_at",
    )
    teams = dict(Team.objects.values_list("pk", "name"))
    copying.insert("desk_note", _NOTE, (row for one in work for row in _note_rows(one, teams)))
    with connection.cursor() as cursor:
        cursor.execute(_TEXT, [[one.ticket_id for one in new]])


def _end_open_spans(extended: Sequence[_Work]) -> None:
    """End the spans that were open, or put in place what turned out to begin when they did."""
    with connection.cursor() as cursor:
        cursor.executemany(_OPEN_SPAN, [row for one in extended for row in _open_span_rows(one)])


def _open_span_rows(one: _Work) -> Iterator[tuple[Any, ...]]:
    assert one.known is not None, "only known tickets are extended"
    if one.known.spans[-1].end_at is None:
        span = one.past.spans[len(one.known.spans) - 1]
        held = (span.team_id, span.organisation_id, span.mode.value, span.reason or "", span.person_id)
        yield (span.end_at, *held, one.ticket_id)


def _moved(one: _Work) -> dict[str, Any]:
    past, last = one.past, one.past.spans[-1] if one.past.closed_at is None else None
    running = [row.due_at for row in one.clocks if row.due_at and not row.stopped_at]
    return {
        "state": rules.state_of(past.spans, closed_at=past.closed_at).value,
        "impact": past.impact,
        "urgency": past.urgency,
        "priority": past.priority,
        "answered_at": rules.answered_at(past.spans),
        "resolved_at": past.resolved_at,
        "closed_at": past.closed_at,
        "team_id": last and last.team_id,
        "assignee_id": last and last.person_id,
        "mode": last.mode.value if last else "",
        "reason": (last.reason or "") if last else "",
        "held_since": last and last.start_at,
        "due_at": min(running, default=None),
        "is_breached": any(row.is_breached for row in one.clocks),
        "handovers": rules.handovers(past.spans),
        "reopenings": rules.reopenings(past.spans),
        "version": one.version,
    }


def _moved_row(one: _Work) -> tuple[Any, ...]:
    return (one.ticket_id, *_moved(one).values())


def _ticket_row(one: _Work) -> tuple[Any, ...]:
    past = one.past
    columns = _moved(one) | {
        "kind": past.kind.value,
        "title": past.title,
        "description": past.description,
        "channel": past.channel,
        "requester_id": past.requester_id,
        "customer_id": past.customer_id,
        "service_id": past.service_id,
        "is_restricted": False,
        "opened_by_id": past.opener_id,
        "opened_at": past.opened_at,
        "resolution": "",
        "source": past.source,
        "reference": past.reference,
    }
    return tuple(columns[name] for name in _TICKET)


def _custody_rows(one: _Work) -> Iterator[tuple[Any, ...]]:
    known = len(one.known.spans) if one.known else 0
    for span in one.past.spans[known:]:
        yield (
            *(one.ticket_id, span.start_at, span.end_at, span.team_id, span.organisation_id),
            *(span.mode.value, span.reason or "", span.person_id),
        )


def _clock_rows(one: _Work, at: datetime) -> Iterator[tuple[Any, ...]]:
    for row in one.clocks:
        yield (
            *(one.ticket_id, row.level_id, row.applies_from, row.applies_until, row.state, row.elapsed),
            *(row.due_at, row.stopped_at, row.breached_at, at),
        )


def _participation_rows(one: _Work, home: int) -> Iterator[tuple[Any, ...]]:
    past = one.past
    yield one.ticket_id, past.customer_id, Participation.Part.CUSTOMER.value, past.opened_at, None
    suppliers = rules.suppliers_since(past.spans, integrator_id=home)
    for organisation_id, since_at in suppliers.items():
        answered_at = rules.answered_at(past.spans, since=since_at)
        yield one.ticket_id, organisation_id, Participation.Part.HOLDER.value, since_at, answered_at


def _note_rows(one: _Work, teams: dict[int, str]) -> Iterator[tuple[Any, ...]]:
    version = one.version - len(one.happenings)
    for number, happening in enumerate(one.happenings, version + 1):
        span = happening.span
        yield (
            *(one.ticket_id, Note.Kind.EVENT.value, happening.at, _author(happening)),
            *(span.organisation_id if span else one.past.customer_id, "", happening.code),
            *(Jsonb(_details(happening, teams)), number, Note.Audience.PARTIES.value, []),
        )


def _author(happening: rules.Happening) -> int | None:
    """Who acted, as far as the log tells: not who handed over, reopened or closed."""
    acted = happening.code in {"taken", "resumed", "waiting", "resolved"}
    return happening.span.person_id if acted and happening.span else None


def _details(happening: rules.Happening, teams: dict[int, str]) -> dict[str, str]:
    before, span = happening.before, happening.span
    if happening.code == "handed_over" and before and span:
        return {"before": teams[before.team_id], "after": teams[span.team_id], "why": ""}
    if happening.code == "waiting" and span and span.reason:
        return {"reason": span.reason}
    return {}


def refresh_statistics() -> None:
    """Let the planner know how many rows there are now: after many new ones it would still plan for a few."""
    with connection.cursor() as cursor:
        cursor.execute("analyze desk_ticket, desk_custody, desk_clock, desk_note, desk_participation, desk_tickettext")
