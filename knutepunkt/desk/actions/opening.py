"""Opens tickets: the service decides who gets them and which terms apply."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from knutepunkt.agreement.queries import terms
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import as_system, present
from knutepunkt.base.text import cleaned, refuse_identity_number
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.actions import reckoning, telling
from knutepunkt.desk.models import Clock, Custody, Follow, Participation, Ticket
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.desk.rules.ticket import Kind, State
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day

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
        book = terms.present_book()
        ticket = Ticket(
            kind=kind.value,
            state=State.NEW.value,
            title=title,
            description=description,
            channel=channel,
            requester=requester,
            customer=requester.organisation,
            service=service,
            impact=impact.value,
            urgency=urgency.value,
            priority=book.priority(requester.organisation_id, impact=impact, urgency=urgency, day=local_day(at)),
            is_restricted=restricted,
            opened_by=by,
            opened_at=at,
            team=service.first_team,
            mode=Mode.QUEUED.value,
            held_since=at,
        )
        _store(ticket, _parts(ticket, affected), book, at=at)
        if restricted and by.pk != requester.pk:
            Follow.objects.create(ticket=ticket, person=by)  # who wrote it down goes on seeing it
        telling.tell(ticket, "opened", by=by, at=at)
    return ticket


def index_text(ticket: Ticket) -> None:
    """Make the ticket findable by its words, title above description; a restricted one is in no index."""
    with connection.cursor() as cursor:
        if ticket.is_restricted:
            cursor.execute("delete from desk_tickettext where ticket_id = %s", [ticket.pk])
            return
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


def _parts(ticket: Ticket, affected: tuple[Organisation, ...]) -> list[tuple[int, Participation.Part]]:
    parts = [(ticket.customer_id, Participation.Part.CUSTOMER)]
    parts += [(one.pk, Participation.Part.AFFECTED) for one in affected if one.pk != ticket.customer_id]
    if ticket.team and ticket.team.organisation.kind == Organisation.Kind.SUPPLIER:
        parts.append((ticket.team.organisation_id, Participation.Part.HOLDER))
    return parts


def _store(ticket: Ticket, parts: list[tuple[int, Participation.Part]], book: terms.Book, *, at: datetime) -> None:
    """Write the ticket once, with what its clocks show from the start; then what hangs on it."""
    assert ticket.team is not None, "a ticket opens in a team's queue"
    span = Span(at, None, ticket.team.pk, ticket.team.organisation_id, Mode.QUEUED, None, None)
    suppliers = {organisation for organisation, part in parts if part is Participation.Part.HOLDER}
    clocks = reckoning.first_clocks(ticket, span, suppliers, book, at=at)
    for name, value in reckoning.mirrored(clocks).items():
        setattr(ticket, name, value)
    ticket.save(force_insert=True)
    for clock in clocks:
        clock.ticket = ticket
    Custody.objects.create(
        ticket=ticket, start_at=at, team=ticket.team, organisation_id=span.organisation_id, mode=Mode.QUEUED.value
    )
    index_text(ticket)
    Participation.objects.bulk_create(
        Participation(ticket=ticket, organisation_id=organisation, part=part.value, since_at=at)
        for organisation, part in parts
    )
    Clock.objects.bulk_create(clocks)
