"""The map: a TOML file that says what the columns and values of a log mean here."""

import codecs
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.vocabulary import Urgency, WaitingReason
from knutepunkt.connectors.event_log.choice import Choice, Targets
from knutepunkt.connectors.event_log.faults import LogFault

REQUIRED_COLUMNS = ("case", "moment", "state")
COLUMNS = (
    *REQUIRED_COLUMNS,
    *("opened", "closed", "group", "person", "caller", "opener", "priority", "impact", "urgency", "customer"),
    *("service", "symptom", "channel", "title", "description", "kept"),
)
CHOICES = ("states", "teams", "customers", "services", "priorities", "grades", "channels")
MEANINGS = (
    "queued",
    "working",
    *(f"waiting {reason}" for reason in WaitingReason if reason is not WaitingReason.CONFIRMATION),
    "resolved",
    "closed",
)
CHANNELS = ("portal", "phone", "mail", "desk", "system")
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "states": MEANINGS,
    "priorities": ("1", "2", "3", "4"),
    "grades": tuple(Urgency),
    "channels": CHANNELS,
}
_TABLES = {"log", "columns", "titles", *CHOICES}


@dataclass(frozen=True, slots=True)
class LogMap:
    """A map that has been read and found to agree with itself; `text` is kept to point at lines."""

    path: Path
    text: str
    source: str
    columns: Mapping[str, str]
    backfilled: frozenset[str]
    ignored: frozenset[str]
    choices: Mapping[str, Choice]
    zone: ZoneInfo
    formats: tuple[str, ...]
    missing: frozenset[str]
    delimiter: str = ","
    encoding: str = "utf-8"
    order: str = "file"
    titles: Mapping[str, Targets] = field(default_factory=dict)
    description: str = ""

    def fault(self, message: str, *, table: str, key: str = "") -> LogFault:
        """Return a fault that names the key and its line."""
        name = ".".join(part for part in (table, key) if part)
        return LogFault(self.path.name, f"{name}: {message}", line=line_of(self.text, table, key))


