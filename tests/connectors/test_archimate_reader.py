"""The exchange file held against a reader by others, which also knows what ArchiMate lets a relation join."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knutepunkt.catalogue.models import Architecture, Realization
from knutepunkt.catalogue.queries import architecture as queries
from knutepunkt.catalogue.rules.architecture import ELEMENTS, REALIZES, Concept, Model, realizing
from knutepunkt.connectors.archimate import read, write_exchange
from knutepunkt.example import set_stage
from tests.cast import MONDAY, make_cast
from tests.connectors.test_archimate import GEMMA
from tests.systems import make_systems


def as_others_read(model: Model, folder: Path) -> dict[str, Any]:
    file = folder / "modell.xml"
    file.write_bytes(write_exchange(model))
    command = [sys.executable, "-m", "tests.connectors.exchange_reader", str(file)]
    said = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def as_we_have_it(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "elements": {
            one.identifier: [one.kind, one.name, one.documentation, _properties(one)]
            for one in model.concepts
            if not one.source
        },
        "relations": {
            one.identifier: [one.kind, one.name, one.source, one.target, dict(one.attributes).get("access", "")]
            for one in model.concepts
            if one.source
        },
        "faults": [],
    }


def _properties(one: Concept) -> dict[str, str]:
    """The reader keeps one value of each name, none that is empty, and a specialization as any other property."""
    specialization = dict(one.attributes).get("specialization", "")
    given = {**dict(one.properties), "Specialization": specialization}
    return {name: value for name, value in given.items() if value}


def renamed(model: Model) -> Model:
    """The same with `k-` before each identifier: the reader loses its way where one is a bare UUID."""

    def k(identifier: str) -> str:
        return f"k-{identifier}" if identifier else ""

    concepts = (
        replace(one, identifier=k(one.identifier), source=k(one.source), target=k(one.target)) for one in model.concepts
    )
    return replace(model, concepts=tuple(concepts))


@pytest.mark.slow
def test_gemma_as_we_write_it_is_read_by_others(tmp_path: Path) -> None:
    gemma = renamed(read(GEMMA).model)
    assert as_others_read(gemma, tmp_path) == as_we_have_it(gemma)


@pytest.mark.django_db
def test_our_own_systems_are_read_by_others_and_each_relation_is_one_that_archimate_has(tmp_path: Path) -> None:
    cast = make_cast()
    make_systems(cast)
    model = Architecture.objects.get()
    Realization.objects.create(architecture=model, identifier="id-1", service=cast.service)
    for whole in (queries.own(name="Integratoren"), queries.with_ours(model)):
        assert as_others_read(whole, tmp_path) == as_we_have_it(whole)


def test_each_kind_of_element_is_filled_by_a_relation_that_archimate_has(tmp_path: Path) -> None:
    ours = [Concept(f"k-{kind}", kind) for kind in REALIZES]
    elements = [Concept(f"e-{kind}", kind) for kind in sorted(ELEMENTS)]
    filling = [
        Concept(
            f"r-{one.kind}-{other.kind}",
            realizing(one.kind, other.kind),
            source=one.identifier,
            target=other.identifier,
        )
        for one in ours
        for other in elements
        if "Junction" not in other.kind
    ]
    whole = Model("id-m", "M", concepts=(*ours, *elements, *filling))
    assert as_others_read(whole, tmp_path)["faults"] == []


@pytest.mark.django_db
def test_the_example_is_read_by_others(settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    set_stage(at=MONDAY)
    ours = queries.own(name="DGI")
    assert as_others_read(ours, tmp_path) == as_we_have_it(ours)
