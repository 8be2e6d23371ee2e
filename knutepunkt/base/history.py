"""Reads the trail of a row: who changed what, when, from where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import ManyToManyField, Model, Q

from knutepunkt.base.models import Trail
from knutepunkt.base.session import as_system

Rows = Mapping[type[Model], Collection[int]]
Place = tuple[type[Model], int]


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `columns`: name, before, after; for a new or deleted row before is None."""

    id: int
    at: datetime
    action: str
    person_id: int | None
    source: str
    columns: tuple[tuple[str, Any, Any], ...]


def history(table: str, row_id: int, *, most: int = 100) -> list[Change]:
    """Return the changes of a row that the viewer may see, newest first. One query."""
    rows = Trail.objects.filter(table_name=table, row_id=row_id).order_by("-id")[:most]
    return [Change(row.pk, row.at, row.action, row.person_id, row.source, _columns(row)) for row in rows]


def latest(table: str, row_id: int) -> int:
    """Return the id of the row's latest change that the viewer may see, 0 without any."""
    found = Trail.objects.filter(table_name=table, row_id=row_id).order_by("-id").values_list("id", flat=True).first()
    return found or 0


def columns_of(model: type[Model]) -> frozenset[str]:
    """Return the names of what is kept of a row, its links with many others among them."""
    return frozenset(one.name for one in (*model._meta.concrete_fields, *_links(model)) if not one.primary_key)


def _kept_in(model: type[Model]) -> str:
    """Return the table whose trail tells of a row: of a view, the one that it shows."""
    return str(getattr(model, "kept_in", model._meta.db_table))


def touched(rows: Rows, *, after: int = 0) -> dict[Place, list[tuple[int, frozenset[str]]]]:
    """Return which columns of rows changed after a place in the trail, with the places, oldest first. One query.

    A change of a link with many others counts as one of the row. Read as the system, for rows that the viewer has
    seen: who may not read the trail may know that something changed, not from what to what.
    """
    found: dict[Place, list[tuple[int, frozenset[str]]]] = {}
    for one in _trail(rows, after):
        for model, ids in rows.items():
            if (place := _place(model, one)) and place[0] in ids:
                found.setdefault((model, place[0]), []).append((one.pk, place[1]))
    return found


def _trail(rows: Rows, after: int) -> list[Trail]:
    wanted = Q(pk__in=[])
    for model, ids in rows.items():
        wanted |= Q(table_name=_kept_in(model), row_id__in=ids)
        for link in _links(model):
            of = {f"changes__{link.m2m_column_name()}__in": list(ids)}
            wanted |= Q(table_name=link.m2m_db_table(), **of)
    with as_system():
        return list(Trail.objects.filter(wanted, pk__gt=after).order_by("pk"))


def _place(model: type[Model], one: Trail) -> tuple[int, frozenset[str]] | None:
    """Which row of `model` a change is about, and which of its columns; None when it is about none of them."""
    if one.table_name == _kept_in(model):
        names = {column.column: column.name for column in model._meta.concrete_fields}
        return one.row_id, frozenset(names.get(name, name) for name in one.changes)
    for link in _links(model):
        if one.table_name == link.m2m_db_table():
            return one.changes[link.m2m_column_name()], frozenset({link.name})
    return None


def _links(model: type[Model]) -> list["ManyToManyField[Any, Any]"]:
    return [one for one in model._meta.many_to_many if isinstance(one, ManyToManyField)]


def _columns(row: Trail) -> tuple[tuple[str, Any, Any], ...]:
    if row.action == "update":
        return tuple((name, before, after) for name, (before, after) in sorted(row.changes.items()))
    return tuple((name, None, value) for name, value in sorted(row.changes.items()))
