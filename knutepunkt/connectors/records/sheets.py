"""Reads one file of records, CSV or YAML, and remembers where each value stands."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from knutepunkt.connectors.records.faults import Fault

SUFFIXES = (".csv", ".yaml")
_LONGEST = 100_000  # characters of one cell; more is a file that is not what it says
_LARGEST = 50_000_000  # bytes of one file


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a line, and a column of it, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """One record as it is written: column names to values, and their places."""

    values: dict[str, Any]
    places: dict[str, Place]
    place: Place


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the records of a file; raises `Fault` where it cannot be read."""
    text = _text(path)
    yield from _of_csv(text) if path.suffix == ".csv" else _of_yaml(text)


def _text(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise Fault(1, 1, _("The file holds more than %(most)d MB.") % {"most": _LARGEST // 1_000_000})
    stored = path.read_bytes()
    try:
        text = stored.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = stored.count(b"\n", 0, error.start) + 1
        column = error.start - stored.rfind(b"\n", 0, error.start)
        raise Fault(line, column, _("The file is not UTF-8: save it with that encoding.")) from error
    if "\x00" in text:
        place = text.index("\x00")
        raise Fault(
            text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place), _("A NUL character stands here.")
        )
    return text


def _of_csv(text: str) -> Iterator[Line]:
    csv.field_size_limit(_LONGEST)
    head = text.splitlines()[0] if text.strip() else ""
    reader = csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if not any(names):
            raise Fault(1, 1, _("The file is empty: its first line names the columns."))
        begun = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _csv_line(names, cells, begun)
            begun = reader.line_num + 1
    except csv.Error as error:
        raise Fault(reader.line_num, 1, _("The line cannot be read as CSV: %(why)s.") % {"why": error}) from error


def _csv_line(names: list[str], cells: list[str], line: int) -> Line:
    if len(cells) != len(names):
        words = {"cells": len(cells), "columns": len(names)}
        raise Fault(line, 1, _("The line has %(cells)d cells, and the first line names %(columns)d columns.") % words)
    values = dict(zip(names, (cell.strip() for cell in cells), strict=True))
    return Line(values, {name: Place(line, n) for n, name in enumerate(names, 1)}, Place(line, 1))


def _of_yaml(text: str) -> Iterator[Line]:
    from ruamel.yaml import YAML  # here, since the web server, which reads this module too, takes no YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        why = {"why": getattr(error, "problem", None) or error}
        raise Fault(line, column, _("This is not YAML: %(why)s.") % why) from error
    if found is None:
        raise Fault(1, 1, _("The file is empty: it is a list of records."))
    if not isinstance(found, list):
        raise Fault(1, 1, _("The file is a list of records: each begins with “- ”."))
    for n, one in enumerate(found):
        line, column = found.lc.item(n)  # type: ignore[attr-defined]
        if not isinstance(one, dict):
            raise Fault(line + 1, column + 1, _("A record is written as name: value."))
        places = {str(name): Place(*(part + 1 for part in one.lc.value(name))) for name in one}  # type: ignore[attr-defined]
        yield Line({str(name): value for name, value in one.items()}, places, Place(line + 1, column + 1))
