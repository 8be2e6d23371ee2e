"""Writes days and hours as iCalendar (RFC 5545, with the calendar's name as RFC 7986 has it)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from knutepunkt.base.text import printable
from knutepunkt.connectors.days.day import Day, Entry, Hours

_MAKER = "-//Knutepunkt//NO"
_RENEWAL = timedelta(hours=12)  # how often a program that subscribes may ask again
_DAY = timedelta(days=1)


def feed(name: str, days: Iterable[Entry], *, language: str, at: datetime) -> bytes:
    """Return a calendar called `name` as it was at `at`; raises `ValueError` for a uid that stands twice."""
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for title in ("name", "x-wr-calname"):  # the standard's name, and the one that most programs read
        calendar.add(title, _line(name), {"LANGUAGE": language})
    calendar.add("refresh-interval", _RENEWAL, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{_RENEWAL // timedelta(hours=1)}H")
    seen: set[str] = set()
    for day in sorted(days, key=lambda day: (_begins_on(day), day.uid)):
        if day.uid in seen:
            raise ValueError(f"{day.uid} stands twice")
        seen.add(day.uid)
        calendar.add_component(_event(day, at=at))
    written: bytes = calendar.to_ical()
    return written


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _begins_on(one: Entry) -> date:
    return one.begins_at.date() if isinstance(one, Hours) else one.on if isinstance(one, Day) else date.max


def _event(day: Entry, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", _line(day.uid))
    event.add("dtstamp", at.astimezone(UTC))
    _place(event, day)
    event.add("summary", _line(day.title))
    if text := printable(day.text).strip():
        event.add("description", text)
    if url := _line(day.url):
        event.add("url", url)
    if categories := [line for category in day.categories if (line := _line(category))]:
        event.add("categories", categories)
    if day.alarm is not None:
        event.add_component(_alarm(day, day.alarm))
    return event


def _place(event: Event, one: Entry) -> None:
    """Say when it is, and whether time is taken by it."""
    if isinstance(one, Hours):
        event.add("dtstart", one.begins_at.astimezone(UTC))
        event.add("dtend", one.ends_at.astimezone(UTC))
        event.add("status", "TENTATIVE" if one.is_tentative else "CONFIRMED")
    elif isinstance(one, Day):
        event.add("dtstart", one.on)
        event.add("dtend", (one.until or one.on) + _DAY)
        event.add("transp", "TRANSPARENT")  # a day to remember, not time taken


def _alarm(day: Entry, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", _line(day.title))
    return alarm
