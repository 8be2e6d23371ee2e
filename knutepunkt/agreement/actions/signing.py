"""Signs a draft: from then on it promises something. Gaps do not stop it, but must have been seen."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knutepunkt.agreement.actions.register import require_room, rule_call_off
from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.coverage import Promised, gaps_of
from knutepunkt.base.editing import require_allowed
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day, manages_terms


class UncoveredPromises(Refusal):
    """The draft leaves gaps, and nobody has said that they were seen; `promises`: those that are not carried."""

    def __init__(self, message: str, promises: Sequence[Promised]) -> None:
        super().__init__(message, fields={"despite_gaps": message})
        self.promises = tuple(promises)


@transaction.atomic
def sign(contract_id: int, *, despite_gaps: bool, by: Person | None, at: datetime) -> Contract:
    """Sign a draft; with `despite_gaps` also one that leaves promises without cover.

    `by` is None for whoever runs the command line. A day of signing that is written down already stays.
    Raises `NotYours`, `NotAllowed`, `UncoveredPromises`, and `Refusal` for what is no draft, or a call-off out of turn
    or past its lot's ceiling.
    """
    seen = Contract.objects.filter(pk=contract_id).first()
    if seen is None:
        raise NotYours(_("There is no such agreement, or it is not yours to see."))
    require_allowed(manages_terms, by, at)
    with as_system():
        draft = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    if draft.state != Contract.State.DRAFT:
        raise Refusal(_("Only a draft is signed; this one is no draft any more."))
    draft.state, draft.signed_on = Contract.State.SIGNED.value, draft.signed_on or local_day(at)
    with as_system():
        require_room(draft)
        rule_call_off(draft)
    gaps = gaps_of([draft], at=at)
    if gaps and not despite_gaps:
        raise UncoveredPromises(_not_carried(len(gaps)), gaps)
    with as_system():
        draft.save(update_fields=["state", "signed_on"])
    return draft


def _not_carried(number: int) -> str:
    return ngettext(
        "%(n)d promise would not be carried. Sign only when you have seen it.",
        "%(n)d promises would not be carried. Sign only when you have seen them.",
        number,
    ) % {"n": number}
