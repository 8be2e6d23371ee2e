"""Loads a log: read, understood, brought together by case, recorded in chunks; again without doubling."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from knutepunkt.agreement.queries.terms import book
from knutepunkt.connectors.event_log.cases import cases
from knutepunkt.connectors.event_log.events import Event, Interpreter
from knutepunkt.connectors.event_log.faults import LogFault, Reject
from knutepunkt.connectors.event_log.history import Historian
from knutepunkt.connectors.event_log.mapping import LogMap, read_map
from knutepunkt.connectors.event_log.moments import Moments
from knutepunkt.connectors.event_log.placing import require_places
from knutepunkt.connectors.event_log.reading import Row, header_of, rows
from knutepunkt.connectors.event_log.summary import Rejects, Summary
from knutepunkt.desk.actions.record import record, refresh_statistics
from knutepunkt.desk.queries.places import places
from knutepunkt.desk.rules.past import PastTicket

Progress = Callable[[str, int, int], None]
CHUNK = 2_000


def load(
    path: Path,
    mapping_path: Path,
    *,
    at: datetime,
    progress: Progress | None = None,
    rejects_path: Path | None = None,
    until: datetime | None = None,
    after: datetime | None = None,
    shift: timedelta = timedelta(0),
) -> Summary:
    """Load a log by its map; every row is counted, and one that cannot be used is written to `rejects_path`.

    `until`: rows after this moment of the log are left for later. `after`: cases that ended before it are left
    out. `shift` moves the log's wall clock. Raises `LogFault` before anything is loaded when file or map is unfit.
    """
    log_map = read_map(mapping_path)
    moments = Moments(log_map, shift=shift)
    found = places(at=at)
    require_places(log_map, found)
    summary = Summary(rejects_path=rejects_path, unnamed_columns=_unnamed(path, log_map))
    with Rejects(rejects_path, summary) as rejects:
        historian = Historian(log_map, moments, found, book(), at, rejects.add)
        interpreter = Interpreter(log_map, moments, latest=at, until=until)
        events = interpreter.events(_counted(path, log_map, summary, rejects, progress), rejects.add)
        loader = _Loader(historian, summary, rejects, at=at, after=after)
        loader.run(cases(events), progress)
        refresh_statistics()
        summary.postponed = interpreter.postponed
    if not summary.adds_up:
        raise AssertionError(f"rows were lost: {summary!r}")
    return summary


def _unnamed(path: Path, log_map: LogMap) -> tuple[str, ...]:
    try:
        header = header_of(path, log_map)
    except OSError as error:
        raise LogFault(path.name, _("The file cannot be read: %(why)s.") % {"why": error.strerror or error}) from error
    named = {*log_map.columns.values(), *log_map.backfilled, *log_map.ignored}
    return tuple(column for column in header if column not in named)


def _counted(
    path: Path, log_map: LogMap, summary: Summary, rejects: Rejects, progress: Progress | None
) -> Iterator[Row]:
    """Yield the rows and count them, also those that are none."""

    def reject(one: Reject) -> None:
        summary.rows += 1
        rejects.add(one)

    def reading(done: int, total: int) -> None:
        if progress:
            progress(_("Reading the log"), done, total)

    for row in rows(path, log_map, reject=reject, reading=reading):
        summary.rows += 1
        yield row


class _Loader:
    """Records cases chunk by chunk, and counts what became of their rows."""

    def __init__(
        self, historian: Historian, summary: Summary, rejects: Rejects, *, at: datetime, after: datetime | None
    ) -> None:
        self._historian, self._summary, self._rejects, self._at, self._after = historian, summary, rejects, at, after
        self._events: dict[str, list[Event]] = {}
        self._tickets: list[PastTicket] = []

    def run(self, found: Iterator[list[Event]], progress: Progress | None) -> None:
        """Record every case."""
        summary = self._summary
        done = 0
        for events in found:
            done += len(events)
            self._take(events)
            if len(self._tickets) >= CHUNK:
                self._record()
                if progress:
                    progress(_("Recording tickets"), done, summary.rows)
        self._record()
        if progress:
            progress(_("Recording tickets"), done, done)

    def _take(self, events: list[Event]) -> None:
        if self._after is not None and max(event.moment for event in events) <= self._after:
            self._summary.earlier += len(events)
            return
        kept = self._historian.in_order(events)
        past = self._historian.past(kept)
        if past is not None:
            self._tickets.append(past)
            self._events[past.reference] = kept
            self._summary.used += len(kept)

    def _record(self) -> None:
        done = record(self._tickets, book=self._historian.book, at=self._at)
        summary = self._summary
        summary.tickets_new += len(done.new)
        summary.tickets_extended += len(done.extended)
        summary.tickets_unchanged += len(done.unchanged)
        summary.tickets_open += sum(ticket.closed_at is None for ticket in self._tickets)
        for reference in done.unchanged:
            summary.used -= len(self._events[reference])
            summary.unchanged += len(self._events[reference])
        for reference, why in done.left_alone.items():
            summary.used -= len(self._events[reference])
            for event in self._events[reference]:
                self._rejects.add(Reject(event.line, event.case, "", "left alone", why, event.whole))
        self._tickets, self._events = [], {}
