"""What every change of a ticket shares: see it, lock it, ask the rule, move custody, reckon, tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.errors import MovedOn, NotAllowed, NotYours, Refusal
from knutepunkt.base.session import as_system, present
from knutepunkt.desk.actions import reckoning, telling
from knutepunkt.desk.models import Custody, Note, Participation, Ticket
from knutepunkt.desk.rules.custody import Mode, Span, advance
from knutepunkt.desk.rules.permission import Side, may
from knutepunkt.desk.rules.ticket import Action, NotNow, State, state_after
from knutepunkt.party.models import Organisation, Person, Team
from knutepunkt.party.queries import integrator

_MIRRORED = ("state", "team", "mode", "reason", "assignee", "held_since", "version")

_TALK = frozenset({Action.ANSWER, Action.NOTE, Action.ATTACH})


class Change:
    """One ticket in the hands of one person at one moment; what is set here is written at the end."""

    def __init__(self, ticket: Ticket, *, by: Person | None, at: datetime) -> None:
        self.ticket, self.by, self.at = ticket, by, at
        self.side = side_of(ticket, by)
        self._fields: set[str] = set()
        self._terms_changed = False
        self.spans = reckoning.spans_of(ticket)

    @property
    def person(self) -> Person:
        """Who does it, where only people may."""
        assert self.by is not None, "the system does not do this"
        return self.by

    @property
    def team(self) -> Team:
        """Who holds the ticket, while it is open."""
        assert self.ticket.team is not None, "nobody holds a closed ticket"
        return self.ticket.team

    def set(self, **fields: Any) -> None:
        """Set columns of the ticket; they are saved with the change."""
        for name, value in fields.items():
            setattr(self.ticket, name, value)
        self._fields |= fields.keys()

    def hold(self, *, team: Team | None = None, mode: Mode, reason: str = "", person: Person | None = None) -> None:
        """Let `team` (else the present one) hold the ticket from now on, in `mode`."""
        holder = team or self.team
        ended, begun = advance(
            self.spans[-1],
            at=self.at,
            team_id=holder.pk,
            organisation_id=holder.organisation_id,
            mode=mode,
            reason=reason or None,
            person_id=person.pk if person else None,
        )
        self._write_span(ended, begun)
        self.set(team=holder, mode=mode.value, reason=reason, assignee=person, held_since=self.at)
        if holder.organisation.kind == Organisation.Kind.SUPPLIER:
            self._let_in(holder.organisation_id)

    def release(self) -> None:
        """End custody: the ticket is closed."""
        last = self.spans[-1]
        open_span = Custody.objects.filter(ticket=self.ticket, end_at__isnull=True)
        if last.start_at == self.at:  # what was held for no time leaves nothing
            open_span.delete()
            self.spans = self.spans[:-1]
        else:
            open_span.update(end_at=self.at)
            self.spans = (*self.spans[:-1], last.ended(self.at))
        self.set(team=None, mode="", reason="", assignee=None, held_since=None, closed_at=self.at)

    def answered(self) -> None:
        """The requester has been answered: perhaps for the first time, at all or since a supplier had the ticket."""
        if self.ticket.answered_at is None:
            self.set(answered_at=self.at)
        holders = self.ticket.participations.filter(part=Participation.Part.HOLDER.value)
        holders.filter(answered_at__isnull=True).update(answered_at=self.at)

    def terms_changed(self) -> None:
        """Other levels may apply from now on."""
        self._terms_changed = True

    def event(self, code: str, **details: Any) -> None:
        """Write what happened into the ticket's timeline, for all its parties."""
        note(self.ticket, kind=Note.Kind.EVENT, by=self.by, at=self.at, event=code, details=details)
        self.tell(code)

    def tell(self, code: str) -> None:
        """Notify those whom it concerns, without an entry in the timeline."""
        telling.tell(self.ticket, code, by=self.by, at=self.at)

    def finish(self) -> None:
        """Save what was set, and reckon the clocks anew."""
        mirror = reckoning.reckon(self.ticket, self.spans, at=self.at, terms_changed=self._terms_changed)
        self.set(**mirror)
        self.ticket.save(update_fields=sorted(self._fields))

    def _write_span(self, ended: Span | None, begun: Span) -> None:
        open_span = Custody.objects.filter(ticket=self.ticket, end_at__isnull=True)
        columns = {
            "team_id": begun.team_id,
            "organisation_id": begun.organisation_id,
            "mode": begun.mode.value,
            "reason": begun.reason or "",
            "person_id": begun.person_id,
        }
        if ended is None:  # nothing lasted: what is held now replaces what was held for no time
            open_span.update(**columns)
            self.spans = (*self.spans[:-1], begun)
        else:
            open_span.update(end_at=self.at)
            Custody.objects.create(ticket=self.ticket, start_at=self.at, end_at=None, **columns)
            self.spans = (*self.spans[:-1], ended, begun)

    def _let_in(self, organisation_id: int) -> None:
        _, is_new = Participation.objects.get_or_create(
            ticket=self.ticket,
            organisation_id=organisation_id,
            part=Participation.Part.HOLDER.value,
            defaults={"since_at": self.at},
        )
        if is_new:
            self.terms_changed()


