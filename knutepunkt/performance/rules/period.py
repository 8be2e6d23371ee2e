"""Periods that are settled: whole days of a place, and the moments between which they lie."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Oslo")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From a day to a day, both of them in it. Raises ValueError when it ends before it starts."""

    from_on: date
    to_on: date

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise ValueError(f"the period ends {self.to_on}, before it starts {self.from_on}")

    @property
    def starts_at(self) -> datetime:
        """Midnight at its beginning, on the wall clock."""
        return _midnight(self.from_on)

    @property
    def ends_at(self) -> datetime:
        """Midnight after its last day: the period is half-open."""
        return _midnight(self.to_on + _DAY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)
