"""Takes a directory or a workbook of records in: all of it or nothing, each fault with its file and place."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.coverage import Promised, gaps_of
from knutepunkt.base.editing import Record, follow, save, seen_of
from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.connectors.records.books import BOOKS
from knutepunkt.connectors.records.faults import FAULTS_AT_MOST, Enough, Fault, Wrong, with_nearest
from knutepunkt.connectors.records.sheets import SUFFIXES, Line, Place, lines_of
from knutepunkt.connectors.records.values import parsed, written
from knutepunkt.connectors.records.workbooks import SUFFIX, workbook_of

Progress = Callable[[str, int, int], None]
_CHANGES_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is new or other than it was: the columns that differ, with what stood and what stands there."""

    file: str
    name: str
    is_new: bool
    columns: tuple[tuple[str, str, str], ...]


@dataclass(slots=True)
class Summary:
    """What came of files: how many records of each are new, changed, and as they were; what is wrong.

    `changes` tells the first of them, where they were asked for.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    uncovered: list[Promised] = field(default_factory=list)  # of the agreements that came in signed
    changes: list[Change] = field(default_factory=list)
    made: set[tuple[str, int]] = field(default_factory=set)  # two files may say things of the same row

    def count(self, file: str, outcome: str) -> None:
        """Add one."""
        self.counts.setdefault(file, {"new": 0, "changed": 0, "unchanged": 0})[outcome] += 1


@dataclass(frozen=True, slots=True)
class _Source:
    """One kind of records: a file of a directory, or a sheet of a workbook, which the file's name then says."""

    name: str
    lines: Callable[[], Iterable[Line]]
    file: str
    sheet: str = ""


def read_in(
    path: Path,
    *,
    records: str,
    at: datetime,
    by: Any = None,
    dry_run: bool = False,
    only_new: bool = False,
    explain: bool = False,
    report: Progress = lambda what, done, total: None,
) -> Summary:
    """Read the files of a book (party, catalogue or agreement), or a workbook with a sheet for each.

    With a fault, or in a dry run, nothing is stored. With `explain` the summary tells what changes.

    What is there already is found by its key and changed where it differs, or with `only_new` left as it is; what the
    files leave out is left alone. With `FAULTS_AT_MOST` faults the rest is not read.
    What follows from a record is written last, since a later file may say it better.
    """
    summary = Summary()
    book = BOOKS[records]
    sources = (_sheets if path.suffix == SUFFIX else _files)(path, book, summary)
    known = {source.name: source for source in sources}
    ordered = [(known[name], record) for name, record in book.items() if name in known]
    with (
        suppress(Enough),
        transaction.atomic(),
        seen_by(Viewer(Role.SYSTEM, person_id=by.pk if by else None, source="import")),
    ):
        readers = [
            _Reader(source, record, summary, only_new=only_new, explain=explain, by=by, at=at)
            for source, record in ordered
        ]
        for done, reader in enumerate(readers):
            report(_("Reading files"), done, len(ordered))
            reader.read()
        for reader in readers:
            for row in reader.touched:
                follow(reader.record, row)
        if not summary.faults:
            summary.uncovered = gaps_of(_newly_signed(summary), at=at)
        report(_("Reading files"), len(ordered), len(ordered))
        if summary.faults or dry_run:
            transaction.set_rollback(True)
    return summary


def _newly_signed(summary: Summary) -> Iterable[Contract]:
    made = [pk for label, pk in summary.made if label == Contract._meta.label]
    return Contract.objects.filter(pk__in=made, state=Contract.State.SIGNED.value).order_by("pk")


def _files(directory: Path, book: dict[str, Record], summary: Summary) -> list[_Source]:
    """Return a directory's files; a name that is not of the book is a fault, for it would be forgotten."""
    found: dict[str, Path] = {}
    for path in sorted(directory.iterdir()):
        if path.suffix not in SUFFIXES:
            continue
        if path.stem not in book:
            summary.faults.append(_unknown(path.stem, book, file=path.name))
        elif path.stem in found:
            message = _("%(file)s holds these too: keep one.") % {"file": found[path.stem].name}
            summary.faults.append(Fault(1, 1, message, file=path.name))
        else:
            found[path.stem] = path
    if not found and not summary.faults:
        names = ", ".join(f"{name}.csv" for name in book)
        message = _("The directory holds none of %(names)s.") % {"names": names}
        summary.faults.append(Fault(1, 1, message, file=directory.name))
    return [_Source(name, partial(lines_of, path), path.name) for name, path in found.items()]


def _sheets(path: Path, book: dict[str, Record], summary: Summary) -> list[_Source]:
    """Return a workbook's sheets; nothing of it is looked at where a cell cannot be taken as it stands."""
    read = workbook_of(path)
    summary.faults += read.faults
    summary.faults += [_unknown(name, book, file=path.name, sheet=name) for name in read.sheets if name not in book]
    if not read.sheets and not read.faults:
        message = _("The workbook has no sheet of %(names)s.") % {"names": ", ".join(book)}
        summary.faults.append(Fault(1, 1, message, file=path.name))
    if summary.faults:
        return []
    return [_Source(name, partial(iter, lines), path.name, name) for name, lines in read.sheets.items()]


