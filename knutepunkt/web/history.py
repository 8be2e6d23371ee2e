"""The trail in words: columns by their names, what they point at by its name, and who changed it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, DecimalField, DurationField, Model
from django.utils import formats
from django.utils.dateparse import parse_duration
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.rules.written import as_openings
from knutepunkt.base.history import Change
from knutepunkt.base.text import amount
from knutepunkt.party.models import Person
from knutepunkt.web.choices import choice_word
from knutepunkt.web.display import day, moment, service_time
from knutepunkt.web.setup.words import LABELS


@dataclass(frozen=True, slots=True)
class Worded:
    """A change as people read it. `columns`: name, before, after; `by` is empty for the system."""

    id: int
    at: datetime
    action: str
    by: str
    source: str
    columns: list[tuple[str, str, str]]


def worded(
    model: type[Model], changes: list[Change], *, known: Mapping[str, Model | None] | None = None
) -> list[Worded]:
    """Return the changes of a row of `model` in words. One query for the people, one for each table pointed at.

    `known`: by column, what the row points at now, where it is read already; it is not asked for again.
    """
    if not changes:
        return []
    people = dict(Person.objects.filter(pk__in={one.person_id for one in changes}).values_list("pk", "name"))
    pointed = _pointed_at(model, changes, known or {})
    return [
        Worded(
            one.id,
            one.at,
            one.action,
            people.get(one.person_id, "") if one.person_id else "",
            one.source,
            [_column(model, column, pointed) for column in one.columns if _is_told(one, column)],
        )
        for one in changes
        if one.action != "update" or any(told(name) for name, *_values in one.columns)
    ]


_ØRE = 2  # decimals
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_UNTOLD = {"id", "sort_key", "is_example"}
_OF_A_TICKET = {
    "state": gettext_lazy("State"),
    "channel": gettext_lazy("Channel"),
    "requester": gettext_lazy("Requester"),
    "impact": gettext_lazy("Impact"),
    "urgency": gettext_lazy("Urgency"),
    "is_restricted": gettext_lazy("Restricted"),
    "opened_by": gettext_lazy("Registered by"),
    "opened_at": gettext_lazy("Opened"),
    "answered_at": gettext_lazy("First response"),
    "resolved_at": gettext_lazy("Resolved"),
    "closed_at": gettext_lazy("Closed"),
    "assignee": gettext_lazy("Handled by"),
    "mode": gettext_lazy("Held as"),
    "reason": gettext_lazy("Waits for"),
    "held_since": gettext_lazy("Held since"),
    "due_at": gettext_lazy("Due"),
    "is_breached": gettext_lazy("A deadline is broken"),
    "resolution": gettext_lazy("Solution"),
    "handovers": gettext_lazy("Hand-overs"),
    "reopenings": gettext_lazy("Times reopened"),
    "merged_into": gettext_lazy("Merged into"),
    "reference": gettext_lazy("Name in the source"),
}
_NAMES = {**LABELS, **_OF_A_TICKET}


def _is_told(change: Change, column: tuple[str, Any, Any]) -> bool:
    """A new row tells what it has; a change what differs."""
    return told(column[0]) and (change.action != "insert" or column[2] not in _EMPTY)


def _column(
    model: type[Model], column: tuple[str, Any, Any], pointed: dict[str, dict[int, str]]
) -> tuple[str, str, str]:
    name, before, after = column
    return named(name), _words(model, name, before, pointed), _words(model, name, after, pointed)


def told(column: str) -> bool:
    """Say whether readers are shown the column at all."""
    return column not in _UNTOLD


def named(column: str) -> str:
    """Return what people call the column."""
    plain = column.removesuffix("_id")
    return str(_NAMES.get(plain, plain.replace("_", " ")))


def _words(model: type[Model], name: str, value: Any, pointed: dict[str, dict[int, str]]) -> str:
    if name in pointed and value is not None:
        return pointed[name].get(value, f"#{value}")
    if value in _EMPTY:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _WRITTEN:
        return _WRITTEN[name](value)
    if isinstance(value, list):
        return ", ".join(str(choice_word(model._meta.model_name, name, one)) for one in value)
    field = _field(model, name)
    if isinstance(field, DecimalField):
        return _number(field, value)
    kind = type(field)
    return _KINDS[kind](value) if kind in _KINDS else str(choice_word(model._meta.model_name, name, value))


def _number(field: "DecimalField[Any, Any]", kept: str | float) -> str:
    """Return an amount as pages have it, and any other number with all the decimals that it has."""
    value = Decimal(str(kept))
    if field.decimal_places == _ØRE:
        return amount(value)
    return formats.number_format(value.normalize(), use_l10n=True, force_grouping=True)


def _week(spans: list[list[int]]) -> str:
    days = groupby(sorted(spans), key=itemgetter(0))
    return "; ".join(
        f"{str(WEEKDAYS_ABBR[day]).lower()} {as_openings([span[1:] for span in found])}" for day, found in days
    )


def _extra_days(days: dict[str, list[list[int]]]) -> str:
    return "; ".join(f"{day} {as_openings(spans) or '–'}" for day, spans in sorted(days.items()))


def _grades(table: dict[str, dict[str, int]]) -> str:
    return " / ".join(" ".join(f"P{priority}" for priority in row.values()) for row in table.values())


def _pointed_at(
    model: type[Model], changes: list[Change], known: Mapping[str, Model | None]
) -> dict[str, dict[int, str]]:
    """Return, for each column that points at a table, the names of the rows that these changes mention."""
    read = {f"{name}_id": {row.pk: str(row)} for name, row in known.items() if row is not None}
    mentioned: dict[str, set[int]] = {}
    for change in changes:
        for name, *values in change.columns:
            field = _field(model, name)
            if field is not None and field.is_relation:
                mentioned.setdefault(name, set()).update(value for value in values if isinstance(value, int))
    found = {}
    for name, keys in mentioned.items():
        there = read.get(name, {})
        rows = _field(model, name).related_model._default_manager
        asked = keys - there.keys()
        found[name] = there | ({row.pk: str(row) for row in rows.filter(pk__in=asked)} if asked else {})
    return found


def _field(model: type[Model], column: str) -> Any:
    try:
        return model._meta.get_field(column.removesuffix("_id"))
    except FieldDoesNotExist:
        return None


_KINDS: dict[type, Callable[[str], str]] = {
    DateField: lambda text: day(date.fromisoformat(text)),
    DateTimeField: lambda text: moment(datetime.fromisoformat(text)),
    DurationField: lambda text: service_time(parse_duration(text)),
}
_WRITTEN: dict[str, Callable[[Any], str]] = {"weekly": _week, "extra": _extra_days, "priorities": _grades}
