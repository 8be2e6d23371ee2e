"""The register's pages: what each side sees of its agreements, and what is computed there."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from knutepunkt.agreement.models import (
    CompensationRule,
    Contract,
    Framework,
    Licence,
    Lot,
    LotSupplier,
    MatrixCell,
    NoticePeriod,
)
from knutepunkt.party.models import Membership
from tests.cast import SINCE, Cast
from tests.register import make_register
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast: Cast) -> Contract:
    found = make_register(cast)
    found.valid_to, found.renewal, found.renewal_months = date(2099, 12, 31), "renews", 12
    found.save()
    return found


def answers_for_supplier(cast: Cast) -> None:
    Membership.objects.create(
        person=cast.resolver, organisation=cast.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )


def test_the_list_says_the_next_day_and_links_to_the_contract(cast: Cast, browser: Browser, contract: Contract) -> None:
    page = words(browser(cast.administrator).get("/avtaler/"))
    assert "30. sep 2027 Siste dag for å bruke opsjonen" in page
    page = words(browser(cast.administrator).get("/avtaler/avtale/a/"))
    for told in ("SSA-D (2024)", "Siste dag for kunden å si opp 30. sep 2099", "1 200 000 kr per år", "Timebot"):
        assert told in page.replace("\xa0", " "), told


def test_a_contract_that_ends_by_itself_says_each_partys_last_day_of_notice(
    cast: Cast, browser: Browser, contract: Contract
) -> None:
    NoticePeriod.objects.create(contract=contract, party="provider", months=12)
    Contract.objects.filter(pk=contract.pk).update(renewal="ends", renewal_months=None)
    page = words(browser(cast.administrator).get("/avtaler/avtale/a/"))
    for told in (
        "Siste dag for kunden å si opp 30. sep 2099",
        "Siste dag for leverandøren å si opp 31. des 2098",
        "Siste dag for kunden å si opp, hvis opsjonen forlenger den til 31. des 2100 30. sep 2100",
        "Siste dag for leverandøren å si opp, hvis opsjonen forlenger den til 31. des 2100 31. des 2099",
    ):
        assert told in page, told


def test_a_supplier_sees_its_own_and_no_other(cast: Cast, browser: Browser, contract: Contract) -> None:
    assert browser(cast.resolver).get("/avtaler/").status_code == 403
    answers_for_supplier(cast)
    client = browser(cast.resolver)
    page = words(client.get("/avtaler/"))
    assert "Avtale a" in page
    assert "Avtale b" not in page
    assert client.get("/avtaler/avtale/a/").status_code == 200
    assert client.get("/avtaler/avtale/b/").status_code == 404
    assert client.get("/avtaler/avtale/nordvik/").status_code == 404
    seen = words(client.get("/avtaler/rammeavtale/modul-2/"))
    assert "Avtaletyper som modulen avroper" not in seen  # what the integrator guesses is its own


def test_a_service_owner_sees_the_municipalitys_agreement_alone(
    cast: Cast, browser: Browser, contract: Contract
) -> None:
    client = browser(cast.service_owner)
    page = words(client.get("/avtaler/"))
    assert "Avtale nordvik" in page
    assert "Avtale a" not in page.replace("Avtale nordvik", "")
    assert client.get("/avtaler/avtale/a/").status_code == 404
    assert client.get("/avtaler/rammeavtale/modul-2/").status_code == 403


def test_the_workbook_and_json_hold_the_same(cast: Cast, browser: Browser, contract: Contract) -> None:
    client = browser(cast.administrator)
    rows = client.get("/avtaler/?as=json").json()
    sheet = load_workbook(BytesIO(client.get("/avtaler/?as=xlsx").content)).worksheets[1]
    assert [row["key"] for row in rows] == [cell.value for cell in sheet["A"][1:]]
    (one,) = [row for row in rows if row["key"] == "a"]
    assert (one["next_day"], one["ends_on"], one["agreed"]) == ("2027-09-30", "2099-12-31", "1200000.00")


def test_a_guess_is_shown_as_one_until_somebody_confirms_it(cast: Cast, browser: Browser, contract: Contract) -> None:
    cell = MatrixCell.objects.get()
    MatrixCell.objects.update(belief="plausible")
    client = browser(cast.administrator)
    assert "ja gjetning" in words(client.get("/avtaler/rammeavtale/modul-2/"))
    answer = client.post(f"/avtaler/matrise/{cell.pk}/bekreft/", {"called": "1", "framework": "modul-2"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/avtaler/rammeavtale/modul-2/")
    page = words(client.get("/avtaler/rammeavtale/modul-2/"))
    assert "gjetning" not in page
    assert f"Bekreftet av {cast.administrator.name}" in page
    assert browser(cast.agent).post(f"/avtaler/matrise/{cell.pk}/bekreft/", {"not": "1"}).status_code == 403


def test_a_framework_warns_of_its_ceiling_and_is_not_signed_before_it_is_complete(
    cast: Cast, browser: Browser, contract: Contract
) -> None:
    Lot.objects.update(ceiling=1_400_000)
    Framework.objects.update(state="draft", signed_on=None)
    Framework.objects.get().appendices.filter(template__number=5).update(state="missing")
    client = browser(cast.administrator)
    page = words(client.get("/avtaler/rammeavtale/modul-2/"))
    assert "80 prosent av maksimalverdien er nådd" in page
    assert "SSA-D Bilag 5 Mangler" in page
    client.post("/avtaler/rammeavtale/modul-2/signer/")
    assert Framework.objects.get().state == "draft"
    Framework.objects.get().appendices.update(state="complete")
    client.post("/avtaler/rammeavtale/modul-2/signer/")
    assert Framework.objects.get().state == "signed"


def test_a_framework_says_whose_turn_it_is_and_how_that_came(cast: Cast, browser: Browser, contract: Contract) -> None:
    Framework.objects.update(mechanism="fixed_key", allocation_key="share")
    lot = Lot.objects.get()
    LotSupplier.objects.filter(lot=lot).update(share=75)
    second = LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier, rank=2, share=20)
    client = browser(cast.administrator)
    assert "Nøkkelen kan ikke si hvem som står for tur" in words(client.get("/avtaler/rammeavtale/modul-2/"))
    LotSupplier.objects.filter(pk=second.pk).update(share=25)
    page = words(client.get("/avtaler/rammeavtale/modul-2/")).replace("\xa0", " ")
    assert "Hvem som står for tur Den som har fått minst målt mot sin andel" in page
    assert f"{cast.other_supplier.name} neste 25,00 0 300 000" in page
    assert "75,00 1 200 000 -300 000" in page


def test_a_kind_whose_numbering_nobody_knows_says_so(cast: Cast, browser: Browser, contract: Contract) -> None:
    client = browser(cast.administrator)
    assert "ikke oppgitt i kildene" not in words(client.get("/avtaler/avtale/a/"))
    contract.documents.all().delete()
    contract.appendices.all().delete()
    assert "Hvordan SSA-D (2024) nummererer bilagene, er ikke oppgitt i kildene" in words(
        client.get("/avtaler/avtale/a/")
    )


def test_licences_say_what_is_over_and_under_and_what_renews(cast: Cast, browser: Browser, contract: Contract) -> None:
    Licence.objects.update(assigned=112, used=90, measured_on=SINCE)
    Licence.objects.create(key="kart", name="Kart", metric="user", entitled=10, used=4, measured_on=SINCE)
    page = words(browser(cast.administrator).get("/avtaler/lisenser/"))
    assert "12 for mange" in page
    assert "6 ikke i bruk" in page


def test_a_contract_says_what_each_step_gives_and_every_cap(cast: Cast, browser: Browser, contract: Contract) -> None:
    CompensationRule.objects.create(
        contract=contract, key="avslag", title="Prisavslag", kind="price_reduction", levels=["hold-1"], unit="period",
        steps=[[99.9, 5], [99, 10]], base="monthly_fee", cap_per_period=Decimal("12.25"), cap_per_year=Decimal(30),
    )  # fmt: skip
    shown = words(browser(cast.administrator).get(f"/avtaler/avtale/{contract.key}/"))
    assert "under 99,9: 5 under 99: 10" in shown
    assert "12,25 30" in shown
