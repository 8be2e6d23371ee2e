"""The example's portfolio: all that the source names is there, in its words, reachable, and what it does not say is not made up."""

from pathlib import Path

import pytest
from django.test import Client

from knutepunkt.catalogue.models import Application, ApplicationCost, BusinessFunction, KeyFigure, SystemDocument
from knutepunkt.catalogue.queries import portfolio as queries
from knutepunkt.catalogue.rules.portfolio import Duplication
from knutepunkt.example import set_stage
from knutepunkt.party.models import Person
from tests.cast import MONDAY
from tests.web.pages import words

pytestmark = pytest.mark.django_db
SEVEN = {
    "Regnskap",
    "Budsjett og rapportering",
    "Utfakturering",
    "E-handel",
    "Lønn",
    "Personal (HR)",
    "Tidsregistrering",
}


@pytest.fixture(autouse=True)
def stage(settings: object, tmp_path: Path) -> None:
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    set_stage(at=MONDAY)


def test_the_portfolio_is_the_sources() -> None:
    assert Application.objects.count() == 37
    assert not Application.objects.filter(wording="").exists()
    served = {one.function.name: one for one in queries.functions()}
    assert {name for name, one in served.items() if not one.by} == SEVEN
    used = {application.key for one in served.values() for application in one.by}
    assert used == set(Application.objects.values_list("key", flat=True)), "each application serves a function"

    pp = served["PP-tjeneste"]
    assert pp.duplication is Duplication.ACROSS
    for_whom = {application.key: {one.key for one in those} for application, those in pp.by.items()}
    assert for_whom == {"hk-oppvekst": {"ullensaker", "eidsvoll", "nannestad"}, "visma-ppi": {"nes", "gjerdrum"}}
    assert [one.key for one in pp.without] == ["hurdal"]

    found = {one.key: one.wording for one in queries.replaceable()}
    assert set(found) == {"socio", "visma-hspro"}
    assert "klar til utskiften" in found["socio"]
    assert "gammelt system" in found["visma-hspro"]
    assert queries.hubs()[0][1] >= 4
    assert {"ubw", "cosdoc"} <= {one.key for one, _number in queries.hubs()}

    counts = queries.unknown_counts()
    assert (counts["hosting"], counts["criticality"], counts["owner"]) == (13, 37, 37)
    assert counts["users"] == 30


def test_what_is_made_up_says_so_and_what_is_lost_has_no_value() -> None:
    assert not ApplicationCost.objects.exclude(certainty="example").exists()
    assert not SystemDocument.objects.exclude(certainty="example").exists()
    assert not KeyFigure.objects.filter(source="Kildedokumentet").exclude(value=None).exists()
    assert not KeyFigure.objects.exclude(source="Kildedokumentet").exclude(certainty="example").exists()
    assert KeyFigure.objects.filter(value=None).count() == 6


def test_each_is_reachable_and_its_pages_are_shown(client: Client) -> None:
    client.force_login(Person.objects.get(email="leverandoransvarlig@dgi.example"))
    listed = client.get("/portefolje/").content.decode()
    tiles = client.get("/portefolje/fliser/").content.decode()
    for key in Application.objects.values_list("key", flat=True):
        address = f"/portefolje/applikasjon/{key}/"
        assert address in listed
        assert address in tiles
        assert client.get(address).status_code == 200, key
    functions = client.get("/portefolje/funksjoner/").content.decode()
    for key in BusinessFunction.objects.values_list("key", flat=True):
        assert f"/portefolje/funksjoner/{key}/" in functions
        assert client.get(f"/portefolje/funksjoner/{key}/").status_code == 200, key
    assert "Hurdal kommune Nevnt med ingen av systemene." in words(client.get("/portefolje/funksjoner/pp-tjeneste/"))
    for page in ("merk-deg", "nokkeltall", "inn-og-ut"):
        assert client.get(f"/portefolje/{page}/").status_code == 200, page
