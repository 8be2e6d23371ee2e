"""Draws boxes and lines: Graphviz says where they go, a template writes them as SVG with a real link in each box."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from threading import Lock

_LETTER, _LINE, _MARGIN, _GAP = 7.4, 18, 12, 18  # of the map's text, in px; the least room around and between boxes
_LONGEST, _LINES, _INCH = 22, 3, 72
_NARROWEST, _ROW = 120, 760
_graphviz = Lock()  # it is not promised to bear several threads


@dataclass(frozen=True, slots=True)
class Node:
    """A system or a group of them. `tone` is what the style sheet colours it by, `note` a few words below its name."""

    id: str
    label: str
    href: str = ""
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two nodes; `words` stand on it. `arrows`: none, forward or both."""

    start: str
    end: str
    tone: str = ""
    words: str = ""
    arrows: str = "none"


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node is drawn: its corner, its size, its lines of text with their middles."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[str, float], ...]
    note_y: float

    @property
    def middle(self) -> float:
        """Return where its text is centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Where an edge is drawn: a path of SVG, and the place of its words."""

    edge: Edge
    path: str
    words_at: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole map, in px."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(nodes: Iterable[Node], edges: Iterable[Edge]) -> Drawing:
    """Return the map of nodes and edges. The same ones are laid out once; edges to what is not there are left out."""
    those = tuple(nodes)
    known = {node.id for node in those}
    return _drawn(those, tuple(edge for edge in edges if edge.start in known and edge.end in known))


@lru_cache(maxsize=256)
def _drawn(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> Drawing:
    """Lay out what is joined; what stands alone comes in rows below."""
    joined = {end for edge in edges for end in (edge.start, edge.end)}
    boxes, lines, height = _laid_out([node for node in nodes if node.id in joined], edges)
    boxes += _rows([node for node in nodes if node.id not in joined], height + (_GAP if boxes else 0))
    width = max((box.x + box.width for box in boxes), default=0)
    bottom = max((box.y + box.height for box in boxes), default=0)
    beside = max((line.words_at[0] + len(line.edge.words) * 3.5 for line in lines if line.words_at), default=0)
    return Drawing(max(width, beside) + _MARGIN, max(bottom, height) + _MARGIN, tuple(boxes), tuple(lines))


def _laid_out(nodes: list[Node], edges: tuple[Edge, ...]) -> tuple[list[Box], list[Line], float]:
    if not nodes:
        return [], [], _MARGIN
    import pygraphviz  # here, since few pages draw

    with _graphviz:
        graph = pygraphviz.AGraph(directed=True, strict=False, rankdir="LR", nodesep="0.25", ranksep="0.7")
        graph.graph_attr["pad"] = "0"
        for node in nodes:
            width, height = _size(node)
            graph.add_node(node.id, label="", shape="box", fixedsize="true", width=width / _INCH, height=height / _INCH)
        for place, edge in enumerate(edges):
            # words are set small: the room that Graphviz keeps is for 12 points
            graph.add_edge(edge.start, edge.end, key=str(place), label=edge.words, fontsize="11", arrowhead="none")
        graph.layout(prog="dot")
        _left, _low, _right, top = map(float, graph.graph_attr["bb"].split(","))
        places = {node.id: _point(graph.get_node(node.id).attr["pos"], top) for node in nodes}
        drawn = [graph.get_edge(edge.start, edge.end, str(place)) for place, edge in enumerate(edges)]
        lines = [_line(edge, one.attr["pos"], one.attr["lp"], top) for edge, one in zip(edges, drawn, strict=True)]
        graph.close()
    return [_box(node, *places[node.id]) for node in nodes], lines, top + _MARGIN


def _point(written: str, top: float) -> tuple[float, float]:
    """Return a point of Graphviz's, which counts from the foot, as SVG counts from the top."""
    x, y = written.split(",")
    return round(float(x) + _MARGIN, 1), round(top - float(y) + _MARGIN, 1)


def _line(edge: Edge, written: str, words: str | None, top: float) -> Line:
    points = [_point(one, top) for one in re.findall(r"[-\d.e+]+,[-\d.e+]+", re.sub(r"[es],\S+ ", "", written))]
    (x, y), *rest = points
    curve = " ".join(f"{px},{py}" for px, py in rest)
    return Line(edge, f"M{x},{y} C{curve}", _point(words, top) if words else None)


def _rows(nodes: list[Node], top: float) -> list[Box]:
    boxes: list[Box] = []
    x, y, deepest = float(_MARGIN), top, 0.0
    for node in nodes:
        width, height = _size(node)
        if x > _MARGIN and x + width > _ROW:
            x, y, deepest = float(_MARGIN), y + deepest + _GAP, 0.0
        boxes.append(_box(node, x + width / 2, y + height / 2))
        x, deepest = x + width + _GAP, max(deepest, height)
    return boxes


def _lines(node: Node) -> list[str]:
    return wrap(node.label, _LONGEST, max_lines=_LINES, placeholder=" …") or [""]


def _size(node: Node) -> tuple[float, float]:
    lines = _lines(node)
    longest = max(map(len, [*lines, node.note]))
    return max(_NARROWEST, longest * _LETTER + 28), (len(lines) + bool(node.note)) * _LINE + 16


def _box(node: Node, x: float, y: float) -> Box:
    width, height = _size(node)
    left, top = round(x - width / 2, 1), round(y - height / 2, 1)
    texts = tuple((line, round(top + 8 + _LINE * (place + 0.72), 1)) for place, line in enumerate(_lines(node)))
    return Box(node, left, top, round(width, 1), height, texts, round(top + height - 12, 1))