@contextmanager
def change(
    ticket_id: int, action: Action, *, by: Person | None, at: datetime, seen: int | None = None
) -> Iterator[Change]:
    """Carry out `action`: the block says what changes, then custody, clocks and trail follow.

    `seen` is the version that the person looked at; `by` is None for the system itself.
    Raises `NotYours`, `NotAllowed`, `MovedOn`, `Refusal`.
    """
    with transaction.atomic():
        ticket = visible(ticket_id)
        with as_system():
            ticket = (
                Ticket.objects.select_for_update(of=("self",)).select_related("team__organisation").get(pk=ticket.pk)
            )
            _refuse_moved_on(ticket, seen)
            after = _state_after(action, ticket)
            work = Change(ticket, by=by, at=max(at, latest(ticket)))
            if not may(action, work.side):
                raise NotAllowed(_("You may not do this with this ticket."))
            if action not in _TALK:  # what is said collides with nobody's work
                work.set(state=after.value, version=ticket.version + 1)
            yield work
            work.finish()


def _state_after(action: Action, ticket: Ticket) -> State:
    try:
        return state_after(action, State(ticket.state))
    except NotNow as fault:
        raise Refusal(_("This cannot be done with the ticket as it stands now.")) from fault


def _refuse_moved_on(ticket: Ticket, seen: int | None) -> None:
    if seen is not None and seen != ticket.version:
        raise MovedOn(
            _(
                "%(ticket)s has changed since you opened it. Nothing of yours was lost; "
                "look at what changed and decide again."
            )
            % {"ticket": ticket.number},
            since=seen,
        )


def visible(ticket_id: int) -> Ticket:
    """Return the ticket if the present viewer sees it."""
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None:
        raise NotYours(_("There is no such ticket, or it is not yours to see."))
    return ticket


def side_of(ticket: Ticket, person: Person | None) -> frozenset[Side]:
    """Return what the person is to the ticket: requester's side, desk, its holder, another party."""
    if person is None:
        return frozenset({Side.SYSTEM})
    sides = set()
    kind = person.organisation.kind
    if ticket.requester_id == person.pk:
        sides.add(Side.REQUESTER)
    if kind == Organisation.Kind.INTEGRATOR:
        sides.add(Side.DESK)
    elif kind == Organisation.Kind.SUPPLIER:
        holds = ticket.team is not None and ticket.team.organisation_id == person.organisation_id
        sides.add(Side.HOLDER if holds else Side.PARTY)
    elif ticket.customer_id == person.organisation_id:
        viewer = present()
        if viewer is None or viewer.oversees:
            sides.add(Side.REQUESTER)
    return frozenset(sides)


def latest(ticket: Ticket) -> datetime:
    """Return the last moment of the ticket's custody: nothing can happen before it."""
    return ticket.held_since or ticket.opened_at


def note(
    ticket: Ticket,
    *,
    kind: Note.Kind,
    by: Person | None,
    at: datetime,
    body: str = "",
    event: str = "",
    details: dict[str, Any] | None = None,
    audience: str = Note.Audience.PARTIES.value,
    chosen: tuple[int, ...] = (),
) -> Note:
    """Write one entry of the timeline."""
    return Note.objects.create(
        ticket=ticket,
        kind=kind.value,
        at=at,
        author=by,
        organisation_id=by.organisation_id if by else integrator().pk,
        body=body,
        event=event,
        details=details or {},
        audience=audience,
        chosen=list(chosen),
        ticket_version=ticket.version,
    )
