"""The system map's pages: what each says in words beside the drawing, and what each side sees of it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knutepunkt.catalogue.models import Application, Architecture, Component, Dependency, Integration
from knutepunkt.party.models import Membership
from tests.api.test_tickets import Caller
from tests.cast import SINCE, Cast
from tests.systems import make_systems
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(cast: Cast) -> Application:
    return make_systems(cast)


def drawn(page: Any) -> str:
    """The drawing as it stands in the page."""
    return str(page.content.decode().partition('<svg class="map__picture"')[2].partition("</svg>")[0])


def test_the_overview_names_sectors_and_the_links_that_are_missed(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    page = browser(cast.agent).get("/systemkart/")
    assert 'href="/systemkart/sektor/helse/"' in drawn(page)
    for told in ("Helse 1 systemer", "Journal Lønn Mangler", "Folkeregister koblinger: 1", "ikke oppgitt"):
        assert told in words(page), told


def test_a_sector_and_a_system_have_a_link_in_each_box_and_the_same_in_a_list(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    client = browser(cast.agent)
    for address in ("/systemkart/sektor/helse/", "/systemkart/applikasjon/journal/"):
        page = client.get(address)
        for other in ("/systemkart/applikasjon/lonn/", "/systemkart/komponent/register/"):
            assert f'<a href="{other}">' in drawn(page), (address, other)
            assert page.content.decode().count(f'href="{other}"') >= 2, (address, other)
        assert 'data-tone="missing"' in drawn(page)
        assert "style=" not in drawn(page)


def test_impact_says_what_and_who_is_hit(cast: Cast, browser: Browser, journal: Application) -> None:
    page = words(browser(cast.agent).get("/systemkart/komponent/base/konsekvens/"))
    for told in ("Hvis Journaldatabase faller", "Nordvik kommune", "Journal Applikasjon 1", "E-post Tjeneste 2"):
        assert told.replace("Applikasjon", "Fagsystem") in page, told
    assert "Journal Folkeregister Finnes" in page


def test_by_api_it_is_the_same_and_only_what_is_ones_own(cast: Cast, journal: Application) -> None:
    found = Caller(cast, cast.administrator).get("/systems/component/base/impact").json()
    assert found["counts"] == {"service": 1, "application": 1, "component": 0}
    assert [one["key"] for one in found["nearest"]] == ["journal", "mail"]
    assert {one["key"] for one in found["customers"]} == {"nordvik", "fjellbygda"}
    first = Caller(cast, cast.administrator).get("/systems/component/base/impact?nearest=1").json()
    assert (len(first["nearest"]), first["left_off"]) == (1, 1)
    ours = Caller(cast, cast.service_owner).get("/systems/component/base/impact").json()
    assert [one["key"] for one in ours["customers"]] == ["nordvik"]
    assert Caller(cast, cast.service_owner).get("/systems/integrations").json()[0]["protocol"] is None
    assert Caller(cast, cast.employee).get("/systems/component/base/impact").status_code == 403


def test_bad_questions_by_api_are_refused(cast: Cast, journal: Application) -> None:
    caller = Caller(cast, cast.administrator)
    assert caller.get("/systems/component/finnes-ikke/impact").status_code == 404
    for address in ("/systems/tog/base/impact", "/systems/component/base/impact?nearest=-1"):
        assert caller.get(address).status_code == 422, address


def test_a_municipality_sees_its_own_systems_and_not_the_others(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    Application.objects.get(key="lonn").users.set([cast.other_municipality])
    client = browser(cast.service_owner)
    page = words(client.get("/systemkart/applikasjon/journal/"))
    assert "Folkeregister" in page
    assert "Lønn" not in page
    for hidden in ("applikasjon/lonn/", "applikasjon/lonn/konsekvens/", "komponent/finnes-ikke/"):
        assert client.get(f"/systemkart/{hidden}").status_code == 404, hidden
    assert client.get("/systemkart/modeller/").status_code == 403


def test_what_no_database_can_hold_is_looked_for_and_not_found(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    client, key = browser(cast.agent), Architecture.objects.get().pk
    assert client.get(f"/systemkart/modeller/{key}/?q=%00&kind=%00&page=%00").status_code == 200
    assert client.get(f"/systemkart/modeller/{key}/%00/").status_code == 404
    assert client.get(f"/systemkart/modeller/{10**20}/").status_code == 404
    for address in (
        "/systemkart/integrasjoner/?state=%00",
        "/vurderinger/funn/?capability=%00",
        "/vurderinger/?model=%00",
    ):
        assert client.get(address).status_code == 200, address


def test_free_text_may_name_others_and_is_read_by_the_integrator_alone(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    said = {"wording": "brukes også i Fjellbygda", "remark": "Fjellbygda betaler ikke"}
    Application.objects.filter(pk=journal.pk).update(**said)
    Component.objects.update(**said)
    Integration.objects.update(**said)
    pages = (
        *("", "integrasjoner/", "sektor/helse/", "applikasjon/journal/", "komponent/register/", "komponent/base/"),
        *("applikasjon/journal/konsekvens/", "integrasjoner/?as=json"),
    )
    Membership.objects.create(
        person=cast.resolver, organisation=cast.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    for person in (cast.service_owner, cast.resolver):
        client = browser(person)
        for page in pages:
            answer = client.get(f"/systemkart/{page}")
            assert answer.status_code == 200, (page, person.name)
            assert "Fjellbygda" not in answer.content.decode(), (page, person.name)
        by_api = Caller(cast, person).get("/systems/integrations")
        assert by_api.status_code == 200
        assert "Fjellbygda" not in by_api.content.decode()
    ours = browser(cast.agent)
    for page in ("integrasjoner/", "applikasjon/journal/", "komponent/register/", "integrasjoner/?as=json"):
        assert "Fjellbygda betaler ikke" in ours.get(f"/systemkart/{page}").content.decode(), page


def test_an_architecture_is_walked_and_leaves_as_an_exchange_file(
    cast: Cast, browser: Browser, journal: Application
) -> None:
    client, key = browser(cast.agent), Architecture.objects.get().pk
    assert "ApplicationComponent 2" in words(client.get(f"/systemkart/modeller/{key}/"))
    assert "Del 1 → Del 2" in words(client.get(f"/systemkart/modeller/{key}/?kind=Flow"))
    one = client.get(f"/systemkart/modeller/{key}/id-1/")
    assert 'href="../id-2/"' in drawn(one)
    file = client.get(f"/systemkart/modeller/{key}/fil/")
    assert file.content.startswith(b"<?xml")
    assert "attachment" in file.headers["Content-Disposition"]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/systemkart/", "/systemkart/sektor/helse/", "/systemkart/integrasjoner/"])
def test_ten_times_the_systems_ask_no_more_of_the_database(
    cast: Cast, browser: Browser, journal: Application, address: str
) -> None:
    client = browser(cast.agent)
    client.get(address)
    before = queries(client, address)
    for number in range(10):
        one = Application.objects.create(key=f"a{number}", name=f"A {number}", sector=journal.sector)
        other = Component.objects.create(key=f"k{number}", name=f"K {number}", kind="system")
        Integration.objects.create(key=f"i{number}", from_application=one, to_component=other)
        Dependency.objects.create(application=journal, needs_component=other)
    assert queries(client, address) == before


def test_an_element_is_linked_to_what_of_ours_fills_it(cast: Cast, browser: Browser, journal: Application) -> None:
    model = Architecture.objects.get()
    page, whole = f"/systemkart/modeller/{model.pk}/id-2/", f"/systemkart/modeller/{model.pk}/"
    assert b'name="ours"' not in browser(cast.agent).get(page).content
    ours = {"ours": f"service-{cast.service.pk}", "certainty": "stated", "remark": "se notat"}
    assert browser(cast.agent).post(page, ours).status_code == 403
    assert browser(cast.service_owner).post(page, ours).status_code == 403
    client = browser(cast.administrator)
    assert client.post(page, ours, follow=True).redirect_chain[-1][0] == page
    assert "E-post Tjeneste: se notat" in words(client.get(page))
    assert client.post(page, ours).status_code == 422
    assert client.post(page, {"ours": "service-0", "certainty": "stated"}).status_code == 422
    told = words(client.get(whole))
    assert "0 av dem fylles ikke av noe vi har; 0 fylles av flere" in told
    assert "Del 1 Journal" in told
    assert "Del 1" not in words(client.get(f"{whole}?filled=none")).partition("Beskrivelse")[2]
    assert f"{whole}id-2/" in client.get("/systemkart/tjeneste/mail/").content.decode()
    assert "Del 1 ApplicationComponent, Referansemodell" in words(client.get("/portefolje/applikasjon/journal/"))
    for person in (cast.service_owner, cast.resolver):
        seen = browser(person).get("/systemkart/applikasjon/journal/").content.decode()
        assert "Referansemodell" not in seen
    file = client.get(f"{whole}fil/?ours").content.decode()
    assert 'source="knutepunkt-service-mail" target="id-2"' in file
    assert "knutepunkt" not in client.get(f"{whole}fil/").content.decode()
