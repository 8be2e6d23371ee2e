"""From what stands in a cell to what a column takes, and back: by the kind of the column."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.written import NotWritten, as_duration, as_openings, duration, openings
from knutepunkt.connectors.records.faults import Wrong, with_nearest

ZONE = ZoneInfo("Europe/Oslo")
# What has no key of its own is named by the keys of what it belongs to, with slashes: ssa-d/2024/5.
_NAMED_BY = {
    "TypeVersion": ("type__key", "label"),
    "TypeAppendix": ("version__type__key", "version__label", "number"),
    "Architecture": ("identifier",),
    "Lot": ("framework__key", "number"),
    "ProcessRole": ("process__key", "key"),
    "ProcessStep": ("process__key", "key"),
    "CostKey": ("divides_by", "valid_from"),
    "Move": ("application__key",),
}
_YES, _NO = {"yes", "true", "ja", "1", "x"}, {"no", "false", "nei", "0", ""}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parsed(column: Any, written: Any) -> Any:
    """Return what the column takes; raises `Wrong` with what is not understood."""
    if isinstance(column, models.ManyToManyField):
        return [_row(column.related_model, key) for key in _items(written)]
    if isinstance(column, models.ForeignKey):
        return None if written in (None, "") else _row(column.related_model, written)
    if isinstance(column, ArrayField):
        return [parsed(column.base_field, one) for one in _items(written)]
    if isinstance(column, models.JSONField):
        return _structure(column.name, written)
    if written in (None, ""):
        return _empty(column)
    return _single(column, written)


def written(row: models.Model, name: str) -> str:
    """Return a row's column as one cell that `parsed` reads again."""
    column, value = row._meta.get_field(name), getattr(row, name)
    if isinstance(column, models.ManyToManyField):
        return "; ".join(key_of(one) for one in value.all())
    if value is None:
        return ""
    if isinstance(column, models.ForeignKey):
        return key_of(value)
    if isinstance(column, models.JSONField):
        return _as_text(name, value)
    if isinstance(value, list):
        return "; ".join(one.isoformat() if isinstance(one, date) else str(one) for one in value)
    if isinstance(value, timedelta):
        return as_duration(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def key_of(row: Any) -> str:
    """Return by what files refer to a row."""
    if parts := _NAMED_BY.get(type(row).__name__):
        return "/".join(str(_along(row, part)) for part in parts)
    return str(row.key if hasattr(row, "key") else row.email)


def _along(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _empty(column: Any) -> Any:
    if isinstance(column, models.BooleanField):
        return False
    if column.null:
        return None
    return column.get_default() if column.has_default() and not column.blank else ""


def _single(column: Any, given: Any) -> Any:
    text = str(given).strip()
    try:
        if isinstance(column, models.BooleanField):
            return _truth(given)
        if isinstance(column, models.DurationField):
            return duration(text)
        if isinstance(column, models.DateTimeField):
            return _moment(given)
        if isinstance(column, models.DateField):
            return given.date() if isinstance(given, datetime) else date.fromisoformat(text)
        if isinstance(column, models.DecimalField):
            return Decimal(text.replace(",", "."))
        if isinstance(column, models.IntegerField):
            return int(text)
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise Wrong(_expected(column) % {"found": text[:60]}) from error
    return text


def _expected(column: Any) -> str:
    words = {
        models.BooleanField: _("“%(found)s” is not yes or no."),
        models.DurationField: _("“%(found)s” is no length of time; write 4 h or 30 min."),
        models.DateTimeField: _("“%(found)s” is no moment; write 2026-12-24 08:30."),
        models.DateField: _("“%(found)s” is no day; write 2026-12-24."),
        models.DecimalField: _("“%(found)s” is no number."),
    }
    return next(
        (word for kind, word in words.items() if isinstance(column, kind)), _("“%(found)s” is no whole number.")
    )


def _moment(given: Any) -> datetime:
    """Read a moment; one without an offset is on the Norwegian wall clock."""
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _truth(given: Any) -> bool:
    if str(given).strip().lower() in _YES:
        return True
    if str(given).strip().lower() in _NO:
        return False
    raise ValueError(given)


def _items(given: Any) -> list[Any]:
    if given in (None, ""):
        return []
    return list(given) if isinstance(given, list) else [one.strip() for one in str(given).split(";") if one.strip()]


def _row(model: Any, key: Any) -> Any:
    """Find the row that a key names; a calendar's is its current version."""
    columns = _NAMED_BY.get(model.__name__) or ("email" if hasattr(model, "EMAIL_FIELD") else "key",)
    rows = model._default_manager.all()
    if columns == ("key",) and any(field.name == "is_current" for field in model._meta.fields):
        rows = rows.filter(is_current=True)
    text = str(key).strip()
    parts = text.split("/") if len(columns) > 1 else [text]
    named = {f"{column}__iexact": part for column, part in zip(columns, parts, strict=False)}
    found = rows.filter(**named).first() if len(parts) == len(columns) else None
    if found is None:
        message = _("There is no “%(key)s”.") % {"key": text[:60]}
        known = ["/".join(map(str, one)) for one in rows.values_list(*columns)]
        raise Wrong(with_nearest(message, text, known), missing=(model.__name__, text))
    return found


def _structure(name: str, given: Any) -> Any:
    """Hours by weekday or day, priorities by impact and urgency, or any list: as YAML has it, or JSON in a cell."""
    if given in (None, ""):
        return {} if name in ("extra", "priorities") else []
    if isinstance(given, str):
        try:
            given = json.loads(given) if given[:1] in "[{" else given
        except ValueError as error:
            raise Wrong(_("“%(found)s” cannot be read as JSON.") % {"found": given[:60]}) from error
    if name == "weekly":
        return _week(given)
    if name == "extra" and isinstance(given, Mapping):
        return {str(day): _openings(hours) for day, hours in given.items()}
    if isinstance(given, str):
        return _items(given)
    return json.loads(json.dumps(given))


def _week(given: Any) -> list[list[int]]:
    """Read {monday: "08:00-16:00"}, or "monday 08:00-16:00; tuesday 08:00-16:00"."""
    if isinstance(given, str):
        given = dict(part.strip().partition(" ")[::2] for part in given.split(";") if part.strip())
    if not isinstance(given, Mapping):
        return list(given)
    found = []
    for day, hours in given.items():
        if str(day).lower() not in WEEKDAYS:
            message = _("“%(found)s” is no weekday.") % {"found": str(day)[:60]}
            raise Wrong(with_nearest(message, str(day).lower(), WEEKDAYS))
        found += [[WEEKDAYS.index(str(day).lower()), *span] for span in _openings(hours)]
    return found


def _openings(hours: Any) -> list[list[int]]:
    if isinstance(hours, list):
        return hours
    try:
        return openings(str(hours or ""))
    except NotWritten as error:
        raise Wrong(_("“%(found)s” are no hours; write 08:00-16:00.") % {"found": str(error)[:60]}) from error


def _as_text(name: str, value: Any) -> str:
    if name == "weekly":
        days: dict[int, list[list[int]]] = {}
        for day, *span in value:
            days.setdefault(day, []).append(span)
        return "; ".join(f"{WEEKDAYS[day]} {as_openings(spans)}" for day, spans in sorted(days.items()))
    if isinstance(value, list) and not any(isinstance(one, list) or ";" in str(one) for one in value):
        return "; ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if value else ""
