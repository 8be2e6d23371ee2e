"""Availability: the agreed time that a service was up, over the agreed time, exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from knutepunkt.agreement.rules.carrying import in_series
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.performance.rules.share import percent, reaches

PLACES = 4
_ZERO = timedelta(0)
_Spans = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Outage:
    """A half-open span in which a service was down; no end: still down. Planned: maintenance notified in time."""

    start_at: datetime
    end_at: datetime | None
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Availability:
    """What is reckoned of one period. `maintenance`: notified, inside the hours, and counted against nobody."""

    agreed: timedelta
    down: timedelta
    maintenance: timedelta

    @property
    def share(self) -> Fraction | None:
        """The exact share; None where no time was agreed, and nothing can be said."""
        if not self.agreed:
            return None
        microsecond = timedelta(microseconds=1)
        return Fraction((self.agreed - self.down) // microsecond, self.agreed // microsecond)

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, cut off after four decimals."""
        return None if self.share is None else percent(self.share, PLACES)

    def reaches(self, goal: Decimal) -> bool | None:
        """Say whether the share reaches a goal in per cent; None where nothing can be said."""
        return None if self.share is None else reaches(self.share, goal)


def availability(
    hours: ServiceHours,
    outages: Iterable[Outage],
    *,
    since: datetime,
    until: datetime,
    maintenance_is_agreed: bool = True,
) -> Availability:
    """Reckon the half-open period; raises ValueError when it ends before it starts.

    Only what lies within hours and period counts, and what overlaps counts once. Notified maintenance is no downtime,
    also where something else was down meanwhile. It stays in the agreed time unless the terms say otherwise.
    """
    outages = tuple(outages)
    planned = _merged(outages, since, until, planned=True)
    unplanned = _merged(outages, since, until, planned=False)
    maintenance = _within(hours, planned)
    either = _within(hours, _joined(planned + unplanned))
    agreed = hours.working_time(since, until)
    return Availability(agreed if maintenance_is_agreed else agreed - maintenance, either - maintenance, maintenance)


@dataclass(frozen=True, slots=True)
class Part:
    """What one service showed that another needs."""

    service_id: int
    found: Availability


def end_to_end(parts: Iterable[Availability]) -> Fraction | None:
    """Return the share of parts that must all be up; None where nothing can be said of one."""
    shares = [part.share for part in parts]
    known = [share for share in shares if share is not None]
    return in_series(known) if len(known) == len(shares) else None


def _merged(outages: Sequence[Outage], since: datetime, until: datetime, *, planned: bool) -> _Spans:
    """Return the spans of one kind within the period, in order, those that meet joined."""
    found = [
        (max(one.start_at, since), until if one.end_at is None else min(one.end_at, until))
        for one in outages
        if one.is_planned is planned
    ]
    return _joined([(start, end) for start, end in found if start < end])


def _joined(spans: _Spans) -> _Spans:
    found: _Spans = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _within(hours: ServiceHours, spans: _Spans) -> timedelta:
    return sum((hours.working_time(start, end) for start, end in spans), _ZERO)
