"""Who works on a procurement, and what each declares of being impartial (FOA § 7-5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.plan.actions.procuring import LINE, LONGEST, changing
from knutepunkt.plan.models import Procurement, ProcurementMember

_OPEN = (Procurement.State.DRAFT, Procurement.State.ANNOUNCED, Procurement.State.AWARDED)


def join(procurement_id: int, *, person: Person, function: str, by: Person, at: datetime) -> ProcurementMember:
    """Let a person of the integrator's work on it; nothing is opened to them before they declare."""
    function = cleaned(function, field="function", label=_("Function"), longest=LINE, required=True)
    with changing(procurement_id, *_OPEN, by=by, at=at) as row:
        if person.organisation.kind != Organisation.Kind.INTEGRATOR:
            raise refused("person", _("Only the buyer's own people work on it."))
        if row.members.filter(person=person, left_at=None).exists():
            raise refused("person", _("%(person)s works on it already.") % {"person": person})
        return ProcurementMember.objects.create(procurement=row, person=person, function=function, joined_at=at)


def leave(member_id: int, *, by: Person, at: datetime) -> ProcurementMember:
    """End a person's part: from now on tenders are closed to them."""
    found = _member(member_id)
    with changing(found.procurement_id, *_OPEN, by=by, at=at):
        found.left_at = at
        found.save(update_fields=["left_at"])
    return found


@transaction.atomic
def declare(member_id: int, *, has_conflict: bool, declaration: str, by: Person, at: datetime) -> ProcurementMember:
    """Say for oneself whether one is impartial. A conflict says what it is, and closes the tenders.

    Who thinks better of it begins a new row: what was open to the one before stays told.
    """
    found = _member(member_id)
    if found.person_id != by.pk or found.left_at is not None:
        raise NotYours(_("Each declares for oneself."))
    declaration = cleaned(
        declaration, field="declaration", label=_("Explanation"), longest=LONGEST, required=has_conflict
    )
    refuse_identity_number(declaration, field="declaration")
    with as_system():
        held = ProcurementMember.objects.select_for_update(of=("self",)).get(pk=member_id)
        if held.left_at is not None:
            raise Refusal(_("The person works on it no longer."))
        if held.declared_at is not None:
            held.left_at = at
            held.save(update_fields=["left_at"])
            held = ProcurementMember(
                procurement_id=held.procurement_id, person=by, function=held.function, joined_at=at
            )
        held.declared_at, held.has_conflict, held.declaration = at, has_conflict, declaration
        held.save()
    return held


def _member(member_id: int) -> ProcurementMember:
    found = ProcurementMember.objects.select_related("person", "procurement").filter(pk=member_id).first()
    if found is None:
        raise NotYours(_("There is no such row."))
    return found
