"""How people write lengths of time and opening hours: "1 d 4 h 30 min", "08:00-12:00, 13-16"."""

import re
from datetime import timedelta

_LENGTHS = {
    "d": timedelta(days=1),
    "t": timedelta(hours=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_PART = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*(d|t|h|min|m|s)(?![a-z])", re.ASCII)
_ISO = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?", re.ASCII)
_SPAN = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:-|–|til|to)\s*(\d{1,2})(?:[:.]?(\d{2}))?", re.ASCII)
_BETWEEN = re.compile(r"[,;\s]*")


class NotWritten(ValueError):
    """Text that is not written as expected; the message shows what is not understood."""


def duration(text: str) -> timedelta:
    """Read "4 h 30 min", "1,5 t", "2 d" (days of 24 hours) or ISO 8601 as "PT4H30M"; raises `NotWritten`."""
    given = text.strip()
    if iso := _ISO.fullmatch(given.upper()):
        numbers = [int(part or 0) for part in iso.groups()]
        if any(part for part in iso.groups()):
            days, hours, minutes, seconds = numbers
            return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    total = timedelta(0)
    for number, unit in _each(_PART, given.lower()):
        total += float(number.replace(",", ".")) * _LENGTHS[unit]
    return total


def as_duration(length: timedelta, *, in_days: bool = True) -> str:
    """Write a length so that `duration` reads it again: "1 d 4 h 30 min", or without days "28 h 30 min"."""
    minutes, seconds = divmod(length // timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if in_days else (0, hours)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def openings(text: str) -> list[list[int]]:
    """Read "08:00-12:00, 13-16" as [[opens, closes]] in minutes of the day; empty is closed; raises `NotWritten`."""
    if not text.strip():
        return []
    found = _each(_SPAN, text.strip().lower())
    return [[_minute(*one[:2]), _minute(*one[2:])] for one in found]


def as_openings(spans: list[list[int]]) -> str:
    """Write openings so that `openings` reads them again."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _each(pattern: re.Pattern[str], text: str) -> list[tuple[str, ...]]:
    """Return every match, and accept nothing between them but commas and spaces."""
    found, place = [], 0
    while place < len(text):
        match = pattern.match(text, place)
        if match is None:
            raise NotWritten(text[place:])
        found.append(tuple(part or "" for part in match.groups()))
        gap = _BETWEEN.match(text, match.end())
        place = gap.end() if gap else match.end()
    if not found:
        raise NotWritten(text)
    return found


def _minute(hour: str, minute: str) -> int:
    if int(minute or 0) > 59:
        raise NotWritten(f"{hour}:{minute}")
    return int(hour) * 60 + int(minute or 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
