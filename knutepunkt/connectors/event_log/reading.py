"""Reads the rows of a log, CSV or XES, plain or gzipped, one after the other: never the whole file in memory."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple, cast
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml import sax as safe_sax
from django.utils.translation import gettext as _

from knutepunkt.connectors.event_log.faults import LogFault, Reject
from knutepunkt.connectors.event_log.mapping import LogMap

LINE_LIMIT = 1 << 20  # characters; a longer line is nobody's event
_OTHER_DELIMITERS = ",;\t|"
_CHUNK = 1 << 16


class Row(NamedTuple):
    """One row: where it stands, its cells in the order of the map's columns, and all of it for the rejects."""

    line: int
    cells: tuple[str, ...]
    whole: tuple[str, ...]


Rejecting = Callable[[Reject], None]
Reading = Callable[[int, int], None]


def rows(path: Path, log_map: LogMap, *, reject: Rejecting, reading: Reading | None = None) -> Iterator[Row]:
    """Yield the log's rows; what is no row goes to `reject`. Raises `LogFault` when the file is no such log."""
    size = path.stat().st_size
    last = 0
    try:
        with _opened(path) as (source, raw):
            found = _xes(source, path, log_map) if _is_xml(source) else _csv(source, path, log_map, reject)
            for row in found:
                last = row.line
                if reading and last % 2_000 == 0:
                    reading(raw.tell(), size)
                yield row
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LogFault(
            path.name, _("The compressed file is damaged or cut off: %(why)s.") % {"why": error}, line=last
        ) from error
    if reading:
        reading(size, size)


def header_of(path: Path, log_map: LogMap) -> tuple[str, ...]:
    """Return the columns of a CSV log; an XES log names them in each event, so none are known before."""
    with _opened(path) as (source, _raw):
        if _is_xml(source):
            return ()
        with _text(source, path, log_map) as text:
            return _header(_lines(text), path, log_map)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], BufferedReader]]:
    """Open a file, also gzipped whatever it is called; the second is the file as it lies on disk."""
    with path.open("rb") as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        yield (BufferedReader(cast("BufferedReader", gzip.GzipFile(fileobj=raw))) if packed else raw), raw


