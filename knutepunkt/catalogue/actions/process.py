"""What is kept about processes, row by row, and a whole process at once as a drawing says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.editing import Record, remove, save
from knutepunkt.base.text import refused
from knutepunkt.catalogue.models import Application, Process, ProcessFlow, ProcessRole, ProcessStep, Service
from knutepunkt.catalogue.rules import process as values
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import administers


def _rule_step(row: ProcessStep) -> None:
    if row.role is not None and row.role.process_id != row.process_id:
        raise refused("role", _("The role belongs to another process."))


def _rule_flow(row: ProcessFlow) -> None:
    for name in ("start", "end"):
        if getattr(row, name).process_id != row.process_id:
            raise refused(name, _("The step belongs to another process."))


PROCESS = Record(
    Process,
    ("key", "name", "purpose", "description", "owner", "owner_function", "source"),
    ("key",),
    administers,
    removable=True,
)
ROLE = Record(
    ProcessRole,
    ("process", "key", "name", "organisation", "order"),
    ("process", "key"),
    administers,
    fixed=frozenset({"process", "key"}),
    removable=True,
)
STEP = Record(
    ProcessStep,
    ("process", "key", "kind", "name", "description", "role", "services", "applications", "order"),
    ("process", "key"),
    administers,
    fixed=frozenset({"process", "key"}),
    rule=_rule_step,
    removable=True,
)
FLOW = Record(
    ProcessFlow,
    ("process", "start", "end", "condition"),
    ("process", "start", "end", "condition"),
    administers,
    fixed=frozenset({"process", "start", "end"}),
    rule=_rule_flow,
    removable=True,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A process as it was kept; `unknown`: keys it named that are not there, and were left out."""

    process: Process
    is_new: bool
    unknown: tuple[str, ...]


@transaction.atomic
def keep_processes(found: Iterable[values.Process], *, by: Person | None, at: datetime) -> tuple[Kept, ...]:
    """Keep whole processes: one of the same key becomes as it is said here, steps that are gone go. All or none."""
    return tuple(_Keeping(one, by, at).keep() for one in found)


class _Keeping:
    """Keeps one process."""

    def __init__(self, said: values.Process, by: Person | None, at: datetime) -> None:
        self.said, self.by, self.at = said, by, at
        self.unknown: list[str] = []
        self.organisations = _by_key(Organisation, [said.owner, *(role.organisation for role in said.roles)])
        self.services = _by_key(Service, [key for step in said.steps for key in step.services])
        self.applications = _by_key(Application, [key for step in said.steps for key in step.applications])

    def keep(self) -> Kept:
        """Write what differs."""
        stored = Process.objects.filter(key=self.said.key).first()
        process = self._save(PROCESS, stored or Process(), self._process())
        self._forget_flows(process)
        roles = self._roles(process)
        steps = self._steps(process, roles)
        for role in process.roles.exclude(key__in=list(roles)):
            remove(ROLE, role, by=self.by, at=self.at)
        flows = {(one.start.key, one.end.key, one.condition) for one in process.flows.select_related("start", "end")}
        for flow in self.said.flows:
            if (flow.start, flow.end, flow.condition) not in flows:
                ends = {"start": steps[flow.start], "end": steps[flow.end]}
                self._save(FLOW, ProcessFlow(), {"process": process, "condition": flow.condition, **ends})
        return Kept(process, stored is None, tuple(self.unknown))

    def _process(self) -> dict[str, Any]:
        said = self.said
        owner = self._known(self.organisations, said.owner)
        found = {"key": said.key, "name": said.name, "purpose": said.purpose, "description": said.description}
        return found | {"owner": owner, "owner_function": said.owner_function}

    def _forget_flows(self, process: Process) -> None:
        said = {(flow.start, flow.end, flow.condition) for flow in self.said.flows}
        for row in process.flows.select_related("start", "end"):
            if (row.start.key, row.end.key, row.condition) not in said:
                remove(FLOW, row, by=self.by, at=self.at)

    def _roles(self, process: Process) -> dict[str, ProcessRole]:
        stored = {row.key: row for row in process.roles.all()}
        return {
            role.key: self._save(
                ROLE,
                stored.get(role.key) or ProcessRole(),
                {
                    "process": process,
                    "key": role.key,
                    "name": role.name,
                    "organisation": self._known(self.organisations, role.organisation),
                    "order": place,
                },
            )
            for place, role in enumerate(self.said.roles)
        }

    def _steps(self, process: Process, roles: dict[str, ProcessRole]) -> dict[str, ProcessStep]:
        stored = {row.key: row for row in process.steps.all()}
        for key, row in stored.items():
            if key not in {step.key for step in self.said.steps}:
                remove(STEP, row, by=self.by, at=self.at)
        return {
            step.key: self._save(
                STEP,
                stored.get(step.key) or ProcessStep(),
                {
                    "process": process,
                    "key": step.key,
                    "kind": step.kind.value,
                    "name": step.name,
                    "description": step.description,
                    "role": roles.get(step.role),
                    "services": self._all_known(self.services, step.services),
                    "applications": self._all_known(self.applications, step.applications),
                    "order": place,
                },
            )
            for place, step in enumerate(self.said.steps)
        }

    def _save(self, record: Record, row: Any, given: dict[str, Any]) -> Any:
        return save(record, row, given, by=self.by, at=self.at)

    def _known(self, rows: dict[str, Any], key: str) -> Any:
        if key and key not in rows:
            self.unknown.append(key)
        return rows.get(key)

    def _all_known(self, rows: dict[str, Any], keys: Iterable[str]) -> list[Any]:
        return [row for row in (self._known(rows, key) for key in keys) if row is not None]


def _by_key(model: Any, keys: list[str]) -> dict[str, Any]:
    return {row.key: row for row in model.objects.filter(key__in={key for key in keys if key})}
