"""Reckons closed settlements anew, and keeps where that differs from what was agreed; what was agreed stays."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.party.models import Person
from knutepunkt.performance.actions.settling import side_of
from knutepunkt.performance.models import Settlement
from knutepunkt.performance.queries.differing import as_kept, differing

CLOSED = (Settlement.State.AGREED.value, Settlement.State.CREDITED.value)


@transaction.atomic
def recount(settlement_id: int, *, by: Person, at: datetime) -> Settlement:
    """Reckon one closed settlement anew. Raises `Refusal`."""
    found = Settlement.objects.filter(pk=settlement_id).first()
    if found is None:
        raise NotYours(_("There is no such settlement, or it is not yours to see."))
    side_of(by, at)
    if found.state not in CLOSED:
        raise Refusal(_("What is not agreed yet is reckoned anew every night."))
    with as_system():
        _recount([found], at)
    return found


@transaction.atomic
def recount_closed(*, since: date, at: datetime) -> int:
    """Reckon the closed settlements of months since a day anew; return how many."""
    with as_system():
        found = list(Settlement.objects.select_for_update().filter(state__in=CLOSED, from_on__gte=since).order_by("pk"))
        _recount(found, at)
    return len(found)


def _recount(settlements: list[Settlement], at: datetime) -> None:
    differences = differing(settlements, at=at)
    for row in settlements:
        row.recounted_at, row.differences = at, as_kept(differences[row.pk])
    Settlement.objects.bulk_update(settlements, ["recounted_at", "differences"])
