"""BPMN as modelling tools hold it: the library they are built on, and one of them in a browser, open what we write."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, sync_playwright

from knutepunkt.catalogue.queries.process import processes, value_of
from knutepunkt.catalogue.rules.process import Flow, Kind, Process, Role, Step
from knutepunkt.connectors.bpmn import read, write
from knutepunkt.connectors.bpmn.words import NAMES
from knutepunkt.example import set_stage
from tests.cast import MONDAY
from tests.processes import any_process

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "node_modules" / "bpmn-js" / "dist" / "bpmn-modeler.production.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Playwright's loop runs in this thread, and Django would refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def asked(*files: bytes | None) -> list[Any]:
    """What bpmn-moddle says of each file; of None, a file that it writes itself."""
    given = json.dumps([file and file.decode() for file in files])
    command = ["node", str(Path(__file__).with_name("modelling.mjs"))]
    said = subprocess.run(command, input=given, capture_output=True, check=True, encoding="utf-8", cwd=ROOT)
    found: list[Any] = json.loads(said.stdout)
    return found


def told(process: Process) -> dict[str, Any]:
    """A process in BPMN's words, as `modelling.mjs` tells it."""
    return {
        "name": process.name,
        "roles": [[one.key, one.name] for one in process.roles],
        "steps": [[one.key, _type(one), one.name, one.role] for one in process.steps],
        "flows": [[one.start, one.end, one.condition] for one in process.flows],
    }


def _type(step: Step) -> str:
    name = NAMES[step.kind]
    return f"bpmn:{name[0].upper()}{name[1:]}"


def placed(process: Process) -> int:
    """How many parts have a place in the diagram: the steps, the ways, the roles and their pool."""
    return len(process.steps) + len(process.flows) + len(process.roles) + bool(process.roles)


def held(those: list[Process]) -> None:
    for process, found in zip(those, asked(*map(write, those)), strict=True):
        assert found["warnings"] == []
        assert found["processes"] == [told(process)]
        assert len(found["placed"]) == placed(process)
        saved = read(found["saved"].encode())
        assert saved.processes == (process,)
        assert saved.left_out == {}


@settings(max_examples=10, deadline=None)
@given(st.lists(any_process(), min_size=1, max_size=20))
def test_any_process_is_the_same_in_a_tool_and_when_it_is_saved_there(those: list[Process]) -> None:
    held(those)


@pytest.fixture
def example(db: None, settings: Any, tmp_path: Path) -> list[Process]:
    settings.STATE = tmp_path
    set_stage(at=MONDAY)
    return [value_of(one) for one in processes()]


def test_each_process_of_the_example_is_read_by_a_tool_without_warnings(example: list[Process]) -> None:
    assert len(example) >= 5
    held(example)


def test_what_a_tool_writes_is_read_here() -> None:
    found = read(asked(None)[0].encode())
    assert found.left_out == {}
    assert found.processes == (
        Process(
            "process_1",
            "Melde feil",
            roles=(Role("Lane_1", "Ansatt"), Role("Lane_2", "Servicesenter & 2. linje")),
            steps=(
                Step("Event_1", Kind.START, "Feil oppdaget", "", "Lane_1"),
                Step("Activity_1", Kind.USER, "Ta imot", "Spør\nførst", "Lane_2"),
                Step("Gateway_1", Kind.EXCLUSIVE, "Kjent?", "", "Lane_2"),
                Step("Event_2", Kind.END, "", "", "Lane_2"),
            ),
            flows=(
                Flow("Event_1", "Activity_1"),
                Flow("Activity_1", "Gateway_1"),
                Flow("Gateway_1", "Event_2", "ja"),
                Flow("Gateway_1", "Activity_1", "nei"),
            ),
        ),
    )


@pytest.fixture
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        opened = started.new_page()
        opened.set_content('<div id="canvas" style="width: 1400px; height: 800px"></div>')
        opened.add_script_tag(path=TOOL)
        yield opened
        started.close()


OPEN = """async file => {
  document.getElementById("canvas").replaceChildren();
  const tool = new BpmnJS({container: "#canvas"});
  const {warnings} = await tool.importXML(file);
  const drawn = tool.get("elementRegistry").getAll().map(one => ({
    id: one.id, x: one.x, y: one.y, width: one.width, height: one.height, points: one.waypoints?.length ?? 0,
    words: tool.get("elementRegistry").getGraphics(one).textContent.replace(/\\s+/g, ""),
  }));
  const {xml} = await tool.saveXML({format: true});
  tool.destroy();
  return {warnings: warnings.map(one => one.message), drawn, saved: xml};
}"""


@pytest.mark.browser
def test_each_process_of_the_example_is_drawn_by_a_tool_each_step_in_its_role(
    example: list[Process], page: Page
) -> None:
    for process in example:
        found = page.evaluate(OPEN, write(process).decode())
        assert found["warnings"] == []
        drawn = {one["id"]: one for one in found["drawn"]}
        for step in process.steps:
            box = drawn[step.key]
            assert box["width"] > 0
            words = drawn.get(f"{step.key}_label", box)["words"]
            assert words == "".join(step.name.split())
            if step.role:
                assert _is_within(box, drawn[step.role]), (process.key, step.key)
        for role in process.roles:
            assert drawn[role.key]["words"] == "".join(role.name.split())
        assert sum(one["points"] >= 2 for one in drawn.values()) == len(process.flows)
        assert read(found["saved"].encode()).processes == (process,)


def _is_within(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(
        other[at] <= one[at] and one[at] + one[size] <= other[at] + other[size]
        for at, size in (("x", "width"), ("y", "height"))
    )
