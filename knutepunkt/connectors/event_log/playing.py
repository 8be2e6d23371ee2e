"""Plays a log on after it has been loaded up to a moment: what came after happens now, in real time or faster."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from knutepunkt.agreement.queries.terms import book
from knutepunkt.connectors.event_log.cases import cases
from knutepunkt.connectors.event_log.events import Event, Interpreter
from knutepunkt.connectors.event_log.history import Historian
from knutepunkt.connectors.event_log.mapping import read_map
from knutepunkt.connectors.event_log.moments import Moments
from knutepunkt.connectors.event_log.placing import require_places
from knutepunkt.connectors.event_log.reading import rows
from knutepunkt.desk.actions.record import Recorded, record
from knutepunkt.desk.queries.places import places

_TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Played:
    """What happened in one tick."""

    at: datetime
    events: int
    recorded: Recorded


def play(
    path: Path,
    mapping_path: Path,
    *,
    shift: timedelta,
    from_at: datetime,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    speed: float = 1.0,
) -> Iterator[Played]:
    """Let each event after `from_at` (a moved moment) happen when its turn comes; yields what did, tick by tick.

    At `speed` 60 an hour of the log takes a minute, and each event gets the moment at which it is played:
    nothing lies in the future. The cases that go on after `from_at` are held in memory.
    """
    log_map = read_map(mapping_path)
    moments = Moments(log_map, shift=shift, from_at=from_at, speed=speed)
    found = places(at=clock())
    require_places(log_map, found)
    historian = Historian(log_map, moments, found, book(), clock(), lambda _reject: None)
    interpreter = Interpreter(log_map, moments, latest=datetime.max.replace(tzinfo=from_at.tzinfo))
    events = interpreter.events(rows(path, log_map, reject=lambda _reject: None), lambda _reject: None)
    story = _Story(historian, moments, from_at)
    for case in cases(events):
        story.add(case)
    yield from story.tell(clock, sleep)


class _Story:
    """The cases that go on, and in which order their events happen."""

    def __init__(self, historian: Historian, moments: Moments, from_at: datetime) -> None:
        self._historian, self._moments, self._from_at = historian, moments, from_at
        self._told: dict[str, list[Event]] = defaultdict(list)
        self._coming: list[Event] = []

    def add(self, case: Sequence[Event]) -> None:
        """Take a case in, if anything happens in it after the start."""
        kept = self._historian.in_order(case)
        coming = [event for event in kept if self._moments.moved(event.moment) > self._from_at]
        if coming:
            self._told[coming[0].case] = kept[: len(kept) - len(coming)]
            self._coming += coming

    def tell(self, clock: Callable[[], datetime], sleep: Callable[[float], None]) -> Iterator[Played]:
        """Record what has come due, tick by tick, until nothing is left."""
        coming = sorted(self._coming, key=lambda event: (event.moment, event.line))
        place = 0
        while place < len(coming):
            now, first = clock(), place
            while place < len(coming) and self._moments.moved(coming[place].moment) <= now:
                self._told[coming[place].case].append(coming[place])
                place += 1
            if place > first:
                yield Played(now, place - first, self._record({event.case for event in coming[first:place]}, now))
            if place < len(coming):
                sleep(
                    min(_TICK, max(timedelta(0), self._moments.moved(coming[place].moment) - clock())).total_seconds()
                )

    def _record(self, names: set[str], now: datetime) -> Recorded:
        historian = replace(self._historian, latest=now)
        past = [historian.past(self._told[name]) for name in sorted(names)]
        return record([one for one in past if one is not None], book=historian.book, at=now)
