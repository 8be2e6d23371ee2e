"""A calendar compiled to UTC: service time between moments, for one pair or for millions.

Moments are int64 microseconds since 1970 (UTC). The openings of a range of years stand in sorted arrays with
the service time before each; time between two moments is then a difference of two look-ups. Wall-clock times are
converted through the zone, so daylight saving is exact: an opening over the change lasts what it lasted.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from knutepunkt.agreement.rules.calendar import DAY, ServiceCalendar

Micros = npt.NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = int(np.iinfo(np.int64).max)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_MINUTE = 60 * 1_000_000
_BUCKET = 36  # bits of microseconds: some nineteen hours, found by a shift
_BLOCK = 1 << 15  # moments at a time, so that what is computed on the way stays in the cache
_FIRST, _LAST = 2015, 2031
_EARLIEST, _LATEST = 2, 9998  # the years a zone can be asked about


def to_micros(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return microseconds since 1970 as a moment in UTC."""
    return EPOCH + timedelta(microseconds=int(micros))


class _Openings:
    """The openings of whole years. Never changed: threads share it, and a longer one takes its place."""

    def __init__(self, calendar: ServiceCalendar, first: int, last: int) -> None:
        self.first, self.last = first, last
        # Openings are local, so the outermost days may miss one.
        self.covers_from = to_micros(datetime(first, 1, 2, tzinfo=UTC))
        self.covers_to = to_micros(datetime(last, 12, 30, tzinfo=UTC))
        spans = _in_utc(calendar, first, last) or [(self.covers_from, self.covers_from)]
        self.opens = [opens for opens, _ in spans]
        self.closes = [closes for _, closes in spans]
        *self.before, self.total = accumulate((closes - opens for opens, closes in spans), initial=0)
        self.opens_array = np.array(self.opens, np.int64)
        self.closes_array = np.array(self.closes, np.int64)
        self.before_array = np.array(self.before, np.int64)
        self.first_bucket = self.covers_from >> _BUCKET
        buckets = np.arange(self.first_bucket, (self.covers_to >> _BUCKET) + 2, dtype=np.int64)
        latest = np.searchsorted(self.opens_array, buckets << _BUCKET, side="right") - 1
        self.most_in_bucket = int(np.diff(latest).max())
        self.latest = np.maximum(latest, 0)

    def until(self, micros: int) -> int:
        """Return the service time from the start of the years to a moment."""
        i = bisect_right(self.opens, micros) - 1
        if i < 0:
            return 0
        closes = self.closes[i]
        return self.before[i] + (micros if micros < closes else closes) - self.opens[i]

    def until_many(self, moments: Micros) -> Micros:
        """Return `until` of many moments, all within the years.

        A table of buckets gives the last opening before each; at most a few begin within one.
        """
        found = np.empty(len(moments), np.int64)
        for begin in range(0, len(moments), _BLOCK):
            block = moments[begin : begin + _BLOCK]
            i = self.latest[(block >> _BUCKET) - self.first_bucket]
            for _ in range(self.most_in_bucket):
                following = np.minimum(i + 1, len(self.opens) - 1)
                i = np.where(self.opens_array[following] <= block, following, i)
            into = np.minimum(block, self.closes_array[i]) - self.opens_array[i]
            found[begin : begin + _BLOCK] = self.before_array[i] + np.maximum(into, 0)
        return found


