"""Every item that the source names is reachable in the example: the file is walked, and each is found on a page."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from knutepunkt.agreement.models import MatrixCell
from knutepunkt.assessment.models import AssessmentModel
from knutepunkt.example import set_stage
from knutepunkt.example.initiatives import write_initiatives
from knutepunkt.example.purchases import write_purchases
from knutepunkt.example.reading import read
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
RESPONSIBLE, FINDINGS, ROADMAP = "/vurderinger/ansvar/", "/vurderinger/funn/", "/planer/veikart/transformasjonsplan/"
SOURCING = "/oppsett/vurderingsmodeller/"  # and the model's own page below it
# What the inventory calls otherwise than the source.
LAYERS = {
    "styring_og_ledelse": "Styring og ledelse",
    "tjenesteintegrasjon_og_kontroll": "Tjenesteintegrasjon og kontroll",
    "tjenesteproduksjon": "Tjenesteproduksjon",
    "UNPLACED": "På tvers av moduler og lag",
}
SYSTEMS = {"Active Directory trust": "Active Directory-tillit", "hospital EPJ (epikrise)": "Sykehusets EPJ"}


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


def items() -> Iterator[tuple[str, str, str]]:
    """Each item: the list of the file where it stands, the page on which it is to be found, and its words there."""
    for one in NAMED["owners"]:
        yield "owners", "/oppsett/organisasjoner/", one["name"]
        for number in one["kommunenr"]:
            yield "owners.kommunenr", "/oppsett/kommunenummer/", number["nr"]
    for name in NAMED["service_catalogue_top"]:
        yield "service_catalogue_top", "/hjelp/", name
    for name in NAMED["business_areas"]:
        yield "business_areas", "/planer/kapasitet/", name
    for one in NAMED["strategy_focus"]:
        yield "strategy_focus", "/planer/sektorstrategi/", one["name"]
    yield "strategy_focus", "/planer/sektorstrategi/", "en vei inn"  # the inventory spells it én, the source en
    for one in NAMED["principles"]:
        yield "principles", SOURCING, f"{one['id']} "
        yield "principles", SOURCING, one["text"]
    for one in NAMED["benefits"]:
        yield "benefits", "/planer/gevinster/", one["text"]
    for module in NAMED["modules"]:
        for function in module["functions"]:
            # What the inventory adds in English to the source's words is left out.
            said = function["text"].removesuffix(" (heading)").removeprefix("Focus named: ")
            yield "modules.functions", RESPONSIBLE, said
        for part in module.get("sub", []):
            yield "modules.sub", ROADMAP, part.split()[0]
    for one in NAMED["modules"]:
        yield "modules", RESPONSIBLE, f"Modul {one['no']}"
    for layer in NAMED["responsibility_layers"]:
        yield "responsibility_layers", RESPONSIBLE, LAYERS[layer["layer"]]
        for name in layer["functions"]:
            yield "responsibility_layers.functions", RESPONSIBLE, name
    for name in NAMED["capability_dimensions"]:
        yield "capability_dimensions", "/vurderinger/varmekart/", name
    for one in NAMED["capability_findings"]:
        yield "capability_findings", FINDINGS, one["id"]
        yield "capability_findings", FINDINGS, one["text"].removesuffix(" [strength]")
    for one in NAMED["applications"]:
        yield "applications", "/portefolje/", one["name"]
        page = f"/portefolje/applikasjon/{one['id']}/"
        yield from (("applications.municipalities", page, name) for name in one["municipalities"] or [])
        yield from (("applications.integrations", page, words) for words in carried(one["id"], one["integrations"]))
    for name in NAMED["okad_functions_without_product"]:
        yield "okad_functions_without_product", "/portefolje/funksjoner/", name
    for name in NAMED["referenced_systems"]:
        yield "referenced_systems", "/systemkart/", SYSTEMS.get(name, name.split(" (")[0])
    for one, milestone in zip(NAMED["milestones"], read("roadmap")["source"]["milestones"], strict=True):
        year = re.match(r"\d{4}", one["when"])
        assert not year or str(milestone["not_before_on"]).startswith(year[0]), milestone
        yield "milestones", ROADMAP, milestone["title"]


def carried(application: str, said: list[str]) -> Iterator[str]:
    """Yield the source's words for what the inventory says in English that passes between two systems."""
    systems = read("integrations")
    own = {application, *(one["key"] for one in systems["parts"] if one.get("application") == application)}
    links = [one for one in systems["integrations"] if own & {one["from"], one["to"]}]
    for name in said:
        found = [one["words"] for one in links if name in one.get("inventory", []) and one["words"]]
        assert found, (application, name)
        yield found[0]


