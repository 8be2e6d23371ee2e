"""Back to back: whether contracts can carry each promise to a municipality, and whether suppliers did."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.coverage import Promised, coverage
from knutepunkt.agreement.rules.carrying import Carrying
from knutepunkt.agreement.rules.coverage import Cover, Finding
from knutepunkt.party.models import Organisation
from knutepunkt.performance.queries.carried import Fared, Place, fared, summed


@dataclass(frozen=True, slots=True)
class Checked:
    """One promise: what carries it by contract, and how it fared in the period."""

    promised: Promised
    fared: Fared

    def as_json(self) -> dict[str, Any]:
        """Return plain values; times are whole seconds."""
        one, cover, fared = self.promised, self.promised.cover, self.fared
        return {
            "municipality": one.customer.name,
            "service": one.service.name,
            "contract": one.contract.key,
            "level": one.level.key,
            "metric": one.level.metric,
            "priorities": list(one.priorities),
            "target": _seconds(one.level.target),
            "goal": str(one.level.goal),
            "suppliers": list(cover.suppliers),
            "is_carried": cover.is_carried,
            "gaps": [_finding_json(finding) for finding in cover.findings],
            "worst": _worst_json(cover.worst),
            "availability_short": None if cover.short is None else round(float(cover.short), 4),
            "stopped": fared.stopped,
            "broken": fared.broken,
            "broken_suppliers_late": fared.suppliers_late,
            "broken_uncovered": fared.uncovered,
            "broken_ours": fared.ours,
            "used_by_suppliers": None if fared.used_by_suppliers is None else round(fared.used_by_suppliers, 4),
        }


@dataclass(frozen=True, slots=True)
class Alike:
    """Promises of one service to several municipalities that the same carries in the same way."""

    first: Promised
    customers: tuple[Organisation, ...]
    fared: Fared


@dataclass(frozen=True, slots=True)
class Cause:
    """Promises that are not carried for the very same reasons; or those that are."""

    rows: tuple[Alike, ...]

    @property
    def number(self) -> int:
        """How many promises."""
        return sum(len(row.customers) for row in self.rows)

    @property
    def cover(self) -> Cover:
        """How the first is carried; each has the same findings."""
        return self.rows[0].first.cover


@dataclass(frozen=True, slots=True)
class BackToBack:
    """Every promise asked about, by municipality and service."""

    from_at: datetime
    to_at: datetime
    rows: tuple[Checked, ...]

    @property
    def fared(self) -> Fared:
        """How all of them fared together."""
        return sum((row.fared for row in self.rows), Fared())

    @property
    def with_gaps(self) -> tuple[Checked, ...]:
        """Those that are not carried."""
        return tuple(row for row in self.rows if not row.promised.cover.is_carried)

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "from_at": self.from_at.isoformat(),
            "to_at": self.to_at.isoformat(),
            "promises": [row.as_json() for row in self.rows],
        }


def back_to_back(*, at: datetime, days: int = 365, draft: Contract | None = None) -> BackToBack:
    """Check every promise in force, or those that a draft makes or is to carry, against the last `days` as well."""
    from_at = at - timedelta(days=days)
    promises = coverage(at=at, draft=draft)
    found = fared(from_at=from_at, to_at=at, at=at) if promises else {}
    return BackToBack(from_at, at, tuple(Checked(one, summed(found, _places(one))) for one in promises))


def alike(rows: Iterable[Checked]) -> list[Alike]:
    """Put promises together that differ only in to whom they were made, in the order of the first of each."""
    found: dict[Hashable, list[Checked]] = {}
    for row in rows:
        one, level = row.promised, row.promised.level
        terms = (level.name, level.metric, level.target, level.goal, level.calendar_id, tuple(level.pauses))
        found.setdefault((one.service.pk, one.priorities, one.ends_on, terms, one.cover), []).append(row)
    return [
        Alike(some[0].promised, tuple(row.promised.customer for row in some), sum((row.fared for row in some), Fared()))
        for some in found.values()
    ]


def by_cause(rows: Iterable[Checked]) -> list[Cause]:
    """Put promises together by why they are not carried, the reasons that most share first."""
    found: dict[Hashable, list[Alike]] = {}
    for row in alike(rows):
        cover = row.first.cover
        found.setdefault((cover.findings, cover.short or None), []).append(row)
    return sorted((Cause(tuple(some)) for some in found.values()), key=lambda cause: -cause.number)


def _places(one: Promised) -> Sequence[Place]:
    return [Place(one.contract.pk, one.level.key, one.service.pk, priority) for priority in one.priorities]


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "gap": finding.gap.value,
        "supplier": finding.supplier,
        "contract": finding.contract,
        "level": finding.level,
        "ends_on": finding.ends_on and finding.ends_on.isoformat(),
        "pauses": list(finding.pauses),
    }


def _worst_json(worst: Carrying | None) -> dict[str, Any] | None:
    if worst is None:
        return None
    return {
        "start_at": worst.start_at.isoformat(),
        "ours_due_at": worst.ours_due_at and worst.ours_due_at.isoformat(),
        "legs": [{"supplier": name, "due_at": due_at and due_at.isoformat()} for name, due_at in worst.legs_due_at],
        "late": _seconds(worst.late),
    }


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(seconds=1)
