"""Ends tickets and takes the end back: resolve, reopen, close, withdraw, merge."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.desk.actions.change import change, note, visible
from knutepunkt.desk.actions.opening import TEXT_LENGTH
from knutepunkt.desk.models import Follow, Note, Ticket
from knutepunkt.desk.rules.custody import Mode
from knutepunkt.desk.rules.ticket import Action, State
from knutepunkt.party.models import Person


def resolve(ticket_id: int, *, resolution: str, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Say what solved it; the requester can confirm or reopen until it is closed."""
    resolution = cleaned(resolution, field="resolution", label=_("What solved it"), longest=TEXT_LENGTH, required=True)
    refuse_identity_number(resolution, field="resolution")
    with change(ticket_id, Action.RESOLVE, by=by, at=at, seen=seen) as work:
        solver = by if by.organisation_id == work.team.organisation_id else work.ticket.assignee
        work.set(resolved_at=work.at, resolution=resolution)
        work.answered()  # what solved it is an answer that the requester sees
        work.hold(mode=Mode.WAITING, reason=WaitingReason.CONFIRMATION.value, person=solver)
        note(work.ticket, kind=Note.Kind.ANSWER, by=by, at=work.at, body=resolution)
        work.event("resolved")
    return work.ticket


def reopen(ticket_id: int, *, why: str, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Take the resolution back: the ticket returns to the team that resolved it, and its clocks run on."""
    why = cleaned(why, field="why", label=_("What is still wrong"), longest=TEXT_LENGTH, required=True)
    refuse_identity_number(why, field="why")
    with change(ticket_id, Action.REOPEN, by=by, at=at, seen=seen) as work:
        work.set(resolved_at=None, reopenings=work.ticket.reopenings + 1)
        work.hold(mode=Mode.QUEUED)
        note(work.ticket, kind=Note.Kind.ANSWER, by=by, at=work.at, body=why)
        work.event("reopened")
    return work.ticket


def close(ticket_id: int, *, by: Person | None, at: datetime, seen: int | None = None) -> Ticket:
    """Confirm a resolved ticket: custody ends."""
    with change(ticket_id, Action.CLOSE, by=by, at=at, seen=seen) as work:
        work.event("closed")
        work.release()
    return work.ticket


def withdraw(ticket_id: int, *, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Close a ticket whose requester no longer needs anything."""
    with change(ticket_id, Action.WITHDRAW, by=by, at=at, seen=seen) as work:
        work.event("withdrawn")
        work.release()
    return work.ticket


def merge(ticket_id: int, *, into: int, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Close a duplicate and point to the ticket that goes on; its requester follows that one.

    Whoever follows a ticket sees it: so its customer must have a part in the one that goes on.
    """
    if ticket_id == into:
        raise Refusal(_("A ticket cannot be merged into itself."), fields={"into": _("Choose another ticket.")})
    target = _target(into)
    if target.closed_at or target.merged_into_id:
        raise Refusal(
            _("%(ticket)s is closed; merge into one that goes on.") % {"ticket": target.number},
            fields={"into": target.number},
        )
    with change(ticket_id, Action.MERGE, by=by, at=at, seen=seen) as work:
        _require_part(target, work.ticket)
        work.set(merged_into=target)
        work.event("merged", into=target.number)
        work.release()
        if not target.is_restricted and not work.ticket.is_restricted:
            Follow.objects.get_or_create(ticket=target, person=work.ticket.requester)
    return work.ticket


def _target(into: int) -> Ticket:
    """The ticket that goes on; one that is not there is a fault of the field, not of the page."""
    try:
        return visible(into)
    except NotYours as fault:
        raise Refusal(fault.message, fields={"into": fault.message}) from fault


def _require_part(target: Ticket, duplicate: Ticket) -> None:
    customer = duplicate.customer
    if target.customer_id == customer.pk or target.participations.filter(organisation=customer).exists():
        return
    raise refused(
        "into",
        _("%(ticket)s is another customer's. Say on it first that %(customer)s is affected too.")
        % {"ticket": target.number, "customer": customer.name},
    )


CONFIRMED_AFTER = timedelta(days=7)


@transaction.atomic
def close_confirmed(*, at: datetime) -> int:
    """Close what was resolved a week ago and not reopened, as the system; return how many."""
    silent = Ticket.objects.filter(state=State.RESOLVED.value, resolved_at__lte=at - CONFIRMED_AFTER)
    ticket_ids = list(silent.values_list("pk", flat=True)[:1000])
    for ticket_id in ticket_ids:
        close(ticket_id, by=None, at=at)
    return len(ticket_ids)
