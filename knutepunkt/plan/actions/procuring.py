"""What each action on a procurement begins with: it is seen as the person, then held as the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.editing import require_allowed
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.outbox import post
from knutepunkt.base.session import as_system
from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.party.queries import local_day, manages_terms, valid_on
from knutepunkt.plan.models import Procurement, Submission
from knutepunkt.plan.queries.procurement import is_impartial_member

LONGEST, LINE = 20_000, 300


@contextmanager
def changing(procurement_id: int, *states: Procurement.State, by: Person, at: datetime) -> Iterator[Procurement]:
    """See it as the person, who keeps terms, then hold it as the system; refused in any other than these states."""
    with transaction.atomic():
        if not Procurement.objects.filter(pk=procurement_id).exists():
            raise NotYours(_("There is no such procurement, or it is not yours to see."))
        require_allowed(manages_terms, by, at)
        with as_system():
            row = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement_id)
            require_state(row, *states)
            yield row


@contextmanager
def judging(submission_id: int, *, by: Person, at: datetime) -> Iterator[Submission]:
    """See an opened submission as a member, then hold it; refused once the award is told."""
    with transaction.atomic():
        seen = Submission.objects.select_related("round__procurement", "supplier").filter(pk=submission_id).first()
        if seen is None or not is_impartial_member(seen.round.procurement_id, by):
            raise NotYours(_("There is no such tender, or it is sealed."))
        with as_system():
            held = Procurement.objects.select_for_update(of=("self",)).get(pk=seen.round.procurement_id)
            require_state(held, Procurement.State.ANNOUNCED)
            yield seen


def require_state(row: Procurement, *states: Procurement.State) -> None:
    """Refuse what does not belong where the procurement stands."""
    if states and row.state not in states:
        raise Refusal(_("That belongs to another step: look again at where the procurement stands."))


def tell(supplier: Organisation, *, key: str, subject: str, body: str, at: datetime) -> None:
    """Leave a mail to each who answers for a supplier."""
    roles = (Membership.Role.SERVICE_OWNER, Membership.Role.SUPPLIER_MANAGER, Membership.Role.ADMINISTRATOR)
    answering = Membership.objects.filter(valid_on(local_day(at)), organisation=supplier, role__in=roles)
    for person in Person.objects.filter(is_active=True, pk__in=answering.values("person")):
        post(key=f"{key}-{person.pk}", recipient=person.email, subject=subject, body=body, at=at)
