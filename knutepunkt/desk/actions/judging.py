"""Judges a ticket anew: its priority, its service, whether it is restricted. The terms follow."""

from datetime import datetime

from django.utils.translation import gettext as _

from knutepunkt.agreement import queries as terms
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.session import present
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.actions.change import change
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.rules.ticket import Action
from knutepunkt.party.models import Person


def change_priority(
    ticket_id: int, *, impact: Impact, urgency: Urgency, by: Person, at: datetime, seen: int | None = None
) -> Ticket:
    """Set impact and urgency; the customer's agreement makes the priority of them."""
    with change(ticket_id, Action.CHANGE_PRIORITY, by=by, at=at, seen=seen) as work:
        before = work.ticket.priority
        priority = terms.priority(work.ticket.customer_id, impact=impact, urgency=urgency, at=work.at)
        work.set(impact=impact.value, urgency=urgency.value, priority=priority)
        if priority != before:
            work.terms_changed()
        work.event("priority_changed", before=before, after=priority)
    return work.ticket


def change_service(ticket_id: int, *, service: Service, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Say which service it is really about. Who holds it stays: handing over is a step of its own."""
    if not service.is_active:
        raise Refusal(_("This service is no longer offered."), fields={"service": service.name})
    with change(ticket_id, Action.CHANGE_SERVICE, by=by, at=at, seen=seen) as work:
        before = work.ticket.service
        work.set(service=service)
        work.terms_changed()
        work.event("service_changed", before=before.name, after=service.name)
    return work.ticket


def restrict(ticket_id: int, *, restricted: bool, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Withhold a ticket from all but those cleared, its holders and its requester; or open it again."""
    viewer = present()
    if viewer is None or not viewer.cleared:
        raise NotAllowed(_("Only people with security clearance restrict tickets."))
    with change(ticket_id, Action.CHANGE_PRIORITY, by=by, at=at, seen=seen) as work:
        work.set(is_restricted=restricted)
        work.event("restricted" if restricted else "unrestricted")
    return work.ticket
