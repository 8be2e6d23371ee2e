"""A day to remember."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One whole day. `uid` stays the same when the day moves, so that no program shows it twice."""

    uid: str
    on: date
    title: str
    text: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    alarm: timedelta | None = None  # before the day begins
