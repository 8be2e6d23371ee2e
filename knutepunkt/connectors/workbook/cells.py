"""What a value becomes in a cell: a number stays a number, and a text is never computed."""

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from openpyxl.cell.cell import Cell

from knutepunkt.base.text import printable, starts_a_formula

_LONGEST = 32_767  # characters that a cell holds
_FORMATS: dict[type, str] = {
    int: "#,##0",
    float: "#,##0.00",
    Decimal: "#,##0.00",
    date: "dd.mm.yyyy",
    datetime: "dd.mm.yyyy hh:mm",
    timedelta: "[h]:mm:ss",
}


def fill(cell: Cell, value: object, *, form: str = "", zone: tzinfo) -> None:
    """Put a value into a cell, `form` being its number format where the kind of value does not give it."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).replace(tzinfo=None)  # a workbook knows no time zones
    if isinstance(value, int | float | Decimal | date | timedelta):
        cell.value = value
        cell.number_format = form or _FORMATS.get(type(value), "General")
    elif value is not None:
        fill_text(cell, str(value))


def fill_text(cell: Cell, text: str) -> None:
    """Put a text into a cell: text also after somebody has edited it, cut visibly where no cell would hold it."""
    text = printable(text)
    cell.value = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    cell.data_type = "s"
    if starts_a_formula(text):
        cell.quotePrefix = True
