"""The register on its way out: a workbook or JSON."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.days import DayToAct
from knutepunkt.agreement.queries.register import agreed_value
from knutepunkt.web.choices import in_words
from knutepunkt.web.leaving import Field, Listing

Row = tuple[Contract, date | None, Sequence[DayToAct]]


def register(rows: Sequence[Row]) -> Listing[Row]:
    """Return the contracts with their computed days."""
    fields: list[Field[Row]] = [
        Field("key", _("Key"), "0.key"),
        Field("title", _("Title"), "0.title"),
        Field("kind", _("Kind"), "0.kind", in_words("contract", "kind")),
        Field("state", _("State"), "0.state", in_words("contract", "state")),
        Field("type", _("Kind of agreement"), lambda row: str(row[0].version) if row[0].version else ""),
        Field("module", _("Module"), "0.module"),
        Field("provider", _("Owes"), "0.provider.name"),
        Field("customer", _("Is owed"), "0.customer.name"),
        Field("valid_from", _("From"), "0.valid_from"),
        Field("ends_on", _("Ends"), "1"),
        Field("next_day", _("Next day"), lambda row: row[2][0].on if row[2] else None),
        Field("value", _("Value"), "0.value"),
        Field("agreed", _("Agreed"), lambda row: agreed_value(row[0])),
        Field("consumed", _("Consumed"), "0.consumed"),
    ]
    return Listing(_("Register of agreements"), fields, rows)
