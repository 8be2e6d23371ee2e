"""BPMN 2.0 in and out: what we model comes back as it was, what we do not is counted, what cannot be has its place."""

from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given

from knutepunkt.base.errors import Refusal
from knutepunkt.catalogue.models import Process, ProcessStep
from knutepunkt.catalogue.queries.process import processes, value_of
from knutepunkt.catalogue.rules import process as values
from knutepunkt.connectors.bpmn import load, read, write
from knutepunkt.connectors.bpmn.tree import LARGEST
from knutepunkt.connectors.bpmn.words import BOUNDS, DIAGRAM, LINES, MODEL
from knutepunkt.connectors.records.faults import Fault
from tests.cast import MONDAY, make_cast
from tests.processes import any_process, make_process

SPACES = {"m": MODEL, "di": DIAGRAM, "dc": BOUNDS, "line": LINES}


@given(any_process())
def test_what_is_written_is_read_again_as_it_was(process: values.Process) -> None:
    found = read(write(process))
    assert found.processes == (process,)
    assert found.left_out == {}


@given(any_process())
def test_every_part_has_its_place_in_the_diagram_and_every_id_is_one(process: values.Process) -> None:
    root = ElementTree.fromstring(write(process))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    shapes = {one.get("bpmnElement"): one.find("dc:Bounds", SPACES) for one in root.iterfind(".//di:BPMNShape", SPACES)}
    assert {step.key for step in process.steps} <= set(shapes)
    assert {role.key for role in process.roles} <= set(shapes)
    assert all(bounds is not None and float(bounds.get("width", "0")) > 0 for bounds in shapes.values())
    flows = {one.get("id") for one in root.iterfind(".//m:sequenceFlow", SPACES)}
    edges = {
        one.get("bpmnElement"): one.findall("line:waypoint", SPACES) for one in root.iterfind(".//di:BPMNEdge", SPACES)
    }
    assert set(edges) == flows
    assert all(len(points) >= 2 for points in edges.values())


