"""The example judges what the source names: all of it is there, with its source, and nothing is stated for the source."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knutepunkt.assessment.models import (
    Assessment,
    AssessmentModel,
    Capability,
    Conflict,
    Finding,
    Function,
    Responsibility,
)
from knutepunkt.assessment.queries import judged as judging
from knutepunkt.assessment.queries.abilities import transfers
from knutepunkt.assessment.queries.changes import columns_of
from knutepunkt.assessment.queries.responsible import leads, matrix
from knutepunkt.assessment.rules.responsibility import Fault
from knutepunkt.assessment.rules.watching import watched
from knutepunkt.connectors.delivered import deliver
from knutepunkt.example import set_stage

AT = datetime(2026, 11, 23, 11, tzinfo=UTC)
ON = AT.date()


@pytest.fixture
def example(db: None, settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    set_stage(at=AT)


@pytest.mark.django_db
def test_what_is_delivered_can_be_read_and_comes_once(settings: object) -> None:
    assert deliver(at=AT) >= 4
    assert deliver(at=AT) == 0
    models = {one.key: one.scheme for one in AssessmentModel.objects.all()}
    assert set(models) == {"sourcing", "plassering", "sju-r", "kapabilitet", "prosjektrisiko"}
    assert [area.key for area in models["sourcing"].areas] == [f"p{n}" for n in range(1, 8)]
    assert len(models["sju-r"].outcomes) == 7
    assert [area.key for area in models["kapabilitet"].areas] == [one.value for one in Finding.Dimension]
    stopped = {key for stop in models["plassering"].stops for key in stop.when}
    assert {"dba", "ros", "sted", "gradert"} <= stopped
    for one in AssessmentModel.objects.all():
        assert watched(one.scheme, one.judges) <= columns_of(one.judges), one.key
    assert {"users", "hosting", "supplier", "data_categories"} <= watched(models["plassering"], "application")


@pytest.mark.usefixtures("example")
def test_all_that_the_source_names_is_there_with_its_source() -> None:
    modules = Function.objects.filter(module__isnull=False)
    assert {module: modules.filter(module=module).count() for module in range(1, 5)} == {1: 11, 2: 4, 3: 5, 4: 12}
    layers = Function.objects.filter(module=None, key__startswith="lag-")
    assert {one: layers.filter(layer=one).count() for one in ("governance", "integration", "production", "")} == {
        "governance": 7, "integration": 7, "production": 6, "": 1,
    }  # fmt: skip
    source = Finding.objects.filter(key__startswith="F")
    of = {one.value: source.filter(dimension=one.value).count() for one in Finding.Dimension}
    assert of == {"processes": 6, "organisation": 5, "people": 7, "technology": 4}
    assert not source.exclude(dimension_certainty="inferred").exists()
    assert Capability.objects.get(key="smidige-tjenesteleveranser").findings.count() == 22
    assert Conflict.objects.count() == 8
    for model in (Function, Responsibility, Capability, Conflict):
        assert not model.objects.filter(source="").exists(), model
        assert not model.objects.filter(certainty="").exists(), model


@pytest.mark.usefixtures("example")
def test_the_matrix_breaks_no_rule_and_says_where_nobody_is_stated() -> None:
    found = {one.function.key: one.faults for one in matrix(on=ON).rows}
    assert {fault for faults in found.values() for fault in faults} == {Fault.NOT_STATED}
    assert {key for key, faults in found.items() if faults} == {
        one.key for one in Function.objects.filter(key__startswith="lag-").exclude(layer="governance")
    }
    assert leads(on=ON) == []


@pytest.mark.usefixtures("example")
def test_what_is_made_up_says_so_and_pages_have_something_of_each() -> None:
    assert not Assessment.objects.filter(is_example=False).exists()
    rows = judging.judged(judging.assessments(), on=ON)
    assert any(one.awaits_decision for one in rows)
    assert any(one.is_unfinished for one in rows)
    assert any(one.stale for one in rows)
    assert any(one.row.is_stopped for one in rows)
    assert any(one.decision and not one.decision.follows_advice for one in rows)
    assert any(one.decision and one.decision.ground for one in rows)
    late = [one.capability.key for one in transfers(on=ON) if one.progress.days_late]
    assert late == ["leverandorstyring"]
    assert Conflict.objects.filter(decision="").count() == 7
