"""Every item that the source names is reachable in the example: the file is walked, and each is found on a page."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from knutepunkt.assessment.models import AssessmentModel
from knutepunkt.example import set_stage
from knutepunkt.example.initiatives import write_initiatives
from knutepunkt.example.purchases import write_purchases
from knutepunkt.example.roadmaps import write_roadmaps
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day
from knutepunkt.plan.models import Milestone
from tests.web.pages import words

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMED: dict[str, Any] = json.loads((Path(__file__).parent / "seed_inventory.json").read_text())
COUNTS = {
    "modules": 4,
    "applications": 37,
    "okad_functions_without_product": 7,
    "principles": 7,
    "benefits": 14,
    "capability_findings": 22,
    "milestones": 15,
}
RESPONSIBLE, FINDINGS, BENEFITS = "/vurderinger/ansvar/", "/vurderinger/funn/", "/planer/gevinster/"


@pytest.fixture
def client(settings: object, tmp_path: Path) -> Client:
    """An administrator's browser on the example, all but its incidents."""
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    set_stage(at=AT)
    write_purchases(at=AT)
    write_roadmaps(on=local_day(AT))
    write_initiatives(at=AT)
    found = Client()
    found.force_login(Person.objects.get(email="administrator@dgi.example"))
    return found


def items() -> Iterator[tuple[str, str]]:
    """Each item: the page on which it is to be found, and its words."""
    for one in NAMED["applications"]:
        yield "/portefolje/", one["name"]
    for module in NAMED["modules"]:
        for function in module["functions"]:
            # What the inventory adds in English to the source's words is left out.
            yield RESPONSIBLE, function["text"].removesuffix(" (heading)").removeprefix("Focus named: ")
    for layer in NAMED["responsibility_layers"]:
        for name in layer["functions"]:
            yield RESPONSIBLE, name
    for name in NAMED["okad_functions_without_product"]:
        yield "/portefolje/funksjoner/", name
    for one in NAMED["benefits"]:
        yield BENEFITS, one["text"]
    for one in NAMED["capability_findings"]:
        yield FINDINGS, one["id"]
    for name in NAMED["business_areas"]:
        yield "/planer/kapasitet/", name
    for one in NAMED["owners"]:
        yield "/oppsett/organisasjoner/", one["name"]


def plain(text: str) -> str:
    """Letters and digits alone: the source's dashes, brackets and spaces are its own."""
    return re.sub(r"[^0-9a-zæøå]+", " ", text.lower()).strip()


def test_the_counts_agree() -> None:
    assert {name: len(NAMED[name]) for name in COUNTS} == COUNTS
    assert sum(len(module["functions"]) for module in NAMED["modules"]) == 32


def test_every_item_is_on_its_page(client: Client) -> None:
    pages: dict[str, str] = {}
    missing = []
    for address, name in items():
        if address not in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            pages[address] = plain(words(answer))
        if plain(name) not in pages[address]:
            missing.append((address, name))
    assert missing == []


def test_the_roadmap_holds_the_milestones(client: Client) -> None:
    assert Milestone.objects.filter(roadmap__key="transformasjonsplan").count() == COUNTS["milestones"]
    assert client.get("/planer/veikart/transformasjonsplan/").status_code == 200


def test_each_principle_is_asked_about_in_the_judgement_on_sourcing(client: Client) -> None:
    model = AssessmentModel.objects.get(key="sourcing", is_current=True)
    asked = json.dumps(model.content, ensure_ascii=False)
    assert [one["id"] for one in NAMED["principles"] if f'"{one["id"]} ' not in asked] == []
    assert client.get(f"/oppsett/vurderingsmodeller/{model.pk}/").status_code == 200
