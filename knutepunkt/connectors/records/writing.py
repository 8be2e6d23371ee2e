"""Writes parties, catalogue and terms out as files that can be read in again, here or elsewhere."""

import csv
from pathlib import Path

from django.db import transaction

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.connectors.records.books import BOOKS
from knutepunkt.connectors.records.values import written


def write_out(directory: Path, *, records: str) -> dict[str, int]:
    """Write a book's records as CSV, what is current of them; return how many each file holds."""
    directory.mkdir(parents=True, exist_ok=True)
    counts = {}
    with transaction.atomic(), seen_by(Viewer(Role.SYSTEM, source="export")):
        for name, record in BOOKS[records].items():
            rows = record.model._default_manager.order_by("pk")
            if record.succeed is not None:
                rows = rows.filter(is_current=True)
            path = directory / f"{name}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                table = csv.writer(file, lineterminator="\n")
                table.writerow(record.fields)
                table.writerows([written(row, column) for column in record.fields] for row in rows)
            counts[path.name] = len(rows)
    return counts
