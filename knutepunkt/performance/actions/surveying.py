"""Asks requesters how it went, once a ticket, and keeps what they answer."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from knutepunkt.base import outbox
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.desk.actions.change import visible
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation, Person
from knutepunkt.performance.models import Survey
from knutepunkt.performance.rules.satisfaction import GRADES

COMMENT_LENGTH = 2000
_ASKED_WITHIN = timedelta(days=7)
# Nobody is mailed more often, however many tickets were solved; the question stands on each of them all the same.
_MAIL_REST = timedelta(days=14)
_BATCH = 1000


@transaction.atomic
def ask(*, at: datetime, address: str) -> int:
    """Ask about tickets that were resolved in the last week and not asked about yet; return how many.

    Restricted tickets, duplicates and the integrator's own are left out.
    """
    with as_system():
        resolved = Ticket.objects.filter(
            resolved_at__gte=at - _ASKED_WITHIN,
            resolved_at__lte=at,
            is_restricted=False,
            merged_into__isnull=True,
            customer__kind=Organisation.Kind.CUSTOMER.value,
            requester__is_active=True,
        ).exclude(pk__in=Survey.objects.values("ticket"))
        tickets = list(resolved.select_related("requester").order_by("resolved_at", "pk")[:_BATCH])
        for ticket in tickets:
            _mail(ticket, at=at, address=address)
            Survey.objects.create(ticket=ticket, person=ticket.requester, asked_at=at)
    return len(tickets)


@transaction.atomic
def answer(ticket_id: int, *, score: int, comment: str, by: Person, at: datetime) -> Survey:
    """Keep the requester's answer, 1 to 5 and perhaps a comment; it is given once."""
    comment = cleaned(comment, field="comment", label=_("Your comment"), longest=COMMENT_LENGTH)
    refuse_identity_number(comment, field="comment")
    if score not in GRADES:
        raise refused("score", _("Choose one of those offered."))
    ticket = visible(ticket_id)
    if ticket.requester_id != by.pk:
        raise NotAllowed(_("Only the one who asked is asked how it went."))
    with as_system():
        survey = Survey.objects.select_for_update().filter(ticket=ticket, person=by).first()
        if survey is None or survey.answered_at is not None:
            raise Refusal(_("Nothing is asked here, or it is answered already."))
        survey.score, survey.comment, survey.answered_at = score, comment, at
        survey.save(update_fields=["score", "comment", "answered_at"])
    return survey


def _mail(ticket: Ticket, *, at: datetime, address: str) -> None:
    person = ticket.requester
    rested = not Survey.objects.filter(person=person, asked_at__gt=at - _MAIL_REST).exists()
    if person.mail == Person.Mail.NEVER or not rested:
        return
    with translation.override(person.language):
        outbox.post(
            key=f"survey-{ticket.pk}",
            recipient=person.email,
            subject=_("%(ticket)s: how did it go?") % {"ticket": ticket.number},
            body=_("One question, answered on the ticket's page:") + f"\n{address}/sak/{ticket.pk}/\n",
            at=at,
        )
