"""Brings the events of each case together, however they lie in the file, within a bounded memory.

Events are sorted in runs of a fixed number that lie in one temporary file; the runs are then merged, a few
events of each at a time. A log of any size needs the memory of one run.
"""

import heapq
import pickle
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter, itemgetter
from tempfile import TemporaryFile
from typing import IO

from knutepunkt.connectors.event_log.events import Event

RUN = 20_000
_BLOCK = 100
_BY_CASE = itemgetter(0, 1)  # case and line


def cases(events: Iterable[Event], *, run: int = RUN) -> Iterator[list[Event]]:
    """Yield the events of one case after the other, each case's in the order of the file."""
    with TemporaryFile() as file:
        starts = []
        held: list[Event] = []
        for event in events:
            held.append(event)
            if len(held) == run:
                starts.append(_put(file, held))
                held = []
        held.sort(key=_BY_CASE)
        runs = [_taken(file, start) for start in starts]
        for _, found in groupby(heapq.merge(*runs, held, key=_BY_CASE), key=attrgetter("case")):
            yield list(found)


def _put(file: IO[bytes], held: list[Event]) -> int:
    """Write a sorted run in blocks, each after its length; return where it starts."""
    held.sort(key=_BY_CASE)
    start = file.seek(0, 2)
    for first in range(0, len(held), _BLOCK):
        block = pickle.dumps([tuple(event) for event in held[first : first + _BLOCK]])
        file.write(len(block).to_bytes(4) + block)
    file.write((0).to_bytes(4))
    return start


def _taken(file: IO[bytes], position: int) -> Iterator[Event]:
    while True:
        file.seek(position)
        length = int.from_bytes(file.read(4))
        if not length:
            return
        position += 4 + length
        for event in pickle.loads(file.read(length)):  # noqa: S301 - our own temporary file
            yield Event._make(event)
