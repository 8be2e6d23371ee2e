"""The register on its way out: a workbook or JSON."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.days import DayToAct
from knutepunkt.agreement.queries.register import agreed_value
from knutepunkt.connectors.workbook import About, Column, Sheet, workbook
from knutepunkt.web.choices import choice_word

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIELDS = (
    *("key", "title", "kind", "state", "type", "module", "provider", "customer", "valid_from", "ends_on"),
    *("next_day", "value", "agreed", "consumed"),
)


Rows = Sequence[tuple[Contract, date | None, Sequence[DayToAct]]]


def as_json(rows: Rows) -> list[dict[str, Any]]:
    """Return the contracts with their computed days as plain values, the same for page and API."""
    return [dict(zip(_FIELDS, _values(*row), strict=True)) for row in rows]


def register(rows: Rows, *, form: str, at: datetime) -> HttpResponse:
    """Return the contracts with their computed days as `form`, xlsx or json."""
    if form == "json":
        return JsonResponse(as_json(rows), safe=False)
    values = [_values(*row) for row in rows]
    heads = (
        *(_("Key"), _("Title"), _("Kind"), _("State"), _("Kind of agreement"), _("Module")),
        *(_("Owes"), _("Is owed"), _("From"), _("Ends"), _("Next day"), _("Value"), _("Agreed"), _("Consumed")),
    )
    worded = [
        (*one[:2], choice_word("contract", "kind", one[2]), choice_word("contract", "state", one[3]), *one[4:])
        for one in values
    ]
    sheet = Sheet(_("Agreements"), [Column(head) for head in heads], worded)
    about = About(_("About"), _("Register of agreements"), [(_("Computed"), at)])
    answer = HttpResponse(workbook(about, [sheet], zone=timezone.get_current_timezone()), content_type=_XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="avtaler.xlsx"'
    return answer


def _values(one: Contract, ends_on: date | None, days: Sequence[DayToAct]) -> tuple[Any, ...]:
    return (
        *(one.key, one.title, one.kind, one.state, str(one.version) if one.version else "", one.module),
        *(one.provider.name, one.customer.name, one.valid_from, ends_on),
        *(days[0].on if days else None, one.value, agreed_value(one), one.consumed),
    )
