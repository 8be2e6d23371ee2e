"""The map: each box within it and apart from the others, each line between its two, the same each time."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from knutepunkt.web.systems.drawing import Box, Edge, Node, draw

NAMES = st.text(st.sampled_from("abWÅø漢 .-/()"), max_size=60)


def apart(one: Box, other: Box) -> bool:
    """Say whether two boxes have no point in common."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y


@settings(deadline=None, max_examples=40)
@given(st.lists(NAMES, min_size=1, max_size=8), st.data())
def test_boxes_are_whole_and_apart_whatever_they_are_called(names: list[str], data: st.DataObject) -> None:
    nodes = [Node(str(number), name, note="note") for number, name in enumerate(names)]
    places = st.integers(0, len(nodes) - 1).map(str)
    pairs = data.draw(st.lists(st.tuples(places, places), max_size=12))
    drawing = draw(nodes, [Edge(a, b, words="trenger") for a, b in pairs if a != b])
    assert {box.node for box in drawing.boxes} == set(nodes)
    assert len(drawing.lines) == sum(1 for a, b in pairs if a != b)
    for box in drawing.boxes:
        assert box.x >= 0 <= box.y
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
        assert all(box.y < y < box.y + box.height for _words, y in box.lines)
    assert all(apart(one, other) for one, other in combinations(drawing.boxes, 2))


def test_a_line_to_what_is_not_there_is_left_out_and_nothing_is_an_empty_map() -> None:
    assert draw([Node("a", "A")], [Edge("a", "hidden")]).lines == ()
    assert draw([], []).boxes == ()


def test_two_lines_between_the_same_two_are_drawn_apart() -> None:
    lines = draw([Node("a", "A"), Node("b", "B")], [Edge("a", "b", "exists"), Edge("a", "b", "missing")]).lines
    assert [line.edge.tone for line in lines] == ["exists", "missing"]
    assert lines[0].path != lines[1].path
