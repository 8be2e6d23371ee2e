"""What falls when something falls, through what needs it, where some things stand in for each other.

The graph is held as arrays, each node's needs side by side (compressed sparse rows), so that a step over thousands of
edges is a few operations of numpy's. Nodes are numbers of the caller's; so are redundancies, where 0 is none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Graph:
    """Who needs what. Nodes are held by place; `nodes` gives their numbers back, in order.

    A *want* is one or more needs of a node that stand in for each other. `wants[starts[n]:starts[n + 1]]` are those in
    which the node at `n` takes part. `spare` is how many of a want's may fall; `wanting` is the node that has it.
    """

    nodes: Numbers
    starts: Numbers
    wants: Numbers
    spare: Numbers
    wanting: Numbers


@dataclass(frozen=True, slots=True)
class Fallen:
    """What falls with something, nearest first, and at how many removes."""

    nodes: Numbers
    removes: Numbers


def graph(subjects: Numbers, needed: Numbers, redundancies: Numbers, least: Numbers) -> Graph:
    """Build the graph from one row a dependency: subject, what it needs, redundancy (0: none), how many must be up.

    Where rows of one redundancy disagree on how many must be up, the most counts; never more than there are.
    """
    nodes = np.unique(np.concatenate([subjects, needed]))
    subject, other = np.searchsorted(nodes, subjects), np.searchsorted(nodes, needed)
    wanting, want = _wants(subject, redundancies)
    spare = _spare(want, other, least, len(wanting))
    order = np.lexsort((want, other))
    once = _once(other[order], want[order])
    other, want = other[order][once], want[order][once]
    starts = np.searchsorted(other, np.arange(len(nodes) + 1))
    return Graph(nodes, starts, want, spare, wanting)


def _wants(subject: Numbers, redundancies: Numbers) -> tuple[Numbers, Numbers]:
    """Return whose each want is, and the want of each row: one of its own, or its subject's redundancy."""
    alone = np.arange(len(subject)) + redundancies.max(initial=0) + 1
    room = int(alone.max(initial=0)) + 1
    found, want = np.unique(subject * room + np.where(redundancies == 0, alone, redundancies), return_inverse=True)
    return found // room, want


def _spare(want: Numbers, other: Numbers, least: Numbers, wants: int) -> Numbers:
    """How many of each want may fall: those there are, less those that must be up."""
    order = np.lexsort((other, want))
    once = _once(want[order], other[order])
    many = np.bincount(want[order][once], minlength=wants)
    most = np.zeros(wants, dtype=np.int64)
    np.maximum.at(most, want, least)
    return np.asarray(many - np.minimum(most, many), dtype=np.int64)


def _once(first: Numbers, second: Numbers) -> NDArray[np.bool_]:
    """Mark the first of each run of equal pairs, in arrays that are sorted by them."""
    keep = np.ones(len(first), dtype=np.bool_)
    keep[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return keep


def falls_with(graph: Graph, node: int) -> Fallen:
    """Return what falls when `node` does, itself not among it. What nobody needs hits nobody."""
    place = int(np.searchsorted(graph.nodes, node))
    if place == len(graph.nodes) or graph.nodes[place] != node:
        return Fallen(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    down = np.zeros(len(graph.nodes), dtype=np.bool_)
    lost = np.zeros(len(graph.spare), dtype=np.int32)
    down[place] = True
    frontier, levels = np.array([place]), []
    while len(frontier):
        frontier = _next(graph, frontier, down, lost)
        levels.append(frontier)
    removes = np.repeat(np.arange(1, len(levels) + 1), [len(level) for level in levels])
    return Fallen(graph.nodes[np.concatenate(levels)], removes)


def _next(graph: Graph, frontier: Numbers, down: NDArray[np.bool_], lost: NDArray[np.int32]) -> Numbers:
    """Mark and return what falls now that `frontier` has."""
    hit = graph.wants[_ranges(graph.starts[frontier], graph.starts[frontier + 1])]
    if not len(hit):
        return hit
    hit, many = np.unique(hit, return_counts=True)
    lost[hit] += many
    fallen = np.unique(graph.wanting[hit[lost[hit] > graph.spare[hit]]])
    fallen = fallen[~down[fallen]]
    down[fallen] = True
    return fallen


def _ranges(starts: Numbers, ends: Numbers) -> Numbers:
    """Return start, start + 1, … end - 1 of each range, one after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.asarray(offsets + np.arange(lengths.sum()), dtype=np.int64)
