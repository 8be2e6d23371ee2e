"""Judgement and plans on their way out: by API as on the page, each party its own, and no cell that computes."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from knutepunkt.assessment.models import Capability, Finding, Function, TransferStep
from knutepunkt.catalogue.models import Application
from knutepunkt.party.models import Membership
from knutepunkt.plan.models import Benefit, Improvement, Project, Wave
from tests.api.test_tickets import Caller
from tests.cast import Cast, make_cast
from tests.improving import make_plans
from tests.judged import make_ability, make_judged
from tests.planned import make_planned
from tests.projects import make_projects

pytestmark = pytest.mark.django_db
PAGES = {
    "/judgement/assessments": "/vurderinger/",
    "/judgement/heat-map": "/vurderinger/varmekart/",
    "/judgement/transfer-plan": "/vurderinger/overforing/",
    "/judgement/responsibilities": "/vurderinger/ansvar/",
    "/judgement/findings": "/vurderinger/funn/",
    "/plans/waves": "/planer/bolger/",
    "/plans/projects": "/planer/prosjekter/",
    "/plans/benefits": "/planer/gevinster/",
    "/plans/improvements": "/planer/forbedringer/",
}
FORMULA = '=HYPERLINK("http://example.org";"trykk")'


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    make_judged(cast)
    make_ability()
    make_planned(cast)
    make_projects(cast)
    make_plans(cast)
    Membership.objects.filter(person=cast.resolver).update(role=Membership.Role.SERVICE_OWNER.value)
    Membership.objects.filter(person=cast.other_resolver).update(role=Membership.Role.SERVICE_OWNER.value)
    return cast


def sheets(client: Client, page: str) -> dict[str, list[tuple[Any, ...]]]:
    answer = client.get(f"{page}?as=xlsx")
    assert "attachment" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book}


@pytest.mark.parametrize(("path", "page"), PAGES.items())
def test_a_list_is_the_same_by_api_on_the_page_and_in_the_workbook(
    cast: Cast, client: Client, path: str, page: str
) -> None:
    client.force_login(cast.administrator)
    by_api = Caller(cast, cast.administrator).get(path).json()
    assert by_api
    assert by_api == client.get(f"{page}?as=json").json()
    _about, listed, *_more = sheets(client, page).values()
    heads, *rows = listed
    assert len(rows) == len(by_api)
    assert len(heads) == len(by_api[0])
    assert len(set(heads)) == len(heads), "each column is called something of its own"
    assert "as=xlsx" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("who", "path", "keys"),
    [
        ("service_owner", "/plans/projects", {"nett"}),
        ("service_owner", "/plans/waves", {"one"}),
        ("service_owner", "/plans/improvements", set()),
        ("stranger", "/plans/projects", set()),
        ("stranger", "/plans/benefits", set()),
        ("stranger", "/plans/waves", set()),
        ("resolver", "/plans/improvements", {"sertifikat"}),
        ("resolver", "/judgement/responsibilities", {"drift"}),
        ("other_resolver", "/plans/improvements", set()),
        ("other_resolver", "/judgement/responsibilities", set()),
    ],
)
def test_each_gets_its_own(cast: Cast, who: str, path: str, keys: set[str]) -> None:
    rows = Caller(cast, getattr(cast, who)).get(path).json()
    assert {row.get("key") or row.get("wave") or row["function"] for row in rows} == keys
    told = {name for row in rows for name in row}
    assert not {"faults", "lacking", "is_ready"} & told, "what is wrong or lacking is the integrator's to see"


@pytest.mark.parametrize("path", PAGES)
def test_who_may_not_read_the_page_may_not_read_the_list(cast: Cast, client: Client, path: str) -> None:
    for person in (cast.employee, cast.service_owner, cast.resolver, cast.agent):
        client.force_login(person)
        page = client.get(f"{PAGES[path]}?as=json").status_code
        assert Caller(cast, person).get(path).status_code == page, person
        assert client.get(f"{PAGES[path]}?as=xlsx").status_code == page, person


@pytest.mark.parametrize("page", PAGES.values())
def test_a_text_that_looks_like_a_formula_stays_a_text(cast: Cast, client: Client, page: str) -> None:
    TransferStep.objects.update(evidence=FORMULA)
    for model, column in (
        (Finding, "text"), (Capability, "name"), (Function, "name"), (Wave, "title"), (Project, "title"),
        (Benefit, "title"), (Improvement, "title"), (Application, "name"),
    ):  # fmt: skip
        model.objects.update(**{column: FORMULA})
    client.force_login(cast.administrator)
    book = load_workbook(BytesIO(client.get(f"{page}?as=xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    written = [cell for cell in cells if cell.value == FORMULA]
    assert written
    assert all(cell.quotePrefix for cell in written)


def test_what_is_chosen_on_the_page_is_what_leaves(cast: Cast, client: Client) -> None:
    Finding.objects.create(key="F02", text="Gammel kode", kind="technical_debt")
    client.force_login(cast.administrator)
    assert [row["key"] for row in client.get("/vurderinger/funn/?show=debt&as=json").json()] == ["F02"]
    assert "?show=debt&amp;as=xlsx" in client.get("/vurderinger/funn/?show=debt").content.decode()
    assert client.get("/vurderinger/?show=stopped&as=json").json() == []
    assert client.get("/vurderinger/ansvar/?on=2019-01-01&as=json").json()[0]["party"] is None


def test_a_workbook_says_words_and_a_program_gets_codes(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    row = client.get("/planer/prosjekter/?as=json").json()[0]
    assert row["shares"] == [{"municipality": "Nordvik kommune", "percent": "100.00", "amount": "1000.01"}]
    heads, *rows = sheets(client, "/planer/bolger/")["Bølger"]
    assert dict(zip(heads, rows[0], strict=True))["Status"] == "Planlagt"
    assert client.get("/planer/bolger/?as=json").json()[0]["state"] == "planned"
    matrix = sheets(client, "/vurderinger/ansvar/")["Matrise"]
    assert matrix[0][2:] == ("Leverandør A",)
    assert matrix[1] == ("Drift av tjenester", 2, "R")