def _is_xml(source: IO[bytes]) -> bool:
    return cast("BufferedReader", source).peek(64)[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


@contextmanager
def _text(source: IO[bytes], path: Path, log_map: LogMap) -> Iterator[TextIOWrapper]:
    """Decode; what is not in the encoding survives as lone surrogates, so that only its row is rejected."""
    start = cast("BufferedReader", source).peek(4)[:4]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise LogFault(path.name, _("The file is UTF-16; save it as UTF-8."), line=1)
    encoding = "utf-8-sig" if log_map.encoding == "utf-8" else log_map.encoding
    text = TextIOWrapper(source, encoding, errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        text.detach()  # the file below closes itself


def _lines(text: TextIOWrapper) -> Iterator[str]:
    """Yield lines; of one that is too long only the start, which then is no whole row."""
    while line := text.readline(LINE_LIMIT):
        while len(line) == LINE_LIMIT and not line.endswith("\n") and (rest := text.readline(LINE_LIMIT)):
            if len(rest) < LINE_LIMIT or rest.endswith("\n"):
                break
        yield line


def _header(lines: Iterable[str], path: Path, log_map: LogMap) -> tuple[str, ...]:
    try:
        header = next(csv.reader(lines, delimiter=log_map.delimiter), None)
    except csv.Error as error:
        raise LogFault(path.name, _("The first line is no heading: %(why)s.") % {"why": error}, line=1) from error
    if not header:
        raise LogFault(path.name, _("The file is empty; expected a heading that names the columns."), line=1)
    header = [name.strip() for name in header]
    for name, column in log_map.columns.items():
        if column not in header:
            raise _missing(header, path, log_map, name, column)
    for column in sorted(log_map.backfilled | log_map.ignored):
        if column not in header:
            raise log_map.fault(_not_there(column, header), table="columns")
    twice = next((column for column in header if header.count(column) > 1), None)
    if twice is not None:
        raise LogFault(path.name, _("Two columns are called “%(column)s”.") % {"column": twice}, line=1)
    return tuple(header)


def _missing(header: list[str], path: Path, log_map: LogMap, name: str, column: str) -> LogFault:
    """Say what is the matter with the heading: another delimiter, or a column that is not there."""
    if len(header) == 1:
        for delimiter in _OTHER_DELIMITERS.replace(log_map.delimiter, ""):
            if column in header[0].split(delimiter):
                words = {"found": delimiter, "expected": log_map.delimiter}
                message = _("The columns are separated by “%(found)s”; the map says “%(expected)s”.") % words
                return LogFault(path.name, message, line=1)
    return log_map.fault(_not_there(column, header), table="columns", key=name)


def _not_there(column: str, header: list[str]) -> str:
    shown = ", ".join(header)[:300]
    return _("The file has no column “%(column)s”; it has %(header)s.") % {"column": column, "header": shown}


def _csv(source: IO[bytes], path: Path, log_map: LogMap, reject: Rejecting) -> Iterator[Row]:
    with _text(source, path, log_map) as text:
        yield from _csv_rows(_lines(text), path, log_map, reject)


def _csv_rows(lines: Iterator[str], path: Path, log_map: LogMap, reject: Rejecting) -> Iterator[Row]:
    header = _header(lines, path, log_map)
    picked = itemgetter(*(header.index(column) for column in log_map.columns.values()))
    reader = csv.reader(lines, delimiter=log_map.delimiter)
    start = 1
    while True:
        start = 1 + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reject(_broken(start, reader.line_num + 1, str(error)))
            continue
        if len(cells) == len(header):
            yield Row(start, picked(cells), tuple(cells))
        elif cells:
            reject(_wrong_width(start, cells, len(header)))


def _broken(first: int, last: int, why: str) -> Reject:
    words = {"last": last, "why": why}
    reason = _("Up to line %(last)d there is no whole row: %(why)s. Is a quotation mark left open?") % words
    return Reject(first, "", "", "broken", reason, ())


def _wrong_width(line: int, cells: list[str], expected: int) -> Reject:
    words = {"found": len(cells), "expected": expected}
    reason = _("The row has %(found)d columns; the heading has %(expected)d.") % words
    return Reject(line, "", "", "columns", reason, tuple(cell[:2_000] for cell in cells[:100]))


def _xes(source: IO[bytes], path: Path, log_map: LogMap) -> Iterator[Row]:
    """Read XES piece by piece; a trace's own attributes are called `case:<key>`, its events' by their key."""
    names = tuple(log_map.columns.values())
    parser = safe_sax.make_parser()
    handler = _Events(parser)
    parser.setContentHandler(handler)
    try:
        while chunk := source.read(_CHUNK):
            parser.feed(chunk)
            for line, found in handler.taken():
                yield Row(
                    line, tuple(found.get(name, "") for name in names), tuple(f"{k}={v}" for k, v in found.items())
                )
        parser.close()
    except DefusedXmlException as error:
        raise LogFault(path.name, _("The file declares entities, which no event log needs."), line=1) from error
    except SAXParseException as error:
        message = _("This is not well-formed XML: %(why)s.") % {"why": error.getMessage()}
        raise LogFault(
            path.name, message, line=error.getLineNumber(), column=str((error.getColumnNumber() or 0) + 1)
        ) from error
    if not handler.seen_log:
        raise LogFault(path.name, _("The file is XML, but no XES log."), line=1)


class _Events(ContentHandler):
    """Collects XES events with the line on which each begins."""

    def __init__(self, where: Locator) -> None:
        super().__init__()
        self.seen_log = False
        self._where = where
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] | None = None
        self._line = 0
        self._depth = 0
        self._ready: list[tuple[int, dict[str, str]]] = []

    def taken(self) -> list[tuple[int, dict[str, str]]]:
        """Return the events that have ended since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the parser's name
        self._depth += 1
        if name == "log":
            self.seen_log = True
        elif name == "trace":
            self._trace = {}
        elif name == "event":
            self._event, self._line = dict(self._trace), self._where.getLineNumber() or 0
        elif "key" in attrs and "value" in attrs:
            self._keep(attrs["key"], attrs["value"])

    def endElement(self, name: str) -> None:  # noqa: N802 - the parser's name
        self._depth -= 1
        if name == "event" and self._event is not None:
            self._ready.append((self._line, self._event))
            self._event = None

    def _keep(self, key: str, value: str) -> None:
        if self._event is not None:
            self._event[key] = value
        elif self._depth == 3:  # log, trace, attribute
            self._trace[f"case:{key}"] = value
