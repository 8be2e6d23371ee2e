"""What falls with something: held against a plain reading of the rule, on any graph."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knutepunkt.catalogue.rules.graph import falls_with, graph

Row = tuple[int, int, int, int]
SMALL = st.integers(0, 11)
ROWS = st.lists(st.tuples(SMALL, SMALL, st.integers(0, 3), st.integers(1, 4)), max_size=40)


def falls(rows: list[Row], start: int) -> dict[int, int]:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    found = falls_with(graph(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3]), start)
    return dict(zip(found.nodes.tolist(), found.removes.tolist(), strict=True))


def plainly(rows: list[Row], start: int) -> dict[int, int]:
    """The rule as it is said: a thing falls when fewer of a want's are up than must be."""
    down = {start: 0}
    wants: dict[object, tuple[int, set[int], int]] = {}
    for place, (subject, needed, redundancy, least) in enumerate(rows):
        name = (subject, redundancy) if redundancy else ("alone", place)
        _subject, members, most = wants.get(name, (subject, set(), 0))
        wants[name] = subject, members | {needed}, max(most, least)
    for remove in range(1, len(rows) + 2):
        now = set(down)
        for subject, members, least in wants.values():
            if subject not in down and len(members - now) < min(least, len(members)):
                down[subject] = remove
    return {node: remove for node, remove in down.items() if node != start}


@settings(deadline=None)
@given(ROWS, SMALL)
def test_what_falls_is_what_the_rule_says(rows: list[Row], start: int) -> None:
    assert falls(rows, start) == plainly(rows, start)


def test_two_that_stand_in_for_each_other_must_both_fall() -> None:
    rows = [(1, 2, 1, 1), (1, 3, 1, 1), (2, 4, 0, 1), (3, 4, 0, 1)]
    assert falls(rows, 2) == {}
    assert falls(rows, 4) == {2: 1, 3: 1, 1: 2}


def test_two_of_three_bear_the_loss_of_one() -> None:
    rows = [(1, node, 1, 2) for node in (2, 3, 4)]
    assert falls(rows, 2) == {}
    assert falls([*rows, (3, 2, 0, 1)], 2) == {3: 1, 1: 2}


def test_nothing_needs_what_is_not_there() -> None:
    assert falls([], 7) == {}
    assert falls([(1, 2, 0, 1)], 1) == {}
