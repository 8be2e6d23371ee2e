"""Talks on a ticket: answers, notes with their audience, files, followers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.filing import Upload
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.desk.actions.change import Change, change, note, visible
from knutepunkt.desk.actions.opening import TEXT_LENGTH
from knutepunkt.desk.actions.storing import store
from knutepunkt.desk.models import Follow, Note, Ticket
from knutepunkt.desk.rules.custody import Mode
from knutepunkt.desk.rules.note import Audience
from knutepunkt.desk.rules.permission import Side
from knutepunkt.desk.rules.ticket import Action, State
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import integrator


def answer(
    ticket_id: int,
    *,
    body: str,
    by: Person,
    at: datetime,
    audience: Audience | None = None,
    files: Sequence[Upload] = (),
) -> Note:
    """Write in the conversation with the requester; without `audience`, to the narrowest that works.

    An answer collides with nobody's: it needs no version. The requester's answer ends a wait for the customer.
    """
    body = _body(body)
    with change(ticket_id, Action.ANSWER, by=by, at=at) as work:
        from_requester = Side.REQUESTER in work.side and Side.DESK not in work.side
        audience = audience or (Audience.parties() if from_requester else Audience.requester())
        if audience.is_chosen:
            raise Refusal(_("An answer is read by the requester; write a note to chosen parties instead."))
        written = _write(work, Note.Kind.ANSWER, body, audience, files)
        if from_requester:
            _end_wait_for_customer(work)
        else:
            work.answered()
        work.tell("answered")
    return written


def add_note(
    ticket_id: int,
    *,
    body: str,
    audience: Audience,
    by: Person,
    at: datetime,
    files: Sequence[Upload] = (),
) -> Note:
    """Write a working note that `audience` may read."""
    body = _body(body)
    with change(ticket_id, Action.NOTE, by=by, at=at) as work:
        _require_parties(work, audience)
        return _write(work, Note.Kind.NOTE, body, audience, files)


@transaction.atomic
def follow(ticket_id: int, *, by: Person, at: datetime, person: Person | None = None) -> None:
    """Let `person` (else `by`) hear what happens; only the desk adds somebody else."""
    ticket = visible(ticket_id)
    person = person or by
    if person.pk != by.pk and by.organisation.kind != "integrator":
        raise NotAllowed(_("Only the desk can add somebody else as a follower."))
    with as_system():
        if person.pk != by.pk:
            _require_party(ticket, person)
        Follow.objects.get_or_create(ticket=ticket, person=person)


@transaction.atomic
def unfollow(ticket_id: int, *, by: Person, at: datetime) -> None:
    """Stop hearing about the ticket."""
    ticket = visible(ticket_id)
    with as_system():
        Follow.objects.filter(ticket=ticket, person=by).delete()


def _require_party(ticket: Ticket, person: Person) -> None:
    """Nobody of an organisation that has no part in the ticket is let in by a name alone."""
    takes_part = ticket.participations.filter(organisation_id=person.organisation_id).exists()
    if person.organisation.kind != Organisation.Kind.INTEGRATOR and not takes_part:
        raise refused(
            "reader",
            _("%(organisation)s has no part in this ticket. Name somebody of its parties.")
            % {"organisation": person.organisation.name},
        )


def _require_parties(work: Change, audience: Audience) -> None:
    """Nobody is named as a reader who could not see the ticket."""
    parties = set(work.ticket.participations.values_list("organisation_id", flat=True))
    known = parties | {work.ticket.customer_id, work.person.organisation_id, integrator().pk}
    if strangers := set(audience.organisations) - known:
        raise refused(
            "to",
            _("Not of this ticket's parties: %(numbers)s.") % {"numbers": ", ".join(map(str, sorted(strangers)))},
        )


def _body(body: str) -> str:
    body = cleaned(body, field="body", label=_("The text"), longest=TEXT_LENGTH, required=True)
    refuse_identity_number(body, field="body")
    return body


def _write(work: Change, kind: Note.Kind, body: str, audience: Audience, files: Sequence[Upload]) -> Note:
    written = note(
        work.ticket,
        kind=kind,
        by=work.by,
        at=work.at,
        body=body,
        audience=audience.kind,
        chosen=audience.organisations,
    )
    for file in files:
        store(file, note=written)
    return written


def _end_wait_for_customer(work: Change) -> None:
    ticket = work.ticket
    if ticket.state == State.WAITING.value and ticket.reason == WaitingReason.CUSTOMER.value:
        person = ticket.assignee
        work.hold(mode=Mode.WORKING if person else Mode.QUEUED, person=person)
        work.set(state=(State.WORKING if person else State.QUEUED).value, version=ticket.version + 1)
