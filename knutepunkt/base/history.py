"""Reads the trail of a row: who changed what, when, from where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from knutepunkt.base.models import Trail


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


def _columns(row: Trail) -> tuple[tuple[str, Any, Any], ...]:
    if row.action == "update":
        return tuple((name, before, after) for name, (before, after) in sorted(row.changes.items()))
    return tuple((name, None, value) for name, value in sorted(row.changes.items()))
