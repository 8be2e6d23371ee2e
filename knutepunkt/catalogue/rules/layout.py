"""Where a process is drawn: a lane for each role, from left to right, with lines that cross no box.

Columns are how far a step is from the start, rows what a lane needs beside each other. Lines run in the gaps between
columns and rows, each on a track of its own, so that they pass beside boxes and never through them. All in px.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import wrap

from knutepunkt.catalogue.rules.process import EVENTS, GATEWAYS, Flow, Process, Step, layers

MARGIN = 12
_HEAD = 140
_TASK, _HIGH = 148, 68
_SLIM = 112  # of a column of events and choices alone, for their names
_EVENT, _GATEWAY = 36, 48
_GAP, _TRACK = 26, 10  # least room between columns and rows, and what each line adds
_LETTER, _LETTERS, _FEWER, _LINES = 6.6, 20, 18, 4  # of the text: its width, how many fit
_BELOW = 22  # for the name under an event

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lane:
    """A role's band, with its name in lines."""

    key: str
    lines: tuple[str, ...]
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """Where a step is drawn, and its name in lines."""

    step: Step
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> Point:
        """Return its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Where a flow is drawn: its corners, and where its condition ends."""

    flow: Flow
    points: tuple[Point, ...]
    words_at: Point


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole process."""

    width: float
    height: float
    head: float
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(process: Process) -> Drawing:
    """Return the drawing; the same process is always drawn the same."""
    return _Layout(process).drawing()


@dataclass(slots=True)
class _Route:
    """Which gaps a flow runs in: after which columns, below which rows; a row is (lane, row)."""

    columns: tuple[int, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()
    tracks: dict[object, int] = field(default_factory=dict)


class _Layout:
    """Places one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.steps = {step.key: step for step in process.steps}
        self.column = layers(process.steps, process.flows)
        known = {role.key: place for place, role in enumerate(process.roles)}
        is_loose = any(step.role not in known for step in process.steps)
        names = [(role.key, role.name) for role in process.roles]
        self.lanes = [*names, ("", "")] if is_loose or not names else names
        self.lane = {step.key: known.get(step.role, len(self.lanes) - 1) for step in process.steps}
        self.row = self._rows()
        rows = [[self.row[key] for key in self.steps if self.lane[key] == n] for n in range(len(self.lanes))]
        self.deep = [1 + max(found, default=0) for found in rows]
        self.taken = {(self.lane[key], self.row[key], self.column[key]) for key in self.steps}
        self.routes = [self._route(flow) for flow in process.flows]
        self._give_tracks()
        self._measure()

    def _rows(self) -> dict[str, int]:
        """Keep to the row of what comes before in the same lane, where that is free."""
        before: dict[str, list[str]] = defaultdict(list)
        for flow in self.process.flows:
            if self.column[flow.start] < self.column[flow.end]:
                before[flow.end].append(flow.start)
        found: dict[str, int] = {}
        taken: set[tuple[int, int, int]] = set()
        for key in sorted(self.steps, key=lambda key: self.column[key]):
            lane, column = self.lane[key], self.column[key]
            wished = [found[one] for one in before[key] if self.lane[one] == lane]
            row = min(wished, default=0)
            while (lane, row, column) in taken:
                row += 1
            found[key] = row
            taken.add((lane, row, column))
        return found

    def _at(self, key: str) -> tuple[int, int]:
        return self.lane[key], self.row[key]

    def _above(self, place: tuple[int, int]) -> tuple[int, int]:
        """Return the row above one: the gap below that is the gap above this."""
        lane, row = place
        if row:
            return lane, row - 1
        return lane - 1, self.deep[lane - 1] - 1

    def _route(self, flow: Flow) -> _Route:
        start, end = self.column[flow.start], self.column[flow.end]
        here, there = self._at(flow.start), self._at(flow.end)
        if end <= start:
            return _Route((), (here,)) if here == there else _Route((end - 1,), (here, there))
        if here == there and not any((*here, column) in self.taken for column in range(start + 1, end)):
            return _Route()
        if end == start + 1:
            return _Route((start,))
        return _Route((start, end - 1), (here if there >= here else self._above(here),))

    def _give_tracks(self) -> None:
        """Give each line a track of its own in every gap that it runs in."""
        self.used: Counter[object] = Counter()
        for route in self.routes:
            for gap in (*dict.fromkeys(route.columns), *dict.fromkeys(route.rows)):
                route.tracks[gap] = self.used[gap]
                self.used[gap] += 1

    def _measure(self) -> None:
        columns = max(self.column.values(), default=0) + 1
        words: dict[int, float] = defaultdict(float)
        for flow in self.process.flows:
            if self.column[flow.end] > self.column[flow.start]:
                gap = self.column[flow.end] - 1
                words[gap] = max(words[gap], min(len(flow.condition), _LETTERS) * _LETTER)
        head = _HEAD if any(name for _key, name in self.lanes) else 0
        self.head = float(head)
        self.x, x = {}, MARGIN + head + _GAP / 2 + self._room(-1)
        wide = {self.column[key] for key, step in self.steps.items() if step.is_done_by_somebody}
        self.wide = {column: _TASK if column in wide else _SLIM for column in range(columns)}
        for column in range(columns):
            self.x[column] = x
            x += self.wide[column] + _GAP + self._room(column) + words[column]
        self.width = x - _GAP / 2 + MARGIN
        self.y, self.lane_y, y = {}, [], float(MARGIN)
        for lane in range(len(self.lanes)):
            top = y
            for row in range(self.deep[lane]):
                y += _GAP
                self.y[lane, row] = y
                y += _HIGH + _BELOW + self._room((lane, row))
            self.lane_y.append((top, y - top))
        self.height = y + MARGIN

    def _room(self, gap: object) -> float:
        return self.used[gap] * _TRACK

    def drawing(self) -> Drawing:
        """Return it all."""
        boxes = {key: self._box(step) for key, step in self.steps.items()}
        lanes = tuple(
            Lane(key, tuple(wrap(name, 18, max_lines=5, placeholder=" …")), top, height)
            for (key, name), (top, height) in zip(self.lanes, self.lane_y, strict=True)
        )
        seen: Counter[str] = Counter()
        lines = []
        for flow, route in zip(self.process.flows, self.routes, strict=True):
            lines.append(self._line(flow, route, boxes, seen[flow.end]))
            seen[flow.end] += bool(flow.condition)
        return Drawing(self.width, self.height, self.head, lanes, tuple(boxes.values()), tuple(lines))

    def _box(self, step: Step) -> Box:
        width, height = _TASK, _HIGH
        if step.kind in EVENTS:
            width = height = _EVENT
        elif step.kind in GATEWAYS:
            width = height = _GATEWAY
        column = self.column[step.key]
        x = self.x[column] + (self.wide[column] - width) / 2
        y = self.y[self._at(step.key)] + (_HIGH - height) / 2
        most = _LINES if height == _HIGH else 2
        letters = _LETTERS if height == _HIGH else _FEWER
        return Box(step, x, y, width, height, tuple(wrap(step.name, letters, max_lines=most, placeholder=" …")))

    def _line(self, flow: Flow, route: _Route, boxes: Mapping[str, Box], nth: int) -> Line:
        start, end = boxes[flow.start], boxes[flow.end]
        (_sx, sy), (_ex, ey) = start.middle, end.middle
        out, into = (start.x + start.width, sy), (end.x, ey)
        words_at = (into[0] - 12, ey - 6 + 20 * nth)
        if self.column[flow.end] <= self.column[flow.start]:
            return self._back(flow, route, start, end)
        if not route.columns:
            return Line(flow, (out, into), words_at)
        first = self._track_x(route, route.columns[0])
        if not route.rows:
            corners = () if sy == ey else ((first, sy), (first, ey))
            return Line(flow, (out, *corners, into), words_at)
        last, along = self._track_x(route, route.columns[1]), self._track_y(route, route.rows[0])
        return Line(flow, (out, (first, sy), (first, along), (last, along), (last, ey), into), words_at)

    def _back(self, flow: Flow, route: _Route, start: Box, end: Box) -> Line:
        """Leave below, pass beside the column of the end, and enter from below."""
        leaves, enters = start.middle[0] + 8, end.middle[0] - 8
        low, high = self._track_y(route, route.rows[0]), self._track_y(route, route.rows[-1])
        begin, finish = (leaves, _foot(start)), (enters, _foot(end))
        if not route.columns:
            return Line(flow, (begin, (leaves, low), (enters, low), finish), (leaves - 6, low - 4))
        beside = self._track_x(route, route.columns[0])
        corners = ((leaves, low), (beside, low), (beside, high), (enters, high))
        return Line(flow, (begin, *corners, finish), (leaves - 6, low - 4))

    def _track_x(self, route: _Route, column: int) -> float:
        left = self.x[column] + self.wide[column] if column >= 0 else MARGIN + self.head
        return left + _GAP / 2 + route.tracks[column] * _TRACK

    def _track_y(self, route: _Route, row: tuple[int, int]) -> float:
        return self.y[row] + _HIGH + _BELOW + route.tracks[row] * _TRACK


def _foot(box: Box) -> float:
    """Return where a line meets the lower edge, 8 px beside the middle; the edge of a circle or a rhomb is higher."""
    if box.step.kind in GATEWAYS:
        return box.y + box.height - 8
    if box.step.kind in EVENTS:
        return box.y + box.height - 2
    return box.y + box.height
