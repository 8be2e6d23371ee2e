"""The portfolio's pages: what each side sees, how much is unknown, files that change nothing before somebody says so."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from knutepunkt.assessment.models import Assessment, Decision, Finding
from knutepunkt.catalogue.models import Application, BusinessFunction, FunctionUse, KeyFigure
from knutepunkt.party.models import Membership
from knutepunkt.web.portfolio.figures import points
from tests.cast import SINCE, Cast
from tests.judged import make_model
from tests.planned import make_planned
from tests.portfolio import make_portfolio
from tests.systems import make_systems
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(cast: Cast) -> Application:
    found = make_systems(cast)
    make_portfolio(cast)
    Membership.objects.create(
        person=cast.resolver, organisation=cast.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    return found


def test_the_list_counts_what_is_not_stated_and_leads_to_it(cast: Cast, browser: Browser, journal: Application) -> None:
    client = browser(cast.agent)
    page = client.get("/portefolje/")
    assert "Ikke oppgitt, av 2 applikasjoner" in words(page)
    assert 'href="?unknown=documentation"' in page.content.decode()
    rows = client.get("/portefolje/?as=json&unknown=documentation").json()
    assert [row["key"] for row in rows] == ["lonn"]
    assert rows[0]["hosting"] is None
    assert rows[0]["users"] == ["nordvik"]
    table = client.get("/portefolje/?as=csv&sector=helse").content.decode()
    assert "Journal;Helse;Leverandør A;Ukjent;Ukjent;Nordvik kommune;1" in table


def test_a_customer_and_a_supplier_see_their_own_and_no_costs(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    Application.objects.create(key="annet", name="Fremmed system")
    Application.objects.filter(pk=journal.pk).update(remark="Fjellbygda har det samme")
    for person, others in ((cast.service_owner, False), (cast.resolver, False), (cast.agent, True)):
        client = browser(person)
        page = words(client.get("/portefolje/"))
        assert "Journal" in page
        assert ("Fremmed system" in page) is others
        assert client.get("/portefolje/applikasjon/annet/").status_code == (200 if others else 404)
        one = words(client.get("/portefolje/applikasjon/journal/"))
        assert ("120 000" in one.replace("\xa0", " ")) is others
        assert ("Fjellbygda har det samme" in one) is others, "free text may name others"
        listed = client.get("/portefolje/?as=json").json()
        assert all(("remark" in row) is others for row in listed)
        assert "Driftsrutine" in one


def test_a_search_does_not_tell_others_what_stands_in_free_text(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    Application.objects.filter(pk=journal.pk).update(wording="klar til utskifting", remark="Fjellbygda går ut")
    BusinessFunction.objects.update(wording="pleien", remark="Fjellbygda har to")
    for person, is_ours in ((cast.service_owner, False), (cast.resolver, False), (cast.agent, True)):
        client = browser(person)
        for word in ("utskifting", "fjellbygda"):
            found = [row["key"] for row in client.get(f"/portefolje/?as=json&words={word}").json()]
            assert found == (["journal"] if is_ours else []), (word, person.name)
        assert [row["key"] for row in client.get("/portefolje/?as=json&words=journ").json()] == ["journal"]
        for page, told in (("funksjoner/", "«pleien»"), ("funksjoner/pleie/", "Fjellbygda har to")):
            assert (told in words(client.get(f"/portefolje/{page}"))) is is_ours, (page, person.name)


def test_who_has_none_is_told_what_stands_here_and_not_asked_to_filter(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    Application.objects.update(supplier=cast.other_supplier)
    page = browser(cast.resolver).get("/portefolje/")
    assert "Her står applikasjonene dere bruker eller leverer." in words(page)
    assert 'name="hosting"' not in page.content.decode()
    narrowed = browser(cast.agent).get("/portefolje/?words=finnesikke")
    assert 'name="hosting"' in narrowed.content.decode()


def test_pages_for_the_integrator_alone_refuse_others(cast: Cast, browser: Browser, journal: Application) -> None:
    for person in (cast.service_owner, cast.resolver):
        for page in ("merk-deg/", "inn-og-ut/", "inn-og-ut/ut/"):
            assert browser(person).get(f"/portefolje/{page}").status_code == 403, page
    assert browser(cast.resolver).get("/portefolje/nokkeltall/").status_code == 403
    assert browser(cast.employee).get("/portefolje/").status_code == 403


def test_an_applications_page_says_what_is_known_and_what_is_not(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    journal.wording, journal.phase, journal.phase_basis = "journalen er gammel", "replace", "kilden"
    journal.replace_on, journal.data_categories = date(2020, 1, 1), ["health"]
    journal.save()
    page = words(browser(cast.administrator).get("/portefolje/applikasjon/journal/"))
    for told in (
        *("«journalen er gammel»", "Skulle vært skiftet ut", "Kritikalitet ikke oppgitt", "Helse", "Pleie"),
        *("Leverandør A", "Driftsrutine", "over fristen", "2026 Lisens", "E-post", "Avtale a", "Lønn"),
    ):
        assert told in page, told


def test_tiles_count_by_sector_and_hosting(cast: Cast, browser: Browser, journal: Application) -> None:
    page = browser(cast.agent).get("/portefolje/fliser/").content.decode()
    assert 'href="/portefolje/?sector=helse&amp;hosting=unstated"' in page
    assert "Sektor ikke oppgitt" in page


def test_a_function_says_who_has_what_and_who_is_named_with_none(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    care = BusinessFunction.objects.get()
    other = Application.objects.create(key="ny", name="Ny journal")
    other.users.add(cast.other_municipality)
    FunctionUse.objects.create(function=care, application=other)
    page = words(browser(cast.agent).get("/portefolje/funksjoner/pleie/"))
    assert "Nordvik kommune Journal" in page
    assert "Fjellbygda kommune Ny journal" in page
    assert "Ulike applikasjoner for ulike kommuner" in page
    own = words(browser(cast.service_owner).get("/portefolje/funksjoner/pleie/"))
    assert "Ny journal" not in own
    assert "Fjellbygda" not in own
    assert browser(cast.agent).get("/portefolje/funksjoner/finnes-ikke/").status_code == 404


def test_what_stands_out_is_on_one_page(cast: Cast, browser: Browser, journal: Application) -> None:
    journal.phase, journal.wording = "replace", "klar til utskifting"
    journal.save()
    BusinessFunction.objects.create(key="regnskap", name="Regnskap")
    page = words(browser(cast.agent).get("/portefolje/merk-deg/"))
    for told in ("«klar til utskifting»", "Regnskap", "Mangler", "Driftsrutine"):
        assert told in page, told


def test_key_figures_have_their_trend_source_and_what_is_not_stated(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    KeyFigure.objects.create(kind="servers", source="kilden", wording="Tallene i figuren")
    page = browser(cast.agent).get("/portefolje/nokkeltall/")
    told = words(page).replace("\xa0", " ")
    assert "Nordvik kommune 1 000" in told
    assert "+11,1 %" in told
    assert "«Tallene i figuren»" in told
    assert "<polyline" in page.content.decode()
    own = browser(cast.service_owner).get("/portefolje/nokkeltall/?as=json").json()
    assert [(row["kind"], row["customer"], row["value"]) for row in own] == [
        ("users", "nordvik", "900.00"),
        ("users", "nordvik", "1000.00"),
    ]


def test_a_line_keeps_within_its_picture_and_its_days_apart() -> None:
    days = [(date(2025, 1, 1), Decimal(5)), (date(2025, 1, 11), Decimal(9)), (date(2025, 4, 11), Decimal(7))]
    assert points(days) == "3.0,25.0 14.4,3.0 117.0,14.0"
    assert points(days[:1]) == ""
    assert points([(date(2025, 1, 1), Decimal(5)), (date(2025, 1, 2), Decimal(5))]) == "3.0,14.0 117.0,14.0"


def workbook(*rows: list[Any], sheet: str = "functions") -> bytes:
    book, stored = Workbook(), BytesIO()
    book.worksheets[0].title = sheet
    for row in rows:
        book.worksheets[0].append(row)
    book.save(stored)
    return stored.getvalue()


def send(client: Client, content: bytes, name: str = "inn.xlsx") -> Any:
    file: Any = SimpleUploadedFile(name, content)
    return client.post("/portefolje/inn-og-ut/ta-inn/", {"file": file}, follow=True)


def token_of(page: Any) -> str:
    return str(page.content.decode().split('name="token" value="')[1].split('"')[0])


def test_a_file_is_shown_before_it_is_taken_in(cast: Cast, browser: Browser, journal: Application) -> None:
    client = browser(cast.administrator)
    page = send(client, workbook(["key", "name"], ["pleie", "Pleie og omsorg"], ["arkiv", "Arkiv"]))
    assert page.status_code == 200
    told = words(page)
    assert "Pleie → Pleie og omsorg" in told
    assert not BusinessFunction.objects.filter(key="arkiv").exists(), "nothing before somebody says so"
    token = token_of(page)
    other = browser(cast.second_agent).post("/portefolje/inn-og-ut/ta-inn/", {"token": token}, follow=True)
    assert "for lenge siden" in words(other), "what another sent is not one's own to take in"
    done = client.post("/portefolje/inn-og-ut/ta-inn/", {"token": token}, follow=True)
    assert "1 er nye, og 1 er endret." in words(done)
    assert set(BusinessFunction.objects.values_list("name", flat=True)) == {"Pleie og omsorg", "Arkiv"}
    again = client.post("/portefolje/inn-og-ut/ta-inn/", {"token": token}, follow=True)
    assert "for lenge siden" in words(again)


def test_faults_stand_by_their_cells_and_nothing_can_be_taken_in(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    client = browser(cast.administrator)
    page = send(client, workbook(["key", "name"], ["arkiv", '="Ark"&"iv"']))
    assert page.status_code == 422
    assert "functions!B2" in words(page)
    assert "Dette er en formel" in words(page)
    assert 'name="token"' not in page.content.decode()
    csv = send(client, b"key,name,sector\narkiv,Arkiv,nowhere\n", "functions.csv")
    assert "functions.csv:2:3" in words(csv)
    assert BusinessFunction.objects.count() == 1


def test_what_is_no_file_of_records_is_refused_with_the_reason(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    assert "Velg en fil" in words(client.post("/portefolje/inn-og-ut/ta-inn/", {}, follow=True))
    assert "Send en arbeidsbok" in words(send(client, b"x", "inn.pdf"))
    assert "ingen arbeidsbok" in words(send(client, b"x", "inn.xlsx"))
    assert "rollen din kan ikke endre det" in words(send(browser(cast.agent), workbook(["key", "name"], ["x", "X"])))
    assert not BusinessFunction.objects.exists()


def test_what_is_taken_out_comes_in_again_without_a_change(cast: Cast, browser: Browser, journal: Application) -> None:
    client = browser(cast.administrator)
    stored = client.get("/portefolje/inn-og-ut/ut/").content
    assert {"applications", "functions", "key_figures", "integrations"} < set(load_workbook(BytesIO(stored)).sheetnames)
    page = send(client, stored, "portefolje.xlsx")
    assert page.status_code == 200
    assert "Alt i filen er som her allerede." in words(page)
    with ZipFile(BytesIO(client.get("/portefolje/inn-og-ut/ut/?as=csv").content)) as packed:
        page = send(client, packed.read("applications.csv"), "applications.csv")
    assert "Alt i filen er som her allerede." in words(page)


def test_an_application_leads_to_what_was_judged_and_found_of_it_and_to_its_wave(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    chart = Application.objects.get(key="kart")
    row = Assessment.objects.create(model=make_model(), application=chart, assessed_on=SINCE, advice="cloud")
    Finding.objects.create(key="F90", text="Gammelt kartgrunnlag", kind="technical_debt", application=chart)
    page = "/portefolje/applikasjon/kart/"
    ours = browser(cast.administrator).get(page)
    for address in (f"/vurderinger/vurdering/{row.pk}/", "/planer/bolger/one/"):
        assert f'href="{address}"' in ours.content.decode(), address
    assert "Plassering Sky" in words(ours)
    assert "Venter på vedtak" in words(ours)
    assert "For gammel" in words(ours), "it no longer stands"
    assert "Gammelt kartgrunnlag" in words(ours)
    town = words(browser(cast.service_owner).get(page))
    assert "1. First" in town
    assert [told for told in ("Plassering", "Gammelt kartgrunnlag", "Funn og gjeld") if told in town] == []
    Assessment.objects.update(state="decided")
    Decision.objects.create(
        assessment=row, outcome="cloud", follows_advice=True, decided_on=SINCE, valid_to=date(2031, 5, 4)
    )
    town = words(browser(cast.service_owner).get(page))
    assert "Plassering Sky Sky 4. mai 2031" in town
    Membership.objects.filter(person=cast.resolver).update(role=Membership.Role.SERVICE_OWNER.value)
    supplier = words(browser(cast.resolver).get(page))
    assert "Kart" in supplier
    assert [told for told in ("Plassering", "1. First", "bølge", "Gammelt kartgrunnlag") if told in supplier] == []
