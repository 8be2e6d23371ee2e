"""A day to remember, and hours that are set aside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands in a calendar. `uid` stays the same when it moves, so that no program shows it twice."""

    uid: str
    title: str
    text: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    alarm: timedelta | None = None  # before it begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Entry):
    """One whole day, or several to `until`, that day too."""

    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Entry):
    """From one moment to another. `is_tentative`: it may not come to it."""

    begins_at: datetime
    ends_at: datetime
    is_tentative: bool = False
