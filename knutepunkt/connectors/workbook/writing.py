"""Puts sheets together: heads that stay in sight, columns as wide as what they hold, pages that print."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from knutepunkt.base.text import printable
from knutepunkt.connectors.workbook.cells import fill, fill_text
from knutepunkt.connectors.workbook.tables import About, Column, Sheet

_NARROWEST, _WIDEST, _AIR = 8, 60, 2  # characters
_BUTTON = 3  # characters that a head's filter takes
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_HEAD, _TITLE, _LABEL = Font(bold=True), Font(bold=True, size=16), Font(bold=True)
_TINT = PatternFill("solid", fgColor="DCECE8")
_RULE = Border(bottom=Side("thin", color="0B6A53"))
_TOP = Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)


def workbook(about: About, sheets: Iterable[Sheet], *, zone: tzinfo) -> bytes:
    """Return a workbook (xlsx); moments are shown in `zone`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = printable(about.title), "Knutepunkt"
    names: set[str] = set()
    _add_about(book.create_sheet(_name(about.name, names)), about, zone)
    for sheet in sheets:
        _add(book.create_sheet(_name(sheet.name, names)), sheet, zone)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _name(wanted: str, taken: set[str]) -> str:
    """Return the nearest name that a tab can have, each only once."""
    plain = _NOT_IN_A_NAME.sub(" ", " ".join(printable(wanted).split())).strip("' ") or "–"
    name, n = plain[:_LONGEST_NAME], 1
    while name.casefold() in taken:
        n += 1
        name = f"{plain[: _LONGEST_NAME - len(f' ({n})')]} ({n})"
    taken.add(name.casefold())
    return name


def _add_about(target: Worksheet, about: About, zone: tzinfo) -> None:
    target.sheet_view.showGridLines = False
    target.column_dimensions["A"].width, target.column_dimensions["B"].width = 28, 80
    fill_text(target["A1"], about.title)
    target["A1"].font = _TITLE
    for n, (label, value) in enumerate(about.lines, 3):
        fill_text(_cell(target, n, 1), label)
        fill(_cell(target, n, 2), value, zone=zone)
        _cell(target, n, 1).font, _cell(target, n, 1).alignment = _LABEL, _TOP
        _cell(target, n, 2).alignment = _LEFT


def _add(target: Worksheet, sheet: Sheet, zone: tzinfo) -> None:
    widths = [len(column.head) + _BUTTON for column in sheet.columns]
    last = 1
    for last, row in enumerate(sheet.rows, 2):
        for n, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            fill(_cell(target, last, n + 1), value, form=column.form, zone=zone)
            widths[n] = max(widths[n], _length(value))
    for n, (column, width) in enumerate(zip(sheet.columns, widths, strict=True), 1):
        _head(_cell(target, 1, n), column)
        target.column_dimensions[get_column_letter(n)].width = min(max(width, _NARROWEST), _WIDEST) + _AIR
    _lay_out(target, f"A1:{get_column_letter(max(1, len(sheet.columns)))}{last}")


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)  # nothing is merged here
    return found


def _head(cell: Cell, column: Column) -> None:
    fill_text(cell, column.head)
    cell.font, cell.fill, cell.border, cell.alignment = _HEAD, _TINT, _RULE, _TOP


def _lay_out(target: Worksheet, table: str) -> None:
    """Keep the head in sight, let columns be filtered, and print the breadth of the table on one page."""
    target.freeze_panes = "A2"
    target.auto_filter.ref = table
    target.print_title_rows = "1:1"
    target.page_setup.orientation, target.page_setup.paperSize = "landscape", 9  # A4
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _length(value: object) -> int:
    """How many characters a value is shown with, near enough for a column's width."""
    if isinstance(value, str):
        return max((len(line) for line in value.splitlines()), default=0)
    if isinstance(value, datetime):
        return len("31.12.2026 23:59")
    if isinstance(value, date | timedelta):
        return len("31.12.2026")
    return 0 if value is None else len(str(value)) * 4 // 3  # and the thousands' spaces
