"""What cannot be, in words: a part of terms or of a credit note, and why."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.actions.wording import REASONS
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.connectors.peppol import Flaw, Unfit
from knutepunkt.web.setup.words import LABELS

_FIELDS: Mapping[str, Promise] = {
    "index_month": gettext_lazy("Month"),
    "late": gettext_lazy("Beyond the target"),
    "attained": gettext_lazy("Attained"),
    "cases": gettext_lazy("Cases"),
    "reference": gettext_lazy("Case"),
}
_PLACES: Mapping[str, Promise] = {
    "seller": gettext_lazy("Seller"),
    "buyer": gettext_lazy("Buyer"),
    "buyer_reference": gettext_lazy("Buyer's reference"),
    "period": gettext_lazy("Period"),
    "lines": gettext_lazy("Lines"),
    "number": gettext_lazy("Number"),
    "name": gettext_lazy("Name"),
    "organisation_number": gettext_lazy("Organisation number"),
    "unit_price": gettext_lazy("Price"),
    "vat": gettext_lazy("VAT"),
}
_FLAWS: Mapping[Flaw, Promise] = {
    Flaw.MISSING: gettext_lazy("is missing"),
    Flaw.ENDS_BEFORE_START: gettext_lazy("ends before it begins"),
    Flaw.NOT_ALONE: gettext_lazy("what is outside VAT wants a note of its own"),
    Flaw.NOTHING: gettext_lazy("credit nothing"),
    Flaw.NO_SUCH_NUMBER: gettext_lazy("cannot be right"),
    Flaw.NEGATIVE: gettext_lazy("is negative"),
    Flaw.WRONG_RATE: gettext_lazy("the category does not go with the rate"),
    Flaw.NO_REASON: gettext_lazy("the category wants a reason"),
    Flaw.NOT_REGISTERED: gettext_lazy("the seller does not stand in the VAT register"),
}


def fault_word(fault: TermsFault) -> str:
    """Return which part of terms cannot be, and why."""
    field = _FIELDS.get(fault.field) or LABELS.get(fault.field, fault.field)
    return _("%(field)s: %(reason)s") % {"field": field, "reason": str(REASONS[fault.reason])}


def unfit_word(unfit: Unfit) -> str:
    """Return what no receiver of a credit note would take, and why."""
    parts = unfit.place.split(".")
    named = [
        _("line %(n)d") % {"n": int(part) + 1} if part.isdigit() else str(_PLACES[part])
        for place, part in enumerate(parts)
        if not (part == "lines" and parts[place + 1 :])
    ]
    return _("%(field)s: %(reason)s") % {"field": ", ".join(named), "reason": str(_FLAWS[unfit.flaw])}