class ServiceHours:
    """The service time of one calendar. It covers the years asked for, and grows when asked beyond them."""

    def __init__(self, calendar: ServiceCalendar) -> None:
        self.calendar = calendar
        self.always = calendar.always and not calendar.extra and not calendar.closed_on
        self._openings = _compiled(calendar, _FIRST, _LAST)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServiceHours) and self.calendar == other.calendar

    def __hash__(self) -> int:
        return hash(self.calendar)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return the service time in the half-open span. Raises ValueError when it ends before it starts."""
        return timedelta(microseconds=self.between(to_micros(start), to_micros(end)))

    def due_at(self, start: datetime, allowed: timedelta) -> datetime | None:
        """Return the earliest moment at which `allowed` has passed since `start`, None if it never does.

        That is at closing, not at the next opening.
        """
        found = self.after(to_micros(start), allowed // _MICROSECOND)
        return None if found is None else from_micros(found)

    def between(self, start: int, end: int) -> int:
        """Return `working_time` in microseconds."""
        if end < start:
            raise ValueError("the span ends before it starts")
        if self.always:
            return end - start
        openings = self._openings
        if start < openings.covers_from or end >= openings.covers_to:
            openings = self._reach(start, end)
        return openings.until(end) - openings.until(start)

    def after(self, start: int, allowed: int) -> int | None:
        """Return `due_at` in microseconds."""
        if allowed == 0 or self.always:
            return start + allowed
        openings = self._reach(start, start)
        while openings.until(start) + allowed > openings.total:
            if not openings.last < _patience(start):
                return None
            openings = self._cover(openings.first, 2 * openings.last - openings.first)
        goal = openings.until(start) + allowed
        i = bisect_right(openings.before, goal - 1) - 1
        return openings.opens[i] + goal - openings.before[i]

    def between_many(self, starts: Micros, ends: Micros) -> Micros:
        """Return `between` of many spans at once. Raises ValueError when one ends before it starts."""
        if (ends < starts).any():
            raise ValueError("a span ends before it starts")
        if self.always or not len(starts):
            return np.asarray(ends - starts)
        openings = self._reach(int(starts.min()), int(ends.max()))
        return np.asarray(openings.until_many(ends) - openings.until_many(starts))

    def after_many(self, starts: Micros, allowed: Micros) -> Micros:
        """Return `after` of many; NEVER where it never passes."""
        if self.always or not len(starts):
            return np.asarray(starts + allowed)
        first, last = int(starts.min()), int(starts.max())
        openings = self._reach(first, last)
        while (openings.until_many(starts) + allowed).max() > openings.total and openings.last < _patience(last):
            openings = self._cover(openings.first, 2 * openings.last - openings.first)
        goals = openings.until_many(starts) + allowed
        i = np.searchsorted(openings.before_array, goals - 1, side="right") - 1
        found = openings.opens_array[i] + goals - openings.before_array[i]
        return np.where(allowed == 0, starts, np.where(goals > openings.total, NEVER, found))

    def turns_between(self, start: int, end: int) -> Micros:
        """Return the moments from `start` to `end` at which it opens or closes, in order."""
        if self.always:
            return np.empty(0, np.int64)
        openings = self._reach(start, end)
        held = openings.opens_array < openings.closes_array  # not so where the years hold no opening at all
        turns = np.union1d(openings.opens_array[held], openings.closes_array[held])
        return turns[(turns >= start) & (turns <= end)]

    def _reach(self, start: int, end: int) -> _Openings:
        """Return openings that cover both moments."""
        openings = self._openings
        if openings.covers_from <= start and end < openings.covers_to:
            return openings
        first, last = from_micros(start).year - 1, from_micros(end).year + 2
        return self._cover(min(first, openings.first), max(last, openings.last))

    def _cover(self, first: int, last: int) -> _Openings:
        self._openings = _compiled(self.calendar, max(first, _EARLIEST), min(last, _LATEST))
        return self._openings


def _patience(start: int) -> int:
    """Return the year after which there is no end to wait for: half a century without enough service time."""
    return min(from_micros(start).year + 50, _LATEST)


@lru_cache(maxsize=512)
def _compiled(calendar: ServiceCalendar, first: int, last: int) -> _Openings:
    return _Openings(calendar, first, last)


def _in_utc(calendar: ServiceCalendar, first: int, last: int) -> list[tuple[int, int]]:
    """Return the openings of whole years in UTC, in order, those that touch joined."""
    zone = ZoneInfo(calendar.zone)
    found: list[tuple[int, int]] = []
    day, midnight = date(first, 1, 1), _moment(date(first, 1, 1), 0, zone)
    while day.year <= last:
        following = day + _DAY
        next_midnight = _moment(following, 0, zone)
        even = next_midnight - midnight == DAY * _MINUTE  # no change of the clocks on this day
        for opening in calendar.openings_on(day):
            start, stop = (midnight + m * _MINUTE if even else _moment(day, m, zone) for m in opening)
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], stop)
            elif start < stop:  # not so where the clocks jump over it
                found.append((start, stop))
        day, midnight = following, next_midnight
    return found


def _moment(day: date, minute: int, zone: ZoneInfo) -> int:
    """Return a wall-clock minute of a day in UTC; 1440 is the next day's midnight.

    A minute that comes twice is its first time; one that the clocks jump over is the moment of the jump.
    """
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    moment = wall.astimezone(UTC)
    while moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        wall += timedelta(minutes=1)
        moment = wall.astimezone(UTC)
    return to_micros(moment)
