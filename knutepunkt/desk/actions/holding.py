"""Moves custody: take, hand over, wait, resume."""

from datetime import datetime

from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.text import cleaned, refuse_identity_number
from knutepunkt.desk.actions.change import Change, change
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.rules.custody import Mode
from knutepunkt.desk.rules.ticket import Action
from knutepunkt.party.models import Organisation, Person, Team


def take(ticket_id: int, *, by: Person, at: datetime, seen: int | None = None, team: Team | None = None) -> Ticket:
    """Start working on a ticket. The desk may take it into a team of its own; others take what they hold."""
    with change(ticket_id, Action.TAKE, by=by, at=at, seen=seen) as work:
        holder = team or work.team
        if holder.organisation_id != by.organisation_id:
            raise NotAllowed(
                _("%(team)s holds this ticket; ask for it, or hand it over to your own team first.")
                % {"team": holder.name}
            )
        work.hold(team=holder, mode=Mode.WORKING, person=by)
        work.event("taken")
    return work.ticket


def hand_over(
    ticket_id: int, *, to: Team, by: Person, at: datetime, reason: str = "", seen: int | None = None
) -> Ticket:
    """Give the ticket to another team's queue, also a supplier's."""
    reason = cleaned(reason, field="why", label=_("Why"), longest=500)
    refuse_identity_number(reason, field="why")
    with change(ticket_id, Action.HAND_OVER, by=by, at=at, seen=seen) as work:
        _require_reachable(work, to)
        before = work.ticket.team
        work.set(handovers=work.ticket.handovers + 1)
        work.hold(team=to, mode=Mode.QUEUED)
        work.event("handed_over", before=before.name if before else "", after=to.name, why=reason)
    return work.ticket


def wait(ticket_id: int, *, reason: WaitingReason, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Let the ticket wait, with its reason; which clocks pause is for each level to say."""
    if reason is WaitingReason.CONFIRMATION:
        raise Refusal(_("A ticket waits for confirmation by being resolved."))
    with change(ticket_id, Action.WAIT, by=by, at=at, seen=seen) as work:
        work.hold(mode=Mode.WAITING, reason=reason.value, person=work.ticket.assignee or _own(work))
        work.event("waiting", reason=reason.value)
    return work.ticket


def resume(ticket_id: int, *, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Work on after a wait."""
    with change(ticket_id, Action.RESUME, by=by, at=at, seen=seen) as work:
        work.hold(mode=Mode.WORKING, person=_own(work) or work.ticket.assignee)
        work.event("resumed")
    return work.ticket


def _own(work: Change) -> Person | None:
    """The acting person, when the ticket is held by the person's own organisation."""
    team = work.ticket.team
    return work.by if work.by and team and team.organisation_id == work.by.organisation_id else None


def _require_reachable(work: Change, to: Team) -> None:
    if to.pk == work.ticket.team_id:
        raise Refusal(_("%(team)s holds the ticket already.") % {"team": to.name}, fields={"team": to.name})
    if not to.is_active:
        raise Refusal(_("%(team)s no longer takes tickets.") % {"team": to.name}, fields={"team": to.name})
    by = work.person
    by_supplier = by.organisation.kind == Organisation.Kind.SUPPLIER
    within = to.organisation_id == by.organisation_id
    if by_supplier and not within and to.organisation.kind != Organisation.Kind.INTEGRATOR:
        raise NotAllowed(_("A supplier hands over within itself, or back to the integrator."))
    if to.organisation.kind == Organisation.Kind.CUSTOMER:
        raise Refusal(_("Customers do not hold tickets; let it wait for the customer instead."))
