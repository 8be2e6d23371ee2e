"""The order in which a process is told, what it lacks, and that no line of its drawing runs through a box."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from hypothesis import given

from knutepunkt.catalogue.rules.layout import Box, Drawing, Point, draw
from knutepunkt.catalogue.rules.process import Flow, Gap, Kind, Process, Role, Step, in_order, layers, turns_back
from tests.processes import any_process


@given(any_process())
def test_what_leads_on_comes_before_and_only_rings_turn_back(process: Process) -> None:
    place = layers(process.steps, process.flows)
    back = turns_back(process.steps, process.flows)
    for flow in process.flows:
        assert (place[flow.start] < place[flow.end]) or (flow.start, flow.end) in back
    if all(int(flow.start[5:]) < int(flow.end[5:]) for flow in process.flows):
        assert not back, "where nothing comes round, nothing turns back"


@given(any_process())
def test_the_list_holds_every_step_once_in_the_order_of_the_drawing(process: Process) -> None:
    told = in_order(process)
    assert sorted(step.key for step in told) == sorted(step.key for step in process.steps)
    x = {box.step.key: box.x + box.width / 2 for box in draw(process).boxes}
    assert all(x[one.key] <= x[other.key] for one, other in pairwise(told))


@given(any_process())
def test_boxes_stand_apart_within_their_lane(process: Process) -> None:
    drawing = draw(process)
    bands = {lane.key: lane for lane in drawing.lanes}
    for box in drawing.boxes:
        lane = bands[box.step.role]
        assert lane.y <= box.y
        assert box.y + box.height <= lane.y + lane.height <= drawing.height
        assert drawing.head <= box.x
        assert box.x + box.width <= drawing.width
    assert not any(overlap(one, other) for one, other in combinations(drawing.boxes, 2))


@given(any_process())
def test_no_line_runs_through_a_box_or_out_of_the_picture(process: Process) -> None:
    drawing = draw(process)
    assert [line.flow for line in drawing.lines] == list(process.flows)
    for flow, start, end in legs(drawing):
        assert start[0] == end[0] or start[1] == end[1], "lines turn at right angles"
        assert min(start[0], end[0]) >= 0
        assert max(start[0], end[0]) <= drawing.width
        assert max(start[1], end[1]) <= drawing.height
        for box in drawing.boxes:
            assert not crosses(box, start, end), (flow, box.step.key)


def legs(drawing: Drawing) -> Iterator[tuple[Flow, Point, Point]]:
    for line in drawing.lines:
        for start, end in pairwise(line.points):
            yield line.flow, start, end


def overlap(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    above = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not (beside or above)


def crosses(box: Box, start: Point, end: Point) -> bool:
    """Whether a leg enters a box; round and pointed ones are entered at the edge that is drawn, a little within."""
    inside = 9
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return (
        left < box.x + box.width - inside
        and right > box.x + inside
        and top < box.y + box.height - inside
        and bottom > box.y + inside
    )


def test_a_process_that_lacks_something_says_what() -> None:
    bare = Process("p", "P")
    assert bare.gaps() == (Gap.OWNER, Gap.DESCRIPTION, Gap.PURPOSE, Gap.STEPS)
    work, moment = Step("a", Kind.USER, "Gjør"), Step("b", Kind.START)
    owned = Process("p", "P", "Hvorfor", "Hva", owner_function="Prosesseier", roles=(Role("r", "R"),))
    assert replace(owned, steps=(moment,)).gaps() == ()
    assert replace(owned, steps=(moment, work)).gaps() == (Gap.ROLES,)


def test_a_ring_of_hundreds_of_steps_is_told_without_a_deep_stack() -> None:
    steps = tuple(Step(f"s{n}") for n in range(3000))
    flows = tuple(Flow(f"s{n}", f"s{(n + 1) % 3000}") for n in range(3000))
    assert layers(steps, flows)["s2999"] == 2999
    assert turns_back(steps, flows) == {("s2999", "s0")}
