"""Opens tickets: the service decides who gets them and which terms apply."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from knutepunkt.agreement import queries as terms
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import as_system, present
from knutepunkt.base.text import cleaned, refuse_identity_number
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.actions import reckoning, telling
from knutepunkt.desk.models import Custody, Follow, Participation, Ticket
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.desk.rules.ticket import Kind, State
from knutepunkt.party.models import Organisation, Person

TITLE_LENGTH = 200
TEXT_LENGTH = 20_000


@transaction.atomic
def open_ticket(
    *,
    title: str,
    description: str = "",
    service: Service,
    by: Person,
    at: datetime,
    requester: Person | None = None,
    affected: tuple[Organisation, ...] = (),
    kind: Kind = Kind.INCIDENT,
    impact: Impact = Impact.LOW,
    urgency: Urgency = Urgency.MEDIUM,
    restricted: bool = False,
    channel: str = "portal",
) -> Ticket:
    """Open a ticket for `requester` (else `by`), queued with the service's first team."""
    requester = requester or by
    _require_right(by, requester)
    title = cleaned(title, field="title", label=_("What is it about"), longest=TITLE_LENGTH, required=True)
    description = cleaned(description, field="description", label=_("Description"), longest=TEXT_LENGTH)
    refuse_identity_number(title, field="title")
    refuse_identity_number(description, field="description")
    if not service.is_active:
        raise Refusal(_("This service is no longer offered."), fields={"service": _("Choose another service.")})
    with as_system():
        team = service.first_team
        ticket = Ticket.objects.create(
            kind=kind.value,
            state=State.NEW.value,
            title=title,
            description=description,
            channel=channel,
            requester=requester,
            customer_id=requester.organisation_id,
            service=service,
            impact=impact.value,
            urgency=urgency.value,
            priority=terms.priority(requester.organisation_id, impact=impact, urgency=urgency, at=at),
            is_restricted=restricted,
            opened_by=by,
            opened_at=at,
            team=team,
            mode=Mode.QUEUED.value,
            held_since=at,
        )
        Custody.objects.create(
            ticket=ticket,
            start_at=at,
            team=team,
            organisation_id=team.organisation_id,
            mode=Mode.QUEUED.value,
        )
        index_text(ticket)
        _let_in(ticket, affected, at=at)
        if restricted and by.pk != requester.pk:
            Follow.objects.create(ticket=ticket, person=by)  # who wrote it down goes on seeing it
        reckoning.apply_levels(ticket, at=at)
        span = Span(at, None, team.pk, team.organisation_id, Mode.QUEUED, None, None)
        Ticket.objects.filter(pk=ticket.pk).update(**reckoning.reckon(ticket, (span,), at=at))
        telling.tell(ticket, "opened", by=by, at=at)
    return ticket


def index_text(ticket: Ticket) -> None:
    """Make the ticket findable by its words, title above description."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into desk_tickettext (ticket_id, document)
               values (%s, setweight(to_tsvector('norwegian', %s), 'A') || to_tsvector('norwegian', %s))
               on conflict (ticket_id) do update set document = excluded.document""",
            [ticket.pk, ticket.title, ticket.description],
        )


def _require_right(by: Person, requester: Person) -> None:
    """Only the desk opens tickets for somebody else, and a service owner for the own organisation."""
    if requester.pk == by.pk or by.organisation.kind == Organisation.Kind.INTEGRATOR:
        return
    viewer = present()
    if viewer and viewer.oversees and requester.organisation_id in viewer.organisations:
        return
    raise Refusal(
        _("You can report on your own behalf only."),
        fields={"requester": _("Choose yourself, or ask the desk.")},
    )


def _let_in(ticket: Ticket, affected: tuple[Organisation, ...], *, at: datetime) -> None:
    parts = [(ticket.customer_id, Participation.Part.CUSTOMER)]
    parts += [(one.pk, Participation.Part.AFFECTED) for one in affected if one.pk != ticket.customer_id]
    if ticket.team and ticket.team.organisation.kind == Organisation.Kind.SUPPLIER:
        parts.append((ticket.team.organisation_id, Participation.Part.HOLDER))
    Participation.objects.bulk_create(
        Participation(ticket=ticket, organisation_id=organisation, part=part.value, since_at=at)
        for organisation, part in parts
    )
