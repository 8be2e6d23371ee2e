"""Takes the processes of a BPMN file into the register: all of them or none, with what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from knutepunkt.catalogue.actions.process import Kept, keep_processes
from knutepunkt.connectors.bpmn.reading import read
from knutepunkt.party.models import Person


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a file: each process as it stands now, what BPMN holds that is not kept, which keys nobody knows."""

    kept: tuple[Kept, ...]
    left_out: Mapping[str, int]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Keys of organisations, services and applications that are not there."""
        return tuple(sorted({key for one in self.kept for key in one.unknown}))


def load(content: bytes, *, by: Person | None, at: datetime) -> Loaded:
    """Keep the processes of a file. Raises `Fault` with the place for what cannot be read, `Refusal` for the rest."""
    found = read(content)
    return Loaded(keep_processes(found.processes, by=by, at=at), found.left_out)