def file(body: str, *, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n{head}<definitions xmlns="{MODEL}" xmlns:bpmndi="{DIAGRAM}">\n{body}\n</definitions>'.encode()


TOOLS = file(
    """<collaboration id="c"><participant id="p" name="Bestille tilgang" processRef="Process_1"/>
<messageFlow id="m" sourceRef="a" targetRef="p"/></collaboration>
<process id="Process_1" isExecutable="false">
<laneSet id="ls"><lane id="L1" name="Kommune"><flowNodeRef>a</flowNodeRef><flowNodeRef>t</flowNodeRef></lane></laneSet>
<startEvent id="a" name="Ny ansatt"><outgoing>f1</outgoing><timerEventDefinition id="x"/></startEvent>
<userTask id="b" name="Melde&#10;behov"><documentation>I god tid</documentation><ioSpecification/></userTask>
<boundaryEvent id="t" attachedToRef="b"/>
<dataObjectReference id="d" dataObjectRef="do"/><dataObject id="do"/>
<sequenceFlow id="f1" sourceRef="a" targetRef="b" name="straks"><conditionExpression>1</conditionExpression></sequenceFlow>
<sequenceFlow id="f2" sourceRef="t" targetRef="b"/>
<textAnnotation id="ta"><text>Husk</text></textAnnotation>
</process><message id="msg"/><bpmndi:BPMNDiagram id="dia"/>"""
)


def test_a_tools_file_is_read_and_what_is_not_modelled_is_counted() -> None:
    found = read(TOOLS)
    (process,) = found.processes
    assert (process.key, process.name) == ("process_1", "Bestille tilgang")
    assert process.roles == (values.Role("L1", "Kommune"),)
    assert process.steps == (
        values.Step("a", values.Kind.START, "Ny ansatt", "", "L1"),
        values.Step("b", values.Kind.USER, "Melde behov", "I god tid"),
    )
    assert process.flows == (values.Flow("a", "b", "straks"),)
    assert found.left_out == {
        "boundaryEvent": 1, "conditionExpression": 1, "dataObject": 1, "dataObjectReference": 1, "ioSpecification": 1,
        "message": 1, "messageFlow": 1, "sequenceFlow": 1, "textAnnotation": 1, "timerEventDefinition": 1,
    }  # fmt: skip


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE d SYSTEM "file:///etc/passwd">\n'
TASK = '<task id="a"/>'


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "not XML"),
        (b"<definitions>", 1, "not XML"),
        (b"PK\x03\x04 a workbook", 1, "not XML"),
        (b"<svg/>", 1, "not BPMN"),
        (file(""), 2, "no process"),
        (file("<process/>", head=BOMB), 2, "document type"),
        (file("<process/>", head=OUTSIDE), 2, "document type"),
        (b" " * (LARGEST + 1), 1, "more than 5 MB"),
        (file(f"<process id='p'>{'<x>' * 61}{'</x>' * 61}</process>"), 3, "deeper"),
        (file(f"<process id='p'>{'<x/>' * 50_001}</process>"), 3, "more elements"),
        (file("<process id='p'>" + "".join(f"<task id='t{n}'/>" for n in range(401)) + "</process>"), 3, "401 steps"),
        (file("<process id='p'><task/></process>"), 3, "no id"),
        (file(f"<process id='p'>{TASK}\n{TASK}</process>"), 4, "twice"),
        (file(f"<process id='p'>{TASK}\n<sequenceFlow sourceRef='a' targetRef='gone'/></process>"), 4, "gone"),
        (file(f"<process id='p'>{TASK}<laneSet><lane id='l'><flowNodeRef>gone</flowNodeRef></lane></laneSet></process>"), 3, "gone"),
        (file(f"<process id='p'>\n<task id='a' name='{'x' * 201}'/></process>"), 4, "longer than 200"),
        (file("<process id='p'/><process id='P'/>"), 2, "Two processes"),
        (file("<process/>"), 3, "neither"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(content: bytes, line: int, words: str) -> None:
    with translation.override("en"), pytest.raises(Fault) as fault:
        read(content)
    assert fault.value.line == line
    assert words in fault.value.message


@pytest.mark.django_db
def test_a_file_changes_the_process_of_its_key_and_what_it_leaves_out_goes() -> None:
    cast = make_cast()
    process = make_process(cast)
    before = value_of(processes().get(pk=process.pk))
    unchanged = load(write(before), by=cast.administrator, at=MONDAY)
    assert value_of(processes().get(pk=process.pk)) == before
    assert (unchanged.kept[0].is_new, unchanged.unknown, unchanged.left_out) == (False, (), {})
    steps = before.steps[:2]
    after = values.Process(
        before.key, "Melde feil raskt", "Rask hjelp", "", "integrator", "", before.roles[:2], steps, before.flows[:1]
    )
    load(write(after), by=cast.administrator, at=MONDAY)
    assert value_of(processes().get(pk=process.pk)) == after


@pytest.mark.django_db
def test_keys_that_nobody_knows_are_told_and_the_rest_is_kept() -> None:
    cast = make_cast()
    step = values.Step("a", services=("mail", "borte"), applications=("ukjent",))
    said = values.Process("ny", "Ny", owner="ingen", steps=(step,))
    found = load(write(said), by=cast.administrator, at=MONDAY)
    assert found.unknown == ("borte", "ingen", "ukjent")
    kept = processes().get(key="ny")
    assert [one.key for one in kept.steps.get().services.all()] == ["mail"]
    assert kept.owner is None


@pytest.mark.django_db
def test_nothing_of_a_file_is_kept_when_one_of_its_processes_is_refused() -> None:
    cast = make_cast()
    with pytest.raises(Refusal):
        load(
            file("<process id='p'><task id='a'/></process><process id='q'><task id='b' name='01017000027'/></process>"),
            by=cast.administrator,
            at=MONDAY,
        )
    assert not Process.objects.exists()
    with pytest.raises(Refusal):
        load(TOOLS, by=cast.agent, at=MONDAY)
    assert not ProcessStep.objects.exists()
