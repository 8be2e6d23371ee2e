"""A service calendar as a value: when time counts, on the wall clock of a place."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

DAY = 24 * 60
Opening = tuple[int, int]


class Amiss(StrEnum):
    """Why a calendar cannot be."""

    NO_OPEN_HOUR = "no_open_hour"
    CLOSES_FIRST = "closes_first"
    OVERLAP = "overlap"
    NO_WEEKDAY = "no_weekday"
    DAY_TWICE = "day_twice"
    UNKNOWN_ZONE = "unknown_zone"
    UNKNOWN_COUNTRY = "unknown_country"


class CalendarFault(ValueError):
    """A calendar that cannot be: the field, why, and the openings it is about. The edge words it."""

    def __init__(self, field: str, amiss: Amiss, message: str, openings: tuple[Opening, ...] = ()) -> None:
        super().__init__(message)
        self.field, self.amiss, self.openings = field, amiss, openings


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """Weekly hours in minutes of the day (closes may be 1440), less holidays and closed days, with extra days.

    An extra day replaces whatever the weekday, a holiday or a closed day says.
    """

    zone: str = "Europe/Oslo"
    always: bool = False
    weekly: tuple[tuple[int, int, int], ...] = ()
    holidays_country: str | None = None
    closed_on: frozenset[date] = frozenset()
    extra: tuple[tuple[date, tuple[Opening, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        _known_zone(self.zone)
        for weekday in sorted({day for day, _, _ in self.weekly}):
            if weekday not in range(7):
                raise CalendarFault("weekly", Amiss.NO_WEEKDAY, f"weekday {weekday}: expected 0 (Monday) to 6 (Sunday)")
            _in_order("weekly", f"weekday {weekday}", self.openings_of(weekday))
        for day, openings in self.extra:
            _in_order("extra", f"extra day {day.isoformat()}", tuple(sorted(openings)))
        if len({day for day, _ in self.extra}) < len(self.extra):
            raise CalendarFault("extra", Amiss.DAY_TWICE, "an extra day is named twice")
        if not self.always and not self.weekly and not any(openings for _, openings in self.extra):
            raise CalendarFault("weekly", Amiss.NO_OPEN_HOUR, "the calendar has no open hour")
        if self.holidays_country and self.holidays_country not in holidays.list_supported_countries():
            message = f"no public holidays are known for country {self.holidays_country!r}"
            raise CalendarFault("holidays_country", Amiss.UNKNOWN_COUNTRY, message)

    def openings_of(self, weekday: int) -> tuple[Opening, ...]:
        """Return the weekly openings of a weekday, in order."""
        return tuple(sorted((opens, closes) for day, opens, closes in self.weekly if day == weekday))

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """Return when it is open on `day`."""
        for extra_day, openings in self.extra:
            if extra_day == day:
                return tuple(sorted(openings))
        if day in self.closed_on:
            return ()
        if self.always:
            return ((0, DAY),)
        if self.holidays_country and day in _holidays(self.holidays_country, day.year):
            return ()
        return self.openings_of(day.weekday())


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    # Norway's Sundays are named holidays in some releases of the library; weekly hours say that already.
    return frozenset(holidays.country_holidays(country, years=year).keys())


@lru_cache(maxsize=64)
def _known_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CalendarFault("zone", Amiss.UNKNOWN_ZONE, f"unknown time zone {name!r}") from error


def _in_order(field: str, where: str, openings: tuple[Opening, ...]) -> None:
    for opens, closes in openings:
        if not 0 <= opens < closes <= DAY:
            message = f"{where}: {opens}-{closes} must open before it closes, within 0-{DAY} minutes"
            raise CalendarFault(field, Amiss.CLOSES_FIRST, message, ((opens, closes),))
    for first, second in pairwise(openings):
        if second[0] < first[1]:
            raise CalendarFault(field, Amiss.OVERLAP, f"{where}: two openings overlap", (first, second))
