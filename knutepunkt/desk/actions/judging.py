"""Judges a ticket anew: its priority, its service, who is hit, whether it is restricted. The terms follow."""

from datetime import datetime

from django.utils.translation import gettext as _

from knutepunkt.agreement.queries import terms
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.session import present
from knutepunkt.base.text import refused
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.actions.change import Change, change, note
from knutepunkt.desk.actions.opening import index_text
from knutepunkt.desk.models import Follow, Note, Participation, Ticket
from knutepunkt.desk.rules.permission import may_restrict
from knutepunkt.desk.rules.ticket import Action
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day


def change_priority(
    ticket_id: int, *, impact: Impact, urgency: Urgency, by: Person, at: datetime, seen: int | None = None
) -> Ticket:
    """Set impact and urgency; the customer's agreement makes the priority of them."""
    with change(ticket_id, Action.CHANGE_PRIORITY, by=by, at=at, seen=seen) as work:
        before = work.ticket.priority
        book, day = terms.present_book(), local_day(work.at)
        priority = book.priority(work.ticket.customer_id, impact=impact, urgency=urgency, day=day)
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
        ids = {"before_id": before.pk, "after_id": service.pk}
        work.event("service_changed", before=before.name, after=service.name, **ids)
    return work.ticket


def change_affected(
    ticket_id: int,
    *,
    customers: tuple[Organisation, ...],
    by: Person,
    at: datetime,
    seen: int | None = None,
) -> Ticket:
    """Say which customers are hit beside the requester's own; their service owners see the ticket while they are."""
    if strangers := [one.name for one in customers if one.kind != Organisation.Kind.CUSTOMER]:
        raise refused("affected", _("%(names)s: only customers are hit.") % {"names": ", ".join(strangers)})
    with change(ticket_id, Action.CHANGE_AFFECTED, by=by, at=at, seen=seen) as work:
        named = {one.pk: one.name for one in customers if one.pk != work.ticket.customer_id}
        parts = Participation.objects.filter(ticket=work.ticket, part=Participation.Part.AFFECTED.value)
        before = dict(parts.values_list("organisation_id", "organisation__name"))
        parts.exclude(organisation_id__in=named).delete()
        Participation.objects.bulk_create(
            Participation(
                ticket=work.ticket, organisation_id=pk, part=Participation.Part.AFFECTED.value, since_at=work.at
            )
            for pk in named
            if pk not in before
        )
        _say_who_is_hit(work, list(before.values()), list(named.values()))
    return work.ticket


def _say_who_is_hit(work: Change, before: list[str], after: list[str]) -> None:
    """For the desk alone: no customer reads which others are hit."""
    note(
        work.ticket,
        kind=Note.Kind.EVENT,
        by=work.by,
        at=work.at,
        event="affected_changed",
        details={"before": ", ".join(sorted(before)) or "–", "after": ", ".join(sorted(after)) or "–"},
        audience=Note.Audience.CHOSEN.value,
        chosen=(work.person.organisation_id,),
    )


def restrict(ticket_id: int, *, restricted: bool, by: Person, at: datetime, seen: int | None = None) -> Ticket:
    """Withhold a ticket from all but its requester, the team that holds it, those cleared and those named; or lift it.

    Who followed until now was never named for this: they are named again.
    """
    with change(ticket_id, Action.RESTRICT, by=by, at=at, seen=seen) as work:
        _require_restriction(work, restricted=restricted)
        if restricted and not work.ticket.is_restricted:
            Follow.objects.filter(ticket=work.ticket).exclude(person=work.ticket.requester_id).delete()
        work.set(is_restricted=restricted)
        index_text(work.ticket)
        work.event("restricted" if restricted else "unrestricted")
    return work.ticket


def _require_restriction(work: Change, *, restricted: bool) -> None:
    viewer = present()
    holds = viewer is not None and work.ticket.team_id in viewer.teams
    if not may_restrict(restricted=restricted, cleared=viewer is not None and viewer.cleared, holds=holds):
        raise NotAllowed(
            _("Only the team that holds the ticket and people with security clearance restrict it.")
            if restricted
            else _("Only people with security clearance lift a restriction.")
        )
