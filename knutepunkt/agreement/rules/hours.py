"""A calendar compiled to UTC: service time between moments, for one pair or for millions.

Moments are int64 microseconds since 1970 (UTC). The openings of a range of years stand in sorted arrays with
the service time before each; time between two moments is then a difference of two look-ups. Wall-clock times are
converted through the zone, so daylight saving is exact: an opening over the change lasts what it lasted.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from knutepunkt.agreement.rules.calendar import DAY, ServiceCalendar

Micros = npt.NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = np.iinfo(np.int64).max
_MICROSECOND = timedelta(microseconds=1)
_DAY_MICROS = DAY * 60 * 1_000_000


def to_micros(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return microseconds since 1970 as a moment in UTC."""
    return EPOCH + timedelta(microseconds=int(micros))


class ServiceHours:
    """The service time of one calendar. It covers the years asked for, and grows when asked beyond them."""

    def __init__(self, calendar: ServiceCalendar) -> None:
        self.calendar = calendar
        self.always = calendar.always and not calendar.extra and not calendar.closed_on
        self._first = self._last = 0
        self._cover(2015, 2031)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServiceHours) and self.calendar == other.calendar

    def __hash__(self) -> int:
        return hash(self.calendar)

    def until(self, micros: int) -> int:
        """Return the service time from the start of the covered years to a moment, in microseconds."""
        self._reach(micros)
        i = bisect_right(self._opens, micros) - 1
        if i < 0:
            return 0
        return self._before[i] + min(micros, self._closes[i]) - self._opens[i]

    def between(self, start: int, end: int) -> int:
        """Return the service time in the half-open span, in microseconds. Raises ValueError when it ends first."""
        if end < start:
            raise ValueError("the span ends before it starts")
        if self.always:
            return end - start
        self._reach(start)
        self._reach(end)
        return self.until(end) - self.until(start)

    def after(self, start: int, allowed: int) -> int | None:
        """Return the earliest moment at which `allowed` has passed since `start`, None if it never does."""
        if allowed == 0 or self.always:
            return start + allowed
        self._reach(start)
        goal = self.until(start) + allowed
        while self._total() < goal:
            if not self._grow():
                return None
            goal = self.until(start) + allowed  # growing backwards moves the zero
        i = bisect_right(self._before, goal - 1) - 1
        return self._opens[i] + goal - self._before[i]

    def between_many(self, starts: Micros, ends: Micros) -> Micros:
        """Return the service time of many spans at once, in microseconds."""
        if self.always:
            return ends - starts
        if not len(starts):
            return np.zeros(0, np.int64)
        self._reach(int(starts.min()))
        self._reach(int(ends.max()))
        return self.until_many(ends) - self.until_many(starts)

    def until_many(self, moments: Micros) -> Micros:
        """Return `until` of many moments within the covered years."""
        i = self._index(moments)
        into = np.minimum(moments, self._closes_array[i]) - self._opens_array[i]
        return np.asarray(self._before_array[i] + np.maximum(into, 0))

    def after_many(self, starts: Micros, allowed: Micros) -> Micros:
        """Return `after` of many; NEVER where it never passes."""
        if self.always:
            return starts + allowed
        if not len(starts):
            return np.zeros(0, np.int64)
        self._reach(int(starts.min()))
        self._reach(int(starts.max()))
        goals = self.until_many(starts) + allowed
        while int(goals.max()) > self._total() and self._grow():
            goals = self.until_many(starts) + allowed
        i = np.searchsorted(self._before_array, goals - 1, side="right") - 1
        found = self._opens_array[i] + goals - self._before_array[i]
        found = np.where(goals > self._total(), NEVER, found)
        return np.where(allowed == 0, starts, found)

    def _index(self, moments: Micros) -> npt.NDArray[np.intp]:
        """Find each moment's opening by a table of days: at most a few openings start on one day."""
        day = np.clip((moments - self._zero) // _DAY_MICROS, 0, len(self._day_index) - 1)
        i = self._day_index[day]
        for _ in range(self._most_a_day):
            nxt = np.minimum(i + 1, len(self._opens_array) - 1)
            i = np.where(self._opens_array[nxt] <= moments, nxt, i)
        return np.asarray(i)

    def _total(self) -> int:
        return self._before[-1] + self._closes[-1] - self._opens[-1]

    def _reach(self, micros: int) -> None:
        if not self._opens_at <= micros < self._ends_at:
            year = from_micros(micros).year
            self._cover(min(year - 1, self._first), max(year + 2, self._last))

    def _grow(self) -> bool:
        """Cover more years ahead; after a century without enough service time there is no end to wait for."""
        if self._last > 2200:
            return False
        self._cover(self._first, self._last + 10)
        return True

    def _cover(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        spans = _openings(self.calendar, first, last)
        self._opens = [opens for opens, _ in spans]
        self._closes = [closes for _, closes in spans]
        self._before = [0, *accumulate(closes - opens for opens, closes in spans)][:-1]
        self._opens_at = to_micros(datetime(first, 1, 2, tzinfo=UTC))
        self._ends_at = to_micros(datetime(last, 12, 30, tzinfo=UTC))
        self._opens_array = np.array(self._opens, np.int64)
        self._closes_array = np.array(self._closes, np.int64)
        self._before_array = np.array(self._before, np.int64)
        self._zero = to_micros(datetime(first, 1, 1, tzinfo=UTC)) - _DAY_MICROS
        days = self._zero + _DAY_MICROS * np.arange((last - first + 1) * 366 + 3, dtype=np.int64)
        index = np.searchsorted(self._opens_array, days, side="right") - 1
        self._most_a_day = int(np.diff(index).max(initial=1))
        self._day_index = np.maximum(index, 0)


def _openings(calendar: ServiceCalendar, first: int, last: int) -> list[tuple[int, int]]:
    """Return the openings of whole years in UTC, in order, those that touch joined."""
    zone = ZoneInfo(calendar.zone)
    found: list[tuple[int, int]] = []
    day, end = date(first, 1, 1), date(last, 12, 31)
    while day <= end:
        for opens, closes in calendar.openings_on(day):
            start, stop = _moment(day, opens, zone), _moment(day, closes, zone)
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], stop)
            elif start < stop:
                found.append((start, stop))
        day += timedelta(days=1)
    if not found:  # every open hour lies outside these years
        found.append((to_micros(datetime(first, 1, 1, tzinfo=UTC)),) * 2)
    return found


def _moment(day: date, minute: int, zone: ZoneInfo) -> int:
    """Return a wall-clock minute of a day in UTC; 1440 is the next day's midnight."""
    midnight = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - zoned next
    return to_micros(midnight.replace(tzinfo=zone).astimezone(UTC))
