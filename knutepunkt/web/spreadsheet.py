"""A table as a file that spreadsheets open: Norwegian letters whole, and nothing in it computed."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from knutepunkt.base.text import starts_a_formula


def spreadsheet(name: str, heads: Sequence[object], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return a download called `name`, with semicolons between cells, as Norwegian spreadsheets expect."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.write("\ufeff")  # without it spreadsheets on Windows read Norwegian letters wrong
    table = csv.writer(answer, delimiter=";")
    table.writerow(heads)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return answer


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would compute is kept as text."""
    return f"'{cell}" if isinstance(cell, str) and starts_a_formula(cell) else cell
