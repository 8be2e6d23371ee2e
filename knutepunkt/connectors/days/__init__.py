"""Days to remember and hours set aside as an iCalendar feed, that any calendar program subscribes to."""

from collections.abc import Iterable
from datetime import datetime

from knutepunkt.connectors.days.day import Day, Entry, Hours

__all__ = ["Day", "Entry", "Hours", "feed"]


def feed(name: str, days: Iterable[Entry], *, language: str, at: datetime) -> bytes:
    """Return a calendar called `name` as it was at `at`; raises `ValueError` for a uid that stands twice."""
    # Not at the start: icalendar takes 8 MB and a twentieth of a second, and few ask for a feed.
    from knutepunkt.connectors.days.writing import feed as written

    return written(name, days, language=language, at=at)