def plain(text: str) -> str:
    """Letters and digits alone: the source's dashes, brackets and spaces are its own."""
    return re.sub(r"[^0-9a-zæøå]+", " ", text.lower()).strip()


def test_the_counts_agree() -> None:
    assert {name: len(NAMED[name]) for name in COUNTS} == COUNTS
    assert sum(len(module["functions"]) for module in NAMED["modules"]) == 32


def lists(part: Any, path: str = "") -> Iterator[str]:
    """Yield where the file holds lists of things, by their way through it."""
    for key, value in part.items():
        place = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from lists(value, place)
        if isinstance(value, list):
            yield place
            for one in value:
                yield from lists(one, place) if isinstance(one, dict) else ()


def test_every_list_of_the_file_is_walked() -> None:
    assert set(lists(NAMED)) - {place for place, *_item in items()} == {"contract_matrix"}  # which has its own test


def test_every_item_is_on_its_page(client: Client) -> None:
    pages: dict[str, str] = {}
    missing = []
    sourcing = AssessmentModel.objects.get(key="sourcing", is_current=True)
    for place, address, name in items():
        address = f"{SOURCING}{sourcing.pk}/" if address == SOURCING else address
        if address not in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            pages[address] = f" {plain(words(answer))} "
        if plain(name) not in pages[address]:
            missing.append((place, address, name))
    assert missing == []


def test_the_contract_matrix_is_the_sources_cell_by_cell(client: Client) -> None:
    named = {(one["module"], one["type"].lower(), one["certainty"]) for one in NAMED["contract_matrix"]}
    assert len(named) == len(NAMED["contract_matrix"]) == 18
    cells = MatrixCell.objects.select_related("type")
    assert {(one.module, one.type.key, one.belief) for one in cells} == named
    assert not cells.filter(source="").exists()
    page = plain(words(client.get("/oppsett/avtalematrise/")))
    for one in NAMED["contract_matrix"]:
        assert plain(one["type"]) in page


def test_what_the_source_leaves_open_is_shown_as_open_and_its_contradictions_for_decision(client: Client) -> None:
    page = words(client.get(RESPONSIBLE))
    left_open = [one for one in NAMED["responsibility_layers"] if one["layer"] != "styring_og_ledelse"]
    names = [name for layer in left_open for name in layer["functions"]]
    for name in names:
        assert f"{name} Ingen er oppgitt" in page, name
    assert page.count("Ingen er oppgitt") == len(names) + 1  # and their number
    assert page.count("Venter på vedtak") == 7


def test_the_roadmap_holds_the_milestones(client: Client) -> None:
    assert Milestone.objects.filter(roadmap__key="transformasjonsplan").count() == COUNTS["milestones"]
    assert client.get("/planer/veikart/transformasjonsplan/").status_code == 200


def test_each_principle_is_asked_about_in_the_judgement_on_sourcing(client: Client) -> None:
    model = AssessmentModel.objects.get(key="sourcing", is_current=True)
    asked = json.dumps(model.content, ensure_ascii=False)
    assert [one["id"] for one in NAMED["principles"] if f'"{one["id"]} ' not in asked] == []
    assert client.get(f"/oppsett/vurderingsmodeller/{model.pk}/").status_code == 200
