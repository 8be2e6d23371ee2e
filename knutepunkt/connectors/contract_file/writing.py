"""Writes one contract as YAML, each value as people write it."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.db import models
from ruamel.yaml import YAML

from knutepunkt.agreement.models import Contract, ServiceCalendar
from knutepunkt.connectors.contract_file.parts import BELONGING, CALENDARS, CONTRACT, columns_of
from knutepunkt.connectors.records.values import written


def write_contract(contract: Contract) -> str:
    """Return the file of a contract with the calendars of its levels; what is empty is left out."""
    calendars = ServiceCalendar.objects.filter(levels__contract=contract, levels__is_current=True).distinct()
    found: dict[str, Any] = {
        CALENDARS: [_row(CALENDARS, row) for row in calendars.filter(is_current=True).order_by("key")],
        CONTRACT: _row(CONTRACT, contract),
    }
    for part, record in BELONGING.items():
        rows = record.model._default_manager.filter(contract=contract).order_by(*record.key)
        if record.succeed is not None:
            rows = rows.filter(is_current=True)
        found[part] = [_row(part, row) for row in rows]
    text = StringIO()
    writer = YAML()
    writer.width = 120
    writer.dump({name: value for name, value in found.items() if value}, text)
    return text.getvalue()


def _row(part: str, row: models.Model) -> dict[str, Any]:
    values = {name: _value(row, name) for name in columns_of(part)}
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _value(row: models.Model, name: str) -> Any:
    column, value = row._meta.get_field(name), getattr(row, name)
    if isinstance(value, bool | int) and not isinstance(column, models.ForeignKey):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, timedelta) or name in ("weekly", "extra"):
        return written(row, name)
    if isinstance(value, date):
        return value
    if isinstance(column, models.ManyToManyField) or isinstance(value, list):
        return _list(row, name, value)
    return value if isinstance(column, models.JSONField) else written(row, name)


def _list(row: models.Model, name: str, value: Any) -> list[Any]:
    if isinstance(value, list) and not any(isinstance(one, str) for one in value):
        return value
    return [one for one in written(row, name).split("; ") if one]
