"""The pairs whose working time is measured: checked against minutes counted one by one."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.working_time import OFFICE, ours, pairs
from knutepunkt.agreement.rules.hours import ServiceHours, to_micros

OSLO = ZoneInfo("Europe/Oslo")
FREE = {"2025-04-17", "2025-04-18", "2025-04-21", "2025-05-01", "2025-05-29", "2025-12-25", "2025-12-26", "2025-01-01"} | {
    "2025-06-09", "2026-01-01", "2026-04-02", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25",
    "2026-12-25",
}  # fmt: skip


def by_counting(start: datetime, end: datetime) -> timedelta:
    """Add up the part of each working day that lies between."""
    day, total = start.astimezone(OSLO).replace(hour=0, minute=0, second=0, microsecond=0), timedelta(0)
    while day <= end:
        if day.weekday() < 5 and day.date().isoformat() not in FREE:
            opens, closes = day.replace(hour=8).astimezone(start.tzinfo), day.replace(hour=16).astimezone(start.tzinfo)
            total += max(timedelta(0), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return total


def test_pairs_are_the_same_each_time_and_their_time_is_right() -> None:
    given, hours = pairs(400), ServiceHours(OFFICE)
    assert given == pairs(400)
    for start, end in given:
        counted = hours.between(to_micros(start), to_micros(end))
        assert timedelta(microseconds=counted) == by_counting(start, end), (start, end)


def test_both_ways_are_measured() -> None:
    measured = ours(40_000)
    assert set(measured) == {"one at a time", "all at once"}
    assert min(measured.values()) > 1_000
