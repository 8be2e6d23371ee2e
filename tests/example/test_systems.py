"""The example's systems: every link that the source names, in its words, and reachable from a page."""

from pathlib import Path

import pytest
from django.test import Client

from knutepunkt.catalogue.models import Application, Component, Dependency, Integration, Service
from knutepunkt.catalogue.queries.behind import services_needed
from knutepunkt.catalogue.queries.impact import impact_of
from knutepunkt.example import set_stage
from knutepunkt.example.reading import read
from knutepunkt.party.models import Person
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings: object, tmp_path: Path) -> None:
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    set_stage(at=MONDAY)


def joined(link: Integration) -> set[str]:
    """The applications at its ends, or that its ends are part of."""
    ends = {getattr(end, "application", None) or end for end in (link.start, link.end)}
    return {end.key for end in ends if isinstance(end, Application)}


def test_each_link_of_the_inventory_is_there_in_the_sources_own_words(stage: None) -> None:
    named = [
        (one["key"], words) for one in read("applications")["applications"] for words in one.get("integrations", [])
    ]
    assert len(named) == 31
    written = read("integrations")["integrations"]
    links = {given.get("key", f"{given['from']}-{given['to']}"): given for given in written}
    assert links.keys() == set(Integration.objects.values_list("key", flat=True))
    counted = [
        (application, words)
        for link in Integration.objects.exclude(wording="")
        for words in links[link.key].get("inventory", [])
        for application in joined(link)
    ]
    assert [one for one in named if one not in counted] == []


def test_the_fourteen_systems_beside_the_portfolio_are_no_applications(stage: None) -> None:
    assert Component.objects.filter(kind="system").count() == 14
    assert Application.objects.count() == 37


def test_links_that_are_missing_planned_or_only_possible_are_told_apart(stage: None) -> None:
    states = {one.key: one.state for one in Integration.objects.exclude(state="exists")}
    assert states == {
        "cgm-legevakt-cosdoc": "missing",
        "cgm-legevakt-labprover": "missing",
        "arcgis-gisline": "missing",
        "gat-cosdoc": "possible",
        "socio-svarut-svarinn": "planned",
    }


def test_what_is_read_into_the_source_says_so(stage: None) -> None:
    inferred = Integration.objects.filter(certainty="inferred")
    assert {one.key for one in inferred if one.state == "exists"} == {
        *("nettbrettpleie-cosdoc", "digihelse-cosdoc", "e-torget-arcgis"),
        *("episerver-innbygger-kommune-kari", "episerver-innbygger-edialog24"),
    }
    assert not Integration.objects.exclude(protocol="").exclude(wording__contains="API").exists()


def test_the_data_centre_takes_eight_applications_with_it_and_one_firewall_none(stage: None) -> None:
    centre, wall = (Component.objects.get(key=key) for key in ("eget-datasenter", "brannmur-1"))
    fallen = impact_of(centre, day=MONDAY.date())
    nearest = {hit.key for hit in fallen.hits if hit.remove == 1}
    assert nearest == set(Application.objects.filter(hosting="own_datacentre").values_list("key", flat=True))
    assert impact_of(wall, day=MONDAY.date()).many == 0


def test_each_page_of_the_map_is_shown(stage: None, client: Client) -> None:
    client.force_login(Person.objects.get(email="leverandoransvarlig@dgi.example"))
    pages = ["/systemkart/", "/systemkart/integrasjoner/", "/systemkart/modeller/"]
    pages += [f"/systemkart/sektor/{key}/" for key in ("skole-oppvekst", "helse-omsorg", "teknisk")]
    for kind, word in ((Application, "applikasjon"), (Component, "komponent")):
        keys = kind.objects.values_list("key", flat=True)
        pages += [f"/systemkart/{word}/{key}/{part}" for key in keys for part in ("", "konsekvens/")]
    for page in pages:
        assert client.get(page).status_code == 200, page
    health = client.get("/systemkart/sektor/helse-omsorg/").content.decode()
    assert "er ikke integrert mot Cosdoc" in health
    assert "<svg" in health


def test_a_service_stands_on_another_where_the_source_lets_one_read_it(stage: None) -> None:
    ids = dict(Service.objects.values_list("key", "pk"))
    needed = services_needed([ids["cosdoc"], ids["helse-ovrig"], ids["arkiv"]])
    assert {key: needed.get(ids[key], []) for key in ("cosdoc", "helse-ovrig", "arkiv")} == {
        "cosdoc": [ids["servere-og-drift"]],
        "helse-ovrig": [ids["servere-og-drift"]],
        "arkiv": [],
    }
    between = Dependency.objects.filter(service__isnull=False, needs_service__isnull=False)
    assert between.count() == 2
    assert not between.exclude(remark__startswith="Lest av «intern drift»").exists()
