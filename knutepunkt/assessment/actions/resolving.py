"""A contradiction is decided, with its reason and until when."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.assessment.models import Certainty, Conflict
from knutepunkt.assessment.queries.permission import decides
from knutepunkt.base.editing import require_unmoved
from knutepunkt.base.errors import NotAllowed, NotYours
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day

DECISION_LENGTH = 4_000


@transaction.atomic
def resolve(
    conflict_id: int, *, decision: str, valid_to: date | None, by: Person, at: datetime, seen: int | None = None
) -> Conflict:
    """Decide a contradiction; deciding again replaces what was decided, and the trail keeps it."""
    _require(by, at)
    row = Conflict.objects.filter(pk=conflict_id).first()
    if row is None:
        raise NotYours(_("There is no such row."))
    require_unmoved(row, seen)
    return _decided(row, decision, valid_to, by, at)


@transaction.atomic
def accept_lead_supplier(
    supplier_id: int, *, decision: str, valid_to: date | None, by: Person, at: datetime
) -> Conflict:
    """Record why one supplier may hold the integrator's module and another, and how it is kept from judging itself."""
    _require(by, at)
    supplier = Organisation.objects.filter(pk=supplier_id, kind=Organisation.Kind.SUPPLIER.value).first()
    if supplier is None:
        raise NotYours(_("There is no such row."))
    key = f"hovedleverandor-{supplier.key}"[:60]
    row = Conflict.objects.filter(key=key).first() or Conflict(key=key, supplier=supplier)
    row.title = _("%(supplier)s holds module 1 and another module") % {"supplier": supplier.name}
    row.text = _("Who integrates the others delivers too, and would follow itself up.")
    row.source, row.certainty = _("Found by the rules"), Certainty.VERIFIED.value
    return _decided(row, decision, valid_to, by, at)


def _require(by: Person, at: datetime) -> None:
    if not decides(by, at):
        raise NotAllowed(_("You may read this, but your role does not decide."))


def _decided(row: Conflict, decision: str, valid_to: date | None, by: Person, at: datetime) -> Conflict:
    decision = cleaned(decision, field="decision", label=_("Decision"), longest=DECISION_LENGTH, required=True)
    refuse_identity_number(decision, field="decision")
    on = local_day(at)
    if valid_to is not None and valid_to < on:
        raise refused("valid_to", _("It must not end before it starts."))
    row.decision, row.decided_on, row.decided_by, row.valid_to = decision, on, by, valid_to
    with as_system():
        row.save()
    return row
