"""Writes a process as BPMN 2.0 with its diagram, so that modelling tools open it as it is drawn here."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from knutepunkt.catalogue.rules.layout import MARGIN, Drawing, Point, draw
from knutepunkt.catalogue.rules.process import Kind, Process, Step
from knutepunkt.connectors.bpmn.words import BOUNDS, DIAGRAM, LINES, MODEL, NAMES, OURS

_PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": BOUNDS, "di": LINES, "kp": OURS}
_POOL = 30  # what tools keep for the name of a pool, and again for a lane's


def write(process: Process) -> bytes:
    """Return the file. What BPMN has no place for (owner, purpose, what steps use) stands as extension elements."""
    for prefix, namespace in _PREFIXES.items():
        register_namespace(prefix, namespace)
    names = _Names(process)
    root = Element(_model("definitions"), {"id": "definitions", "targetNamespace": OURS, "exporter": "Knutepunkt"})
    if process.roles:
        collaboration = SubElement(root, _model("collaboration"), {"id": names.collaboration})
        pool = {"id": names.pool, "name": process.name, "processRef": names.process}
        SubElement(collaboration, _model("participant"), pool)
    _process(SubElement(root, _model("process")), process, names)
    _diagram(SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", {"id": names.free("diagram")}), process, names)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


class _Names:
    """Ids that none of the process's own are."""

    def __init__(self, process: Process) -> None:
        self._taken = {"definitions", *(role.key for role in process.roles), *(step.key for step in process.steps)}
        self.process = self.free(process.key if process.key[:1].isalpha() else f"p-{process.key}")
        self.collaboration, self.pool = self.free("collaboration"), self.free("pool")
        self.flows = [self.free(f"flow-{n}") for n, _flow in enumerate(process.flows, start=1)]

    def free(self, wished: str) -> str:
        """Return the wished id, or one like it."""
        name, n = wished, 1
        while name in self._taken:
            n += 1
            name = f"{wished}-{n}"
        self._taken.add(name)
        return name


def _model(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def _process(element: Element, process: Process, names: _Names) -> None:
    element.attrib |= {"id": names.process, "name": process.name, "isExecutable": "false"}
    _document(element, process.description)
    ours = SubElement(_extension(element), f"{{{OURS}}}process", {"key": process.key})
    for name, value in (("owner", process.owner), ("ownerFunction", process.owner_function)):
        if value:
            ours.set(name, value)
    if process.purpose:
        SubElement(ours, f"{{{OURS}}}purpose").text = process.purpose
    if process.roles:
        _lanes(SubElement(element, _model("laneSet"), {"id": names.free("lanes")}), process)
    for step in process.steps:
        _step(element, step, process, names)
    for name, flow in zip(names.flows, process.flows, strict=True):
        found = {"id": name, "sourceRef": flow.start, "targetRef": flow.end}
        SubElement(element, _model("sequenceFlow"), found | ({"name": flow.condition} if flow.condition else {}))


def _lanes(element: Element, process: Process) -> None:
    for role in process.roles:
        lane = SubElement(element, _model("lane"), {"id": role.key, "name": role.name})
        if role.organisation:
            SubElement(_extension(lane), f"{{{OURS}}}role", {"organisation": role.organisation})
        for step in process.steps:
            if step.role == role.key:
                SubElement(lane, _model("flowNodeRef")).text = step.key


def _step(element: Element, step: Step, process: Process, names: _Names) -> None:
    found = SubElement(element, _model(NAMES[step.kind]), {"id": step.key} | ({"name": step.name} if step.name else {}))
    _document(found, step.description)
    if step.services or step.applications:
        extension = _extension(found)
        for name, keys in (("service", step.services), ("application", step.applications)):
            for key in keys:
                SubElement(extension, f"{{{OURS}}}uses", {name: key})
    for name, flow in zip(names.flows, process.flows, strict=True):
        if flow.end == step.key:
            SubElement(found, _model("incoming")).text = name
    for name, flow in zip(names.flows, process.flows, strict=True):
        if flow.start == step.key:
            SubElement(found, _model("outgoing")).text = name


def _document(element: Element, text: str) -> None:
    if text:
        SubElement(element, _model("documentation")).text = text


def _extension(element: Element) -> Element:
    return SubElement(element, _model("extensionElements"))


def _diagram(element: Element, process: Process, names: _Names) -> None:
    drawing = draw(process)
    shown = names.collaboration if process.roles else names.process
    plane = SubElement(element, f"{{{DIAGRAM}}}BPMNPlane", {"id": names.free("plane"), "bpmnElement": shown})
    if process.roles:
        _bands(plane, drawing, names)
    for box in drawing.boxes:
        shape = _shape(plane, names, box.step.key, box.x, box.y, box.width, box.height)
        if box.step.kind is Kind.EXCLUSIVE:
            shape.set("isMarkerVisible", "true")
        if box.step.kind is Kind.PART:
            shape.set("isExpanded", "false")
    for name, line in zip(names.flows, drawing.lines, strict=True):
        edge = SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", {"id": names.free(f"{name}-di"), "bpmnElement": name})
        _points(edge, line.points)


def _bands(plane: Element, drawing: Drawing, names: _Names) -> None:
    lanes = drawing.lanes
    width, height = drawing.width - 2 * MARGIN, drawing.height - 2 * MARGIN
    pool = _shape(plane, names, names.pool, MARGIN, MARGIN, width, height)
    pool.set("isHorizontal", "true")
    for lane in lanes:
        if lane.key:
            shape = _shape(plane, names, lane.key, MARGIN + _POOL, lane.y, width - _POOL, lane.height)
            shape.set("isHorizontal", "true")


def _shape(plane: Element, names: _Names, of: str, x: float, y: float, width: float, height: float) -> Element:
    shape = SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", {"id": names.free(f"{of}-di"), "bpmnElement": of})
    bounds = {"x": x, "y": y, "width": width, "height": height}
    SubElement(shape, f"{{{BOUNDS}}}Bounds", {name: f"{value:g}" for name, value in bounds.items()})
    return shape


def _points(edge: Element, points: Iterable[Point]) -> None:
    for x, y in points:
        SubElement(edge, f"{{{LINES}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})
