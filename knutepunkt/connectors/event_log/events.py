"""Turns rows into events in our words, or says for each why not."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from knutepunkt.base.identity_number import find_identity_number
from knutepunkt.connectors.event_log.faults import Reject
from knutepunkt.connectors.event_log.mapping import LogMap
from knutepunkt.connectors.event_log.moments import Moments
from knutepunkt.connectors.event_log.reading import Row

# More than any of these hold in a ticket; what is longer is cut nowhere in silence, but rejected.
LONGEST = {"case": 80, "title": 200, "description": 20_000}
_LONGEST_OTHER = 500
_REMEMBERED = 50_000
_TEXTS = ("title", "description")
_CHOSEN = {
    "state": "states",
    "group": "teams",
    "priority": "priorities",
    "impact": "grades",
    "urgency": "grades",
    "customer": "customers",
    "service": "services",
    "channel": "channels",
}


class Event(NamedTuple):
    """One row understood: moments in UTC as the log has them, values as keys of ours, "" where not known."""

    case: str
    line: int
    moment: datetime
    opened: datetime | None = None
    closed: datetime | None = None
    state: str = ""
    group: str = ""
    person: str = ""
    caller: str = ""
    opener: str = ""
    priority: str = ""
    impact: str = ""
    urgency: str = ""
    customer: str = ""
    service: str = ""
    symptom: str = ""
    channel: str = ""
    title: str = ""
    description: str = ""
    kept: str = ""
    whole: tuple[str, ...] = ()


_UNKNOWN = tuple(Event("", 0, datetime.min.replace(tzinfo=UTC)))


class Wrong(Exception):
    """A cell that cannot be used."""

    def __init__(self, name: str, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.kind, self.reason = name, kind, reason


class _Remembered(dict[str, Any]):
    """What the cells of one column mean: most values occur many times, and are read once."""

    def __init__(self, read: Callable[[str], object]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> object:
        value = self._read(cell)
        if len(self) < _REMEMBERED and len(cell) < _LONGEST_OTHER:
            self[cell] = value
        return value


class Interpreter:
    """Reads rows by one map. `latest` is the present moment: what lies after it cannot have happened.

    Rows after `until`, a moment of the log, are counted and left for later.
    """

    def __init__(self, log_map: LogMap, moments: Moments, *, latest: datetime, until: datetime | None = None) -> None:
        self._map, self._moments, self._latest, self._until = log_map, moments, latest, until
        self._names = tuple(log_map.columns)
        self._when, self._case = self._names.index("moment"), self._names.index("case")
        self._read = [_Remembered(partial(self._value, name)) for name in self._names]
        self._places = [Event._fields.index(name) for name in self._names]
        self.postponed = 0

    def events(self, rows: Iterable[Row], reject: Callable[[Reject], None]) -> Iterator[Event]:
        """Yield an event for each row that can be used, and reject the others."""
        for row in rows:
            try:
                if self._is_later(row):
                    self.postponed += 1
                else:
                    yield self._event(row)
            except Wrong as wrong:
                reject(self._reject(row, wrong))

    def _is_later(self, row: Row) -> bool:
        moment = None if self._until is None else self._moments.read(row.cells[self._when])
        return moment is not None and self._until is not None and moment > self._until

    def _event(self, row: Row) -> Event:
        values = list(_UNKNOWN)
        for place, read, cell in zip(self._places, self._read, row.cells, strict=True):
            values[place] = read[cell]
        event = Event._make(values)._replace(line=row.line, whole=row.whole)
        if not event.case:
            raise Wrong("case", "no case", _("The row names no case."))
        return event

    def _value(self, name: str, cell: str) -> object:
        if not cell.isprintable():
            self._check_characters(name, cell)
        if len(cell) > LONGEST.get(name, _LONGEST_OTHER):
            words = {"found": len(cell), "most": LONGEST.get(name, _LONGEST_OTHER)}
            raise Wrong(name, "too long", _("The text has %(found)d characters; at most %(most)d fit.") % words)
        if name in ("moment", "opened", "closed"):
            return self._moment(name, cell)
        if name in _CHOSEN:
            return self._chosen(name, cell)
        if name in _TEXTS and find_identity_number(cell):
            raise Wrong(name, "identity number", _("The text holds a national identity number (11 digits)."))
        return "" if cell in self._map.missing else cell

    def _check_characters(self, name: str, cell: str) -> None:
        for letter in cell:
            category = unicodedata.category(letter)
            if category == "Cs":
                words = {"encoding": self._map.encoding}
                raise Wrong(name, "encoding", _("The text is not valid %(encoding)s.") % words)
            if category == "Cc" and letter not in "\n\r\t":
                words = {"code": f"U+{ord(letter):04X}"}
                raise Wrong(name, "control character", _("The text holds the control character %(code)s.") % words)

    def _moment(self, name: str, cell: str) -> datetime | None:
        if cell in self._map.missing and name != "moment":
            return None
        moment = self._moments.read(cell)
        if moment is None:
            words = {"found": cell[:40], "shapes": ", ".join(self._map.formats)}
            raise Wrong(name, "moment", _("“%(found)s” is no moment of the form %(shapes)s.") % words)
        if name != "closed" and self._moments.moved(moment) > self._latest:
            raise Wrong(name, "future", _("“%(found)s” lies in the future.") % {"found": cell[:40]})
        return moment

    def _chosen(self, name: str, cell: str) -> str:
        found = self._map.choices[_CHOSEN[name]].of(cell)
        if found is not None:
            return found
        if cell in self._map.missing and name != "state":
            return ""
        if name in ("group", "state", "customer", "service"):
            words = {"found": cell[:80], "table": _CHOSEN[name]}
            raise Wrong(name, f"unknown {name}", _("“%(found)s” stands nowhere in the map's table %(table)s.") % words)
        return ""

    def _reject(self, row: Row, wrong: Wrong) -> Reject:
        case = row.cells[self._case][:80]
        return Reject(row.line, case, self._map.columns[wrong.name], wrong.kind, wrong.reason, row.whole)
