"""Writes parties, catalogue and terms out as files that can be read in again, here or elsewhere."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from knutepunkt.base.editing import Record
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.connectors.records.books import BOOKS
from knutepunkt.connectors.records.values import ZONE, written
from knutepunkt.connectors.records.workbooks import ABOUT
from knutepunkt.connectors.workbook import About, Column, Sheet, workbook

_SYSTEM = Viewer(Role.SYSTEM, source="export")


def write_out(directory: Path, *, records: str) -> dict[str, int]:
    """Write a book's records as CSV, what is current of them; return how many each file holds."""
    directory.mkdir(parents=True, exist_ok=True)
    counts = {}
    with transaction.atomic(), seen_by(_SYSTEM):
        for name, record in BOOKS[records].items():
            rows = _rows(record)
            path = directory / f"{name}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                table = csv.writer(file, lineterminator="\n")
                table.writerow(record.fields)
                table.writerows([written(row, column) for column in record.fields] for row in rows)
            counts[path.name] = len(rows)
    return counts


def write_workbook(file: Path, *, records: str, title: str, at: datetime) -> dict[str, int]:
    """Write a book's records as one workbook; return how many each sheet holds."""
    with transaction.atomic(), seen_by(_SYSTEM):
        file.write_bytes(book_as_workbook(records, About(ABOUT, title, [("", at)])))
        return {name: len(_rows(record)) for name, record in BOOKS[records].items()}


def book_as_workbook(records: str, about: About, *, only: Iterable[str] = ()) -> bytes:
    """Return a book's records, as the viewer sees them, as a workbook that `read_in` takes: a sheet for each kind."""
    wanted = set(only) or set(BOOKS[records])
    sheets = (_sheet(name, record) for name, record in BOOKS[records].items() if name in wanted)
    return workbook(About(ABOUT, about.title, about.lines), sheets, zone=ZONE)


def _sheet(name: str, record: Record) -> Sheet:
    columns = [
        Column(field, "0" if isinstance(record.column(field), models.IntegerField) else "") for field in record.fields
    ]
    return Sheet(name, columns, _cells(record))


def _cells(record: Record) -> Iterator[list[object]]:
    for row in _rows(record):
        yield [_typed(row, field) for field in record.fields]


def _typed(row: Any, name: str) -> object:
    """Return a number or a day as such, all else as `written` has it."""
    value = getattr(row, name)
    typed = isinstance(value, int | Decimal | date) and not isinstance(value, bool | datetime)
    return value if typed else written(row, name)


def _rows(record: Record) -> models.QuerySet[Any]:
    named = [name for name in record.fields if isinstance(record.column(name), models.ForeignKey)]
    rows = record.model._default_manager.order_by("pk").select_related(*named).prefetch_related(*record.many)
    return rows.filter(is_current=True) if record.succeed is not None else rows
