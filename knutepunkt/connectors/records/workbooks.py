"""Reads a workbook (xlsx) of records, a sheet a kind: values only, never what a spreadsheet would compute."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from knutepunkt.connectors.records.faults import FAULTS_AT_MOST, Fault
from knutepunkt.connectors.records.sheets import Line, Place

ABOUT = "Knutepunkt"  # the sheet that says what the workbook is; it holds no records
SUFFIX = ".xlsx"
_LARGEST, _UNPACKED, _PARTS = 20_000_000, 200_000_000, 1_000  # bytes of the file, bytes of what it holds, its files
_ROWS, _COLUMNS, _LONGEST = 100_000, 200, 100_000
_CHUNK = 1 << 16
# An entity is declared in a DTD, and no spreadsheet program writes one.
_DTD = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


@dataclass(slots=True)
class Book:
    """What a workbook holds: the records of each sheet by its name; what is wrong before any is looked at."""

    sheets: dict[str, list[Line]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def workbook_of(path: Path) -> Book:
    """Return the sheets of a workbook; with a formula in any of them, the faults name each such cell."""
    book = Book()
    try:
        _require_harmless(path)
        _read(path, book)
    except Fault as fault:
        book.faults.append(fault)
    for one in book.faults:
        one.file = path.name
    return book


def _require_harmless(path: Path) -> None:
    """Refuse what is no workbook, is too large once unpacked, or holds macros or a document type."""
    if path.stat().st_size > _LARGEST:
        raise Fault(1, 1, _("The file holds more than %(most)d MB.") % {"most": _LARGEST // 1_000_000})
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise Fault(1, 1, _("The workbook holds more than is accepted."))
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/worksheets/") for name in names):
                raise Fault(1, 1, _("This is no workbook (xlsx)."))
            if any(name.endswith("vbaProject.bin") for name in names):
                raise Fault(1, 1, _("The workbook holds macros. Save it without."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _require_no_dtd(packed, part)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Fault(1, 1, _("This is no workbook (xlsx).")) from error


def _require_no_dtd(packed: ZipFile, part: ZipInfo) -> None:
    before, read = b"", 0
    with packed.open(part) as file:
        while chunk := file.read(_CHUNK):
            read += len(chunk)
            if read > _UNPACKED:
                raise Fault(1, 1, _("The workbook holds more than is accepted."))
            if any(mark in before + chunk for mark in _DTD):
                raise Fault(1, 1, _("The workbook declares a document type, as no spreadsheet program does."))
            before = chunk[-20:]


def _read(path: Path, book: Book) -> None:
    # Not at the start: it takes 32 MB in each web process, and few ask for a workbook.
    from openpyxl import load_workbook

    try:
        opened = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # whatever it trips over, the file is not as it should be
        raise Fault(1, 1, _("This is no workbook (xlsx).")) from error
    try:
        for sheet in opened.worksheets:
            if sheet.title.strip() != ABOUT:
                book.sheets[sheet.title.strip()] = list(_lines(sheet, book))
    except Fault:
        raise
    except Exception as error:
        raise Fault(1, 1, _("This is no workbook (xlsx).")) from error
    finally:
        opened.close()


def _lines(sheet: Any, book: Book) -> Iterator[Line]:
    """Yield the records of a sheet, whose first row names the columns."""
    title, heads = sheet.title.strip(), []  # type: str, list[str]
    sheet.reset_dimensions()  # what the file says of its own size need not be true
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > _ROWS:
            raise Fault(number, 1, _("The sheet has more than %(most)d rows.") % {"most": _ROWS}, sheet=title)
        values = _values(row, number, title, book)
        if not values:
            continue
        if not heads:
            heads = [str(values.get(n, "")).strip() for n in range(max(values) + 1)]
            continue
        yield _line(heads, values, number, title, book)


def _values(row: Any, number: int, title: str, book: Book) -> dict[int, Any]:
    """Return what stands in a row by its column from 0; a formula is a fault, and so is what a formula left behind."""
    found: dict[int, Any] = {}
    for n, cell in enumerate(row):
        if cell.value in (None, ""):
            continue
        if n >= _COLUMNS:
            raise Fault(number, n + 1, _("The sheet has more than %(most)d columns.") % {"most": _COLUMNS}, sheet=title)
        if reason := _reason(cell):
            if len(book.faults) < FAULTS_AT_MOST:
                book.faults.append(Fault(number, n + 1, reason, sheet=title))
            continue
        found[n] = _plain(cell.value)
    return found


def _reason(cell: Any) -> str:
    if cell.data_type == "f":
        return _("This is a formula. Put its value here instead: nothing in the file is computed.")
    if cell.data_type == "e":
        return _("“%(found)s” is what a formula leaves when it fails.") % {"found": str(cell.value)[:20]}
    if isinstance(cell.value, str) and len(cell.value) > _LONGEST:
        return _("The cell holds more than %(most)d characters.") % {"most": _LONGEST}
    return ""


def _plain(value: Any) -> Any:
    """Return a value as a record takes it: a whole number is no fraction, and a day is no moment."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    return value.strip() if isinstance(value, str) else value


def _line(heads: list[str], values: Mapping[int, Any], number: int, title: str, book: Book) -> Line:
    if beyond := [n for n in values if n >= len(heads) or not heads[n]]:
        book.faults.append(Fault(number, beyond[0] + 1, _("The first row names no column here."), sheet=title))
    named = {n: name for n, name in enumerate(heads) if name}
    return Line(
        {name: _written(values.get(n, "")) for n, name in named.items()},
        {name: Place(number, n + 1) for n, name in named.items()},
        Place(number, 1),
    )


def _written(value: Any) -> Any:
    """A day goes as its text, which every column that takes a day reads."""
    return value.isoformat() if isinstance(value, date) else value
