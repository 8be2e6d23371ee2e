"""The custody report: who held tickets, how long, waiting for what, and how often they were handed over.

Computed from the ledger in one pass, or read as a job stored it: with many tickets a page shows the stored one.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from django.db import connection

from knutepunkt.catalogue.models import Service
from knutepunkt.desk.models import StoredReport
from knutepunkt.desk.rules.report import KINDS, Figures, Ledger, report
from knutepunkt.party.models import Organisation, Team

By = Literal["organisation", "team", "service"]
CUSTODY = "custody"

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's
_MICROSECOND = timedelta(microseconds=1)
_KIND = "(array_position(%s, case when c.mode = 'waiting' then c.reason else c.mode end) - 1)::int8"
_COLUMNS = ("ticket", "start", "end", "team", "organisation", "service", "kind", "first_line", "closed", "resolved")
# Binary COPY of columns of eight bytes is an array already: no value is parsed one by one.
_ROW = np.dtype(
    [
        ("n", ">i2"),
        *(
            (f"{part}{i}", ">i4" if part == "size" else ">i8")
            for i in range(len(_COLUMNS))
            for part in ("size", "value")
        ),
    ]
)
_LEDGER = f"""copy (
select c.ticket_id, c.start_at, least(coalesce(c.end_at, %s), %s), c.team_id, c.organisation_id, t.service_id,
       {_KIND}, m.is_first_line::int::int8, coalesce(t.closed_at <= %s, false)::int::int8,
       coalesce(t.resolved_at <= %s, false)::int::int8
  from desk_custody c join desk_ticket t on t.id = c.ticket_id join party_team m on m.id = c.team_id
 where t.opened_at < %s and coalesce(t.closed_at > %s, true) and c.start_at < %s
) to stdout (format binary)"""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one organisation, team or service."""

    id: int
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class PingPong:
    """Two holders between which tickets went there and straight back."""

    holder: str
    other: str
    times: int


@dataclass(frozen=True, slots=True)
class CustodyReport:
    """What custody says about a period, as known at its end. `as_of`: when it was computed."""

    by: By
    from_at: datetime
    to_at: datetime
    as_of: datetime
    total: Figures | None
    rows: tuple[Row, ...]
    worst_pairs: tuple[PingPong, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values; durations are whole seconds."""
        return {
            "by": self.by,
            "from_at": self.from_at.isoformat(),
            "to_at": self.to_at.isoformat(),
            "as_of": self.as_of.isoformat(),
            "total": self.total and _figures_json(self.total),
            "rows": [{"id": row.id, "name": row.name} | _figures_json(row.figures) for row in self.rows],
            "worst_pairs": [asdict(pair) for pair in self.worst_pairs],
        }


def custody_report(*, from_at: datetime, to_at: datetime, by: By) -> CustodyReport:
    """Compute the report over the tickets that were open in the period, as far as the viewer sees them."""
    ledger = read_ledger(from_at=from_at, to_at=to_at)
    return of_ledger(ledger, from_at=from_at, to_at=to_at, by=by)


def stored_custody_report(*, by: By, days: int) -> CustodyReport | None:
    """Return the report of the last `days` as a job last stored it, None before the first time."""
    found = StoredReport.objects.filter(name=CUSTODY, by=by, days=days).values_list("figures", flat=True).first()
    return None if found is None else from_json(found)


def read_ledger(*, from_at: datetime, to_at: datetime) -> Ledger:
    """Read the spans of the tickets open in the period, up to its end."""
    kinds = "{" + ",".join(KINDS) + "}"
    parameters = (to_at, to_at, kinds, to_at, to_at, to_at, from_at, to_at)
    with connection.cursor() as cursor, cursor.copy(_LEDGER, parameters) as copy:
        packed = b"".join(copy)
    columns = np.frombuffer(packed, _ROW, count=(len(packed) - 21) // _ROW.itemsize, offset=19)
    values = {name: columns[f"value{i}"].astype(np.int64) for i, name in enumerate(_COLUMNS)}
    order = np.lexsort((values["start"], values["ticket"]))
    values = {name: column[order] for name, column in values.items()}
    return Ledger(
        ticket=values["ticket"],
        start=values["start"],
        end=values["end"],
        team=values["team"],
        organisation=values["organisation"],
        service=values["service"],
        kind=values["kind"],
        first_line=values["first_line"].astype(np.bool_),
        closed=values["closed"].astype(np.bool_),
        resolved=values["resolved"].astype(np.bool_),
    )


def of_ledger(ledger: Ledger, *, from_at: datetime, to_at: datetime, by: By) -> CustodyReport:
    """Compute the report from spans already read."""
    start, end = _micros(from_at), _micros(to_at)
    holder = ledger.team if by == "service" else getattr(ledger, by)
    rows, pairs = report(ledger, row=getattr(ledger, by), holder=holder, from_at=start, to_at=end)
    everything: npt.NDArray[np.int64] = np.zeros(len(ledger.ticket), np.int64)
    whole, _pairs = report(ledger, row=everything, holder=holder, from_at=start, to_at=end)
    names = _names(by)
    holders = _names("team") if by == "service" else names
    found = [Row(key, names.get(key, f"#{key}"), figures) for key, figures in rows.items()]
    return CustodyReport(
        by=by,
        from_at=from_at,
        to_at=to_at,
        as_of=to_at,
        total=whole.get(0),
        rows=tuple(sorted(found, key=lambda row: -row.figures.tickets)),
        worst_pairs=tuple(PingPong(holders[pair.holder], holders[pair.other], pair.times) for pair in pairs),
    )


def from_json(kept: dict[str, Any]) -> CustodyReport:
    """Return a report from what `as_json` made of it."""
    return CustodyReport(
        by=kept["by"],
        from_at=datetime.fromisoformat(kept["from_at"]),
        to_at=datetime.fromisoformat(kept["to_at"]),
        as_of=datetime.fromisoformat(kept["as_of"]),
        total=kept["total"] and _figures(kept["total"]),
        rows=tuple(Row(row["id"], row["name"], _figures(row)) for row in kept["rows"]),
        worst_pairs=tuple(PingPong(**pair) for pair in kept["worst_pairs"]),
    )


_DURATIONS = ("queued", "working", "held_median", "held_p90")
_COUNTS = (
    *("tickets", "handovers", "ping_pongs", "solved", "solved_by_first_line", "reopened", "closed"),
    *("never_resolved", "paths"),
)
_SHARES = ("handovers_per_ticket", "first_line_share", "reopened_share", "never_resolved_share")


def _figures_json(figures: Figures) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(figures, name) for name in _COUNTS}
    found |= {name: round(getattr(figures, name).total_seconds()) for name in _DURATIONS}
    found |= {name: round(getattr(figures, name), 4) for name in _SHARES}
    return found | {"waiting": {reason: round(time.total_seconds()) for reason, time in figures.waiting}}


def _figures(kept: dict[str, Any]) -> Figures:
    values: dict[str, Any] = {name: kept[name] for name in _COUNTS}
    values |= {name: timedelta(seconds=kept[name]) for name in _DURATIONS}
    values["waiting"] = tuple((reason, timedelta(seconds=seconds)) for reason, seconds in kept["waiting"].items())
    return Figures(**values)


def _names(by: By) -> dict[int, str]:
    if by == "organisation":
        return dict(Organisation.objects.values_list("pk", "name"))
    return dict((Team if by == "team" else Service).objects.values_list("pk", "name"))


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
