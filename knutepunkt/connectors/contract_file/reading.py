"""Reads one contract's file: held against its schema, searched for contradictions, and taken in whole or not at all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError

from knutepunkt.agreement.models import Contract, ServiceCalendar
from knutepunkt.agreement.queries.coverage import Promised, gaps_of
from knutepunkt.agreement.queries.terms import calendar_value
from knutepunkt.agreement.rules.contradiction import Conflict, Contradiction, WrittenLevel, contradictions
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.agreement.rules.level import Candidate
from knutepunkt.agreement.rules.vocabulary import Metric
from knutepunkt.base.editing import follow, save
from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.connectors.contract_file.parts import BELONGING, CALENDARS, CONTRACT, LEVELS, PARTS
from knutepunkt.connectors.records.faults import FAULTS_AT_MOST, Enough, Fault, Wrong
from knutepunkt.connectors.records.values import parsed

_LARGEST = 2_000_000  # characters of one contract
_MOST = 200_000  # values of one contract, those that are referred to counted each time
_CONFLICTS = {
    Conflict.ESCALATION_AFTER_TARGET: gettext_lazy("It escalates after its own deadline."),
    Conflict.EQUALLY_SPECIFIC: gettext_lazy("These apply to the same, and none goes before the others: %(levels)s."),
    Conflict.NEVER_DUE: gettext_lazy("Its target is never due within its opening hours."),
    Conflict.MISSING_PRIORITY: gettext_lazy("Priority %(priority)s is promised nothing, and a less urgent one is."),
    Conflict.IMPOSSIBLE_GOAL: gettext_lazy("The goal is above 0 and at most 100 per cent."),
}


class _AsWritten(RoundTripConstructor):
    """Leaves days as they are written: one that is none is then told of at its own place."""


_AsWritten.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


@dataclass(slots=True)
class Summary:
    """What came of a file: the contract's key, how many rows each part has, and what is wrong.

    `uncovered`: of a signed contract, the promises that it makes or is to carry, and that are not carried.
    """

    key: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    uncovered: list[Promised] = field(default_factory=list)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the file."""
    text = files("knutepunkt.connectors.contract_file").joinpath("contract.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def read_contract(text: str, *, name: str, at: datetime, by: Any = None, dry_run: bool = False) -> Summary:
    """Take a contract in from the text of a file called `name`. With a fault, or in a dry run, nothing is stored.

    What the file leaves out is left alone. A level or a rule that differs becomes a new version. With `FAULTS_AT_MOST`
    faults the rest is not read.
    """
    summary = Summary()
    viewer = Viewer(Role.SYSTEM, person_id=by.pk if by else None, source="import")
    try:
        found = _loaded(text)
        with suppress(Enough), transaction.atomic(), seen_by(viewer):
            _Reader(found, summary, by=by, at=at).read()
            if summary.faults or dry_run:
                transaction.set_rollback(True)
    except Fault as unreadable:
        summary.faults.append(unreadable)
    for fault in summary.faults:
        fault.file = name
    summary.faults.sort(key=lambda fault: (fault.line, fault.column))
    return summary


@contextmanager
def tried(text: str, *, name: str, at: datetime) -> Iterator[Summary]:
    """Take a contract in for as long as the block lasts, to see what it would do; afterwards nothing is stored."""
    with transaction.atomic():
        yield read_contract(text, name=name, at=at)
        transaction.set_rollback(True)


def _loaded(text: str) -> Any:
    if len(text) > _LARGEST:
        raise Fault(1, 1, _("The file is too large for one contract."))
    yaml = YAML(typ="rt")
    yaml.Constructor = _AsWritten
    try:
        found = yaml.load(text)
        _count(found, _MOST)
    except RecursionError as error:
        raise Fault(1, 1, _("The file is too deep for one contract.")) from error
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = _("This is not YAML: %(why)s.") % {"why": getattr(error, "problem", None) or error}
        raise Fault(line, column, message) from error
    if not isinstance(found, Mapping):
        raise Fault(1, 1, _("The file holds a contract: its parts are written as name: value."))
    return found


def _count(value: Any, left: int) -> int:
    """Return how many values are left to read; raises `Fault` where a short file refers to itself until it is huge."""
    if left <= 0:
        raise Fault(1, 1, _("The file is too large for one contract."))
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for one in inside:
        left = _count(one, left - 1)
    return left


def _place(found: Any, path: Sequence[str | int]) -> tuple[int, int]:
    """Return the line and column, from 1, of what a path leads to, or of the last of it that is there."""
    line, column = 0, 0
    for step in path:
        try:
            line, column = found.lc.item(step) if isinstance(step, int) else found.lc.value(step)
            found = found[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line + 1, column + 1


def _plain(value: Any) -> Any:
    """Return what was read as JSON has it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


class _Reader:
    """Reads one contract."""

    def __init__(self, found: Any, summary: Summary, *, by: Any, at: datetime) -> None:
        self.found, self.summary, self.by, self.at = found, summary, by, at
        self.contract: Any = None

    def read(self) -> None:
        """Hold it against the schema, then take in part after part; levels only where they do not contradict."""
        for error in Draft202012Validator(schema()).iter_errors(_plain(self.found)):
            self._fault(list(error.absolute_path), error.message)
        if self.summary.faults:
            return
        for n, row in enumerate(self.found.get(CALENDARS, ())):
            self._take(CALENDARS, (CALENDARS, n), row)
        self.contract = self._take(CONTRACT, (CONTRACT,), self.found[CONTRACT])
        if self.contract is None:
            return
        self.summary.key = self.contract.key
        self._contradict()
        for part in BELONGING:
            if part != LEVELS or not self.summary.faults:
                for n, row in enumerate(self.found.get(part, ())):
                    self._take(part, (part, n), row)
        follow(PARTS[CONTRACT], self.contract)
        if self.contract.state == Contract.State.SIGNED and not self.summary.faults:
            self.summary.uncovered = gaps_of([self.contract], at=self.at)

    def _values(self, part: str, path: Sequence[str | int], row: Mapping[str, Any]) -> dict[str, Any] | None:
        values, faults = {}, 0
        for name, given in row.items():
            try:
                values[name] = parsed(PARTS[part].column(name), given)
            except Wrong as wrong:
                self._fault([*path, name], wrong.message)
                faults += 1
        return None if faults else values

    def _take(self, part: str, path: Sequence[str | int], row: Mapping[str, Any]) -> Any:
        """Save one row and return it; None where it is refused."""
        record, values = PARTS[part], self._values(part, path, row)
        if values is None:
            return None
        if part in BELONGING:
            values["contract"] = self.contract
        key = {name: values.get(name, record.column(name).get_default()) for name in record.key}
        rows = record.model._default_manager.filter(**key)
        stored = rows.filter(is_current=True).first() if record.succeed is not None else rows.first()
        try:
            with transaction.atomic():
                kept = save(record, stored or record.model(), values, by=self.by, at=self.at, follows=False)
        except Refusal as refusal:
            for name, message in (refusal.fields or {"": refusal.message}).items():
                self._fault([*path, name], message if name in row else f"{name}: {message}".lstrip(": "))
            return None
        self.summary.counts[part] = self.summary.counts.get(part, 0) + 1
        return kept

    def _contradict(self) -> None:
        """Say what the levels cannot mean, each at its line."""
        rows = self.found.get(LEVELS, ())
        parsed_rows = [self._values(LEVELS, (LEVELS, n), row) for n, row in enumerate(rows)]
        if self.summary.faults:
            return
        levels = [_written_level(row) for row in parsed_rows if row is not None]
        group_of = {one.pk: one.group_id for row in parsed_rows if row for one in row.get("services", ())}
        numbers = {row["key"]: n for n, row in enumerate(rows)}
        for found in contradictions(levels, since=self.at, group_of=group_of):
            self._fault([LEVELS, numbers[found.keys[-1]], found.field], _told(found))

    def _fault(self, path: Sequence[str | int], message: str) -> None:
        self.summary.faults.append(Fault(*_place(self.found, path), message))
        if len(self.summary.faults) == FAULTS_AT_MOST:
            raise Enough


def _told(found: Contradiction) -> str:
    told = {"levels": ", ".join(found.keys), "priority": found.priority}
    return ", ".join(found.keys) + ": " + str(_CONFLICTS[found.conflict]) % told


def _written_level(row: Mapping[str, Any]) -> WrittenLevel:
    names = Candidate(
        level_id=0,
        key=row["key"],
        metric=Metric(row["metric"]),
        priority=row.get("priority"),
        services=frozenset(one.pk for one in row.get("services", ())),
        groups=frozenset(one.pk for one in row.get("groups", ())),
    )
    calendar: ServiceCalendar = row["calendar"]
    hours = ServiceHours(calendar_value(calendar))
    return WrittenLevel(names, row.get("target"), hours, row.get("goal", 95), row.get("escalates_after"))
