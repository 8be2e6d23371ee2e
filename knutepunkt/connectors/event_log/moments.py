"""Moments of a log: read by the map's formats in its time zone, and moved by its wall clock."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from knutepunkt.connectors.event_log.mapping import LogMap


class Moments:
    """Reads and moves the moments of one log; most occur many times, so each text is read once.

    What lies after `from_at`, once moved, happens `speed` times as fast.
    """

    def __init__(
        self, log_map: LogMap, *, shift: timedelta, from_at: datetime | None = None, speed: float = 1.0
    ) -> None:
        self._formats, self._zone, self._shift = log_map.formats, log_map.zone, shift
        self._from_at, self._speed = from_at, speed
        self.read = lru_cache(1 << 16)(self._read)
        self.moved = lru_cache(1 << 16)(self._moved)

    def _read(self, text: str) -> datetime | None:
        """Return the moment in UTC, or None when no format fits."""
        for shape in self._formats:
            try:
                found = datetime.fromisoformat(text) if shape == "iso" else datetime.strptime(text, shape)  # noqa: DTZ007
            except ValueError:
                continue
            return found.astimezone(UTC) if found.tzinfo else _utc(found, self._zone)
        return None

    def _moved(self, moment: datetime) -> datetime:
        """Return the moment moved by the wall clock: nine o'clock stays nine o'clock, also over daylight saving."""
        if self._shift:
            moment = _utc(moment.astimezone(self._zone).replace(tzinfo=None) + self._shift, self._zone)
        if self._from_at is None or self._speed == 1 or moment <= self._from_at:
            return moment
        return self._from_at + (moment - self._from_at) / self._speed


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return a wall-clock moment in UTC. In the hour that a spring night skips it is the moment of the skip."""
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    if early >= late:  # an ordinary moment, or the first of an hour that comes twice
        return late
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