def _unknown(name: str, book: dict[str, Record], *, file: str, sheet: str = "") -> Fault:
    message = with_nearest(_("No records are called “%(name)s”.") % {"name": name}, name, book, else_all=True)
    return Fault(1, 1, message, file=file, sheet=sheet)


class _Reader:
    """Reads one kind of records."""

    def __init__(
        self,
        source: _Source,
        record: Record,
        summary: Summary,
        *,
        only_new: bool,
        explain: bool,
        by: Any,
        at: datetime,
    ) -> None:
        self.source, self.record, self.summary, self.by, self.at = source, record, summary, by, at
        self.only_new, self.explain = only_new, explain
        self.called = source.sheet or source.file
        self.seen: dict[tuple[Any, ...], Place] = {}
        self.touched: list[Any] = []

    def read(self) -> None:
        """Take in each line; those that wait for a later one of the same file come again after it."""
        waiting = list(self._lines())
        while waiting:
            left = [line for line in waiting if not self._take(line, may_wait=True)]
            if len(left) == len(waiting):
                for line in left:
                    self._take(line, may_wait=False)
                return
            waiting = left

    def _lines(self) -> Iterator[Line]:
        try:
            for line in self.source.lines():
                if unknown := [name for name in line.values if name not in self.record.fields]:
                    for name in unknown:
                        message = _("There is no column “%(name)s”.") % {"name": name}
                        self._fault(line.places[name], with_nearest(message, name, self.record.fields, else_all=True))
                    return
                if missing := [name for name in self.record.key if name not in line.values and self._needed(name)]:
                    self._fault(line.place, _("The column %(name)s is missing.") % {"name": missing[0]})
                    return
                yield line
        except Fault as fault:
            self._fault(Place(fault.line, fault.column), fault.message)

    def _needed(self, name: str) -> bool:
        return not self.record.column(name).blank

    def _take(self, line: Line, *, may_wait: bool) -> bool:
        """Save one line; says False when it waits for another."""
        values: dict[str, Any] = {}
        wrong = []
        for name, given in line.values.items():
            try:
                values[name] = parsed(self.record.column(name), given)
            except Wrong as fault:
                if may_wait and fault.missing and fault.missing[0] == self.record.model.__name__:
                    return False
                wrong.append((line.places[name], fault.message))
        if wrong or not self._once(line, values):
            for place, message in wrong:
                self._fault(place, message)
            return True
        self._save(line, values)
        return True

    def _once(self, line: Line, values: dict[str, Any]) -> bool:
        key = tuple(str(getattr(value, "pk", value)) for value in map(values.get, self.record.key))
        earlier = self.seen.setdefault(key, line.place)
        if earlier == line.place:
            return True
        self._fault(line.place, _("This record stands on line %(line)d already.") % {"line": earlier.line})
        return False

    def _save(self, line: Line, values: dict[str, Any]) -> None:
        found = self._stored(values)
        if found and self.only_new:
            self.summary.count(self.called, "unchanged")
            return
        row = found or self.record.model()
        before = seen_of(row) if found else 0
        stood = self._said(row, values) if found else {}
        try:
            with transaction.atomic():
                kept = save(self.record, row, values, by=self.by, at=self.at, follows=False)
        except Refusal as refusal:
            for name, message in refusal.fields.items() or [("", refusal.message)]:
                self._fault(
                    line.places.get(name, line.place),
                    message if name in line.places else f"{name}: {message}".lstrip(": "),
                )
            return
        self.touched.append(kept)
        same = found is not None and kept.pk == found.pk and seen_of(kept) == before
        row_id = (kept._meta.label, kept.pk)
        if found is None:
            self.summary.made.add(row_id)
        is_new = row_id in self.summary.made
        self.summary.count(self.called, "new" if is_new else "unchanged" if same else "changed")
        if is_new or not same:
            self._explain(kept, stood, values, is_new=is_new)

    def _said(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        return {name: written(row, name) for name in values} if self.explain else {}

    def _explain(self, row: Any, stood: dict[str, str], values: dict[str, Any], *, is_new: bool) -> None:
        if not self.explain or len(self.summary.changes) >= _CHANGES_AT_MOST:
            return
        now = self._said(row, values)
        other = tuple((name, stood.get(name, ""), said) for name, said in now.items() if said != stood.get(name, ""))
        name = " / ".join(now[part] for part in self.record.key if now.get(part))
        self.summary.changes.append(Change(self.called, name, is_new, other))

    def _stored(self, values: dict[str, Any]) -> Any:
        key = {name: values.get(name, self.record.column(name).get_default()) for name in self.record.key}
        rows = self.record.model._default_manager.filter(**key)
        return rows.filter(is_current=True).first() if self.record.succeed is not None else rows.first()

    def _fault(self, place: Place, message: str) -> None:
        fault = Fault(place.line, place.column, message, file=self.source.file, sheet=self.source.sheet)
        self.summary.faults.append(fault)
        if len(self.summary.faults) == FAULTS_AT_MOST:
            raise Enough