def read_map(path: Path) -> LogMap:
    """Read the map; raises `LogFault` naming the key and the line of the first thing wrong."""
    try:
        text = path.read_text("utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise LogFault(path.name, _("The map cannot be read: %(why)s.") % {"why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise LogFault(path.name, _("The map is not UTF-8 text.")) from error
    except tomllib.TOMLDecodeError as error:
        raise LogFault(path.name, _("The map is not TOML: %(why)s.") % {"why": error}) from error
    return _Reader(path, text, tables).read()


def line_of(text: str, table: str, key: str = "") -> int | None:
    """Return the line on which a key of a table stands, or the table when the key is not found."""
    here, at_table = "", None
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line):
            here = heading.group(1)
            at_table = number if here == table else at_table
        named = re.match(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))\s*=""", line)
        if named and key and here == table and _unescaped(named) == key:
            return number
    return at_table


def _unescaped(named: re.Match[str]) -> str:
    double, single, bare = named.groups()
    return single or bare or re.sub(r"\\(.)", r"\1", double or "")


class _Reader:
    """Reads the tables of one map, and says where the first fault is."""

    def __init__(self, path: Path, text: str, tables: dict[str, Any]) -> None:
        self.path, self.text, self.tables = path, text, tables

    def read(self) -> LogMap:
        for table in self.tables.keys() - _TABLES:
            raise self._fault(_("There is no such table."), table, "")
        log = self._table("log")
        columns = {name: value for name, value in self._table("columns").items() if isinstance(value, str)}
        self._check_columns(columns)
        return LogMap(
            path=self.path,
            text=self.text,
            source=self._text(log, "source"),
            columns=columns,
            backfilled=frozenset(self._list("columns", "backfilled")),
            ignored=frozenset(self._list("columns", "ignored")),
            choices={name: self._choice(name) for name in CHOICES},
            zone=self._zone(log),
            formats=tuple(self._list("log", "moments")) or ("iso",),
            missing=frozenset(self._list("log", "missing")) | {""},
            delimiter=self._one(log, "delimiter", ","),
            encoding=self._encoding(log),
            order=self._order(log),
            titles=self._titles(),
            description=self._one(self._table("titles"), "description", ""),
        )

    def _fault(self, message: str, table: str, key: str) -> LogFault:
        name = ".".join(part for part in (table, key) if part)
        return LogFault(self.path.name, f"{name}: {message}", line=line_of(self.text, table, key))

    def _table(self, name: str) -> dict[str, Any]:
        found = self.tables.get(name, {})
        if not isinstance(found, dict):
            raise self._fault(_("Expected a table."), name, "")
        return found

    def _text(self, table: dict[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not 0 < len(value) <= 40:
            raise self._fault(_("Expected a short text that names the log."), "log", key)
        return value

    def _one(self, table: dict[str, Any], key: str, default: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            raise self._fault(_("Expected a text."), "log", key)
        if key == "delimiter" and len(value) != 1:
            raise self._fault(_("Expected a single character."), "log", key)
        return value

    def _list(self, table: str, key: str) -> list[str]:
        value = self._table(table).get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._fault(_("Expected a list of texts."), table, key)
        return value

    def _zone(self, log: dict[str, Any]) -> ZoneInfo:
        name = log.get("time_zone", "Europe/Oslo")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
            raise self._fault(_("There is no time zone “%(name)s”.") % {"name": name}, "log", "time_zone") from error

    def _encoding(self, log: dict[str, Any]) -> str:
        name = log.get("encoding", "utf-8")
        try:
            return codecs.lookup(name).name
        except (LookupError, TypeError) as error:
            raise self._fault(_("There is no encoding “%(name)s”.") % {"name": name}, "log", "encoding") from error

    def _order(self, log: dict[str, Any]) -> str:
        order = log.get("order", "file")
        if order not in ("file", "moment"):
            raise self._fault(_("Expected “file” or “moment”."), "log", "order")
        return str(order)

    def _check_columns(self, columns: dict[str, str]) -> None:
        for name in self._table("columns").keys() - {*COLUMNS, "backfilled", "ignored"}:
            known = ", ".join(COLUMNS)
            raise self._fault(
                _("Nothing is known by this name; expected one of %(known)s.") % {"known": known}, "columns", name
            )
        for name in REQUIRED_COLUMNS:
            if name not in columns:
                raise self._fault(_("Say which column it is."), "columns", name)
        late = set(self._list("columns", "backfilled"))
        for name, column in columns.items():
            if column in late and name != "closed":
                raise self._fault(
                    _("“%(column)s” is filled in afterwards, and can tell only the closing.") % {"column": column},
                    "columns",
                    name,
                )

    def _choice(self, table: str) -> Choice:
        read = {name: self._targets(table, name, value) for name, value in self._table(table).items()}
        for name in read:
            try:
                Choice({name: read[name]})
            except re.error as error:
                raise self._fault(_("The pattern is not valid: %(why)s.") % {"why": error}, table, name) from error
        return Choice(read)

    def _targets(self, table: str, name: str, value: object) -> Targets:
        targets = tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)
        allowed = _ALLOWED.get(table)
        for target in targets:
            if allowed and target not in allowed:
                words = {"found": target, "allowed": ", ".join(allowed)}
                raise self._fault(_("Found “%(found)s”; expected one of %(allowed)s.") % words, table, name)
        if not targets:
            raise self._fault(_("The list is empty."), table, name)
        return targets

    def _titles(self) -> dict[str, Targets]:
        name = self._table("titles").get("file")
        if name is None:
            return {}
        beside = self.path.parent / str(name)
        try:
            read = tomllib.loads(beside.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise self._fault(
                _("%(file)s cannot be read: %(why)s.") % {"file": name, "why": error}, "titles", "file"
            ) from error
        return {key: tuple(str(one) for one in texts) for key, texts in read.get("titles", {}).items() if texts}
