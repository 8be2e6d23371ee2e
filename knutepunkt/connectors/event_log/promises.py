"""The log's own word on whether a promise was kept, beside our resolve clocks."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from knutepunkt.connectors.event_log.cases import cases
from knutepunkt.connectors.event_log.events import Interpreter
from knutepunkt.connectors.event_log.mapping import read_map
from knutepunkt.connectors.event_log.moments import Moments
from knutepunkt.connectors.event_log.reading import rows
from knutepunkt.desk.queries.resolved import resolve_clocks

_KEPT = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """The closed tickets of one priority: in how many both say the same, and who alone says broken."""

    priority: int
    tickets: int
    both_kept: int
    both_broken: int
    only_log_broken: int
    only_ours_broken: int

    @property
    def agreement(self) -> float:
        """The share on which both agree."""
        return (self.both_kept + self.both_broken) / self.tickets if self.tickets else 0.0


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """One row for each priority. `without_clock`: closed tickets on which no resolve level applied to the end."""

    source: str
    rows: tuple[PromiseRow, ...]
    without_clock: int

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        rows = [asdict(row) | {"agreement": round(row.agreement, 4)} for row in self.rows]
        return {"source": self.source, "rows": rows, "without_clock": self.without_clock}


def promises(
    path: Path, mapping_path: Path, *, at: datetime, progress: Callable[[str, int, int], None] | None = None
) -> PromiseReport:
    """Compare the last `kept` of each case with the customer's resolve clock of the ticket it became."""
    log_map = read_map(mapping_path)
    if "kept" not in log_map.columns:
        raise log_map.fault(_("The map names no column that says whether a promise was kept."), table="columns")
    moments = Moments(log_map, shift=timedelta(0))
    interpreter = Interpreter(log_map, moments, latest=datetime.max.replace(tzinfo=at.tzinfo))
    read = rows(
        path, log_map, reject=lambda _reject: None, reading=progress and partial(progress, _("Reading the log"))
    )
    events = interpreter.events(read, lambda _reject: None)
    ours = resolve_clocks(source=log_map.source)
    counted: dict[int, Counter[tuple[bool, bool]]] = {}
    without_clock = 0
    for case in cases(events):
        kept = _KEPT.get(case[-1].kept.lower())
        found = ours.get(case[-1].case)
        if found is None or kept is None:
            continue
        if found.is_kept is None:
            without_clock += 1
            continue
        counted.setdefault(found.priority, Counter())[kept, found.is_kept] += 1
    return PromiseReport(log_map.source, tuple(_row(one, counted[one]) for one in sorted(counted)), without_clock)


def _row(priority: int, counted: Counter[tuple[bool, bool]]) -> PromiseRow:
    return PromiseRow(
        priority=priority,
        tickets=counted.total(),
        both_kept=counted[True, True],
        both_broken=counted[False, False],
        only_log_broken=counted[False, True],
        only_ours_broken=counted[True, False],
    )
