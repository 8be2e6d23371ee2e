"""Pages of roadmaps and waves: what the plan says, what it does not, and who may act on it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from knutepunkt.agreement.models import Contract
from knutepunkt.catalogue.models import Application, Component, Integration
from knutepunkt.connectors.delivered import deliver
from knutepunkt.party.models import Membership, Ownership
from knutepunkt.plan.models import Activity, Move, MoveStep, Wave
from tests.cast import MONDAY, SINCE, Cast
from tests.planned import make_clarified, make_planned
from tests.web.conftest import Browser
from tests.web.pages import words
from tests.web.test_list_queries import FRAME

pytestmark = pytest.mark.django_db


def test_a_roadmap_draws_what_is_stated_and_says_what_is_not(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    answer = browser(cast.administrator).get("/planer/veikart/plan/")
    page, html = words(answer), answer.content.decode()
    assert "Unstated når: ikke oppgitt" in page
    assert html.count('class="bar" data-holder="supplier"') == 2
    assert 'colspan="7"' in html  # moving: the second of eight quarters, with one before it and six after
    assert "landing – " not in page


def test_what_starts_too_early_is_told_in_words(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    Activity.objects.filter(key="moving").update(starts_on="2026-03-20")
    assert "moving trenger landing, og overlapper med 9 dager." in words(
        browser(cast.administrator).get("/planer/veikart/plan/")
    )


def test_the_calendar_holds_milestones_and_ends(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    answer = browser(cast.administrator).get("/planer/veikart/plan/kalender.ics")
    found = {str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert found == {"Ready", "Flytting: landing slutter", "Flytting: moving slutter", "Bølge 1: First"}


def events(answer: Any) -> dict[str, Any]:
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_steps_of_a_wave_lie_in_the_calendar_by_the_hour_as_far_as_they_are_known(
    cast: Cast, browser: Browser
) -> None:
    make_planned(cast)
    make_clarified()
    found = events(browser(cast.administrator).get("/planer/veikart/plan/kalender.ics"))
    over, accepted = found["Omlegging: cut_over"], found["Godkjenning: acceptance"]
    begins = datetime(2026, 6, 27, 20, 0, tzinfo=UTC)
    assert (over.start, over.end) == (begins, begins + timedelta(minutes=90))
    assert accepted.start == over.end
    assert "Tilbakeføring, hvis det blir nødvendig: rollback" not in found  # how long acceptance takes is not known
    MoveStep.objects.update(minutes=30)
    back = events(browser(cast.administrator).get("/planer/veikart/plan/kalender.ics"))
    assert back["Tilbakeføring, hvis det blir nødvendig: rollback"]["status"] == "TENTATIVE"


def made_address(client: Any) -> str:
    page = words(client.post("/planer/kalender/", {"make": "1"}, follow=True))
    return next(word for word in page.split() if word.endswith(".ics"))


def test_the_feed_answers_without_login_until_it_is_revoked_and_shows_what_its_person_sees(
    cast: Cast, browser: Browser
) -> None:
    make_planned(cast)
    make_clarified()
    client = browser(cast.administrator)
    address = made_address(client)
    found = events(Client().get(address))
    assert {"Ready", "Bølge 1: First", "Omlegging: cut_over"} <= set(found)
    assert found["Ready"]["url"] == "http://testserver/planer/veikart/plan/"
    assert Client().get(address.replace("/planer/", "/avtaler/")).status_code == 404  # an address is of one calendar
    client.post("/avtaler/dager/kalender/", {"make": "1"}, follow=True)
    assert Client().get(address).status_code == 200
    second = made_address(client)
    assert Client().get(address).status_code == 404
    client.post("/planer/kalender/", {"revoke": "1"})
    assert Client().get(second).status_code == 404

    owner = browser(cast.service_owner)
    address = made_address(owner)
    assert set(events(Client().get(address))) == {"Bølge 1: First"}  # its application moves; the plan is not its own
    Ownership.objects.create(owner=cast.municipality, owned=cast.integrator, valid_from=SINCE)
    assert "Ready" in events(Client().get(address))
    assert "Omlegging: cut_over" not in events(Client().get(address))
    assert set(events(Client().get(made_address(browser(cast.stranger))))) == set()
    Membership.objects.filter(person=cast.service_owner).update(valid_to=SINCE)
    assert Client().get(address).status_code == 404
    assert browser(cast.resolver).post("/planer/kalender/", {"make": "1"}).status_code == 403


def test_what_is_lacking_is_named_with_where_one_mends_it(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    deliver(at=MONDAY)
    kart = Application.objects.get(key="kart")
    outside = Component.objects.create(key="id-porten", name="ID-porten")
    link = Integration.objects.create(key="link", from_application=kart, to_component=outside)
    client = browser(cast.administrator)
    answer = client.get("/planer/bolger/one/")
    page, html = words(answer), answer.content.decode()
    assert "Ingen har vurdert hvor den kan ligge. Vurder plasseringen" in page
    assert "ID-porten er ikke med i noen bølge. Si hvordan den holdes i gang" in page
    move = Move.objects.get().pk
    for address in (
        f"/vurderinger/ny/plassering/{kart.pk}/",
        f"/oppsett/databehandleravtaler/ny/?contract={Contract.objects.get(key='a').pk}",
        f"/oppsett/avklaringer/ny/?move={move}&amp;demand=integrations&amp;integration={link.pk}",
        f"/oppsett/avklaringer/ny/?move={move}&amp;demand=risk",
    ):
        assert f'href="{address}"' in html
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
    given = {"move": move, "demand": "integrations", "integration": link.pk, "reason": "Samme adresse"}
    assert client.post("/oppsett/avklaringer/ny/", given).status_code == 302
    assert "For hånd: ID-porten: Samme adresse" in words(client.get("/planer/bolger/one/"))
    assert "/oppsett/avklaringer/ny/" not in browser(cast.agent).get("/planer/bolger/one/").content.decode()


def test_only_ways_are_named_that_the_reader_may_go(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    deliver(at=MONDAY)
    keeper = Membership.objects.get(person=cast.agent)
    keeper.role = Membership.Role.SUPPLIER_MANAGER
    keeper.save()
    own, new = browser(cast.agent), "/oppsett/integrasjoner/ny/"
    page = own.get("/planer/bolger/one/").content.decode()
    assert new in browser(cast.administrator).get("/planer/bolger/one/").content.decode()
    assert own.get(new).status_code == 403
    assert new not in page
    assert "/oppsett/avklaringer/ny/" in page


def test_what_is_lacking_stays_with_the_integrator(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    make_clarified()
    for address in ("/planer/bolger/", "/planer/bolger/one/"):
        page = words(browser(cast.service_owner).get(address))
        assert "Kart" in page
        for hidden in ("Ingen har vurdert", "Ligger i arkivet", "Klare til å flyttes", "cut_over"):
            assert hidden not in page


def test_a_wave_without_a_reason_keeps_the_page_and_says_what_is_lacking(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    client = browser(cast.administrator)
    answer = client.post("/planer/bolger/one/", {"start": "1", "because": ""})
    assert answer.status_code == 422
    assert "Ikke alt er på plass for Kart" in words(answer)
    assert client.post("/planer/bolger/one/", {"start": "1", "because": "Vedtatt i styret"}).status_code == 302
    assert Wave.objects.get().state == "running"


@pytest.mark.parametrize("step", ["²", "9" * 40, "-1", ""])
def test_a_step_that_is_no_number_changes_nothing(cast: Cast, browser: Browser, step: str) -> None:
    make_planned(cast)
    assert browser(cast.administrator).post("/planer/bolger/one/", {"step": step}).status_code == 302


def test_owners_read_the_plan_and_nobody_else_does(cast: Cast, browser: Browser) -> None:
    make_planned(cast)
    assert browser(cast.service_owner).get("/planer/veikart/plan/").status_code == 404
    Ownership.objects.create(owner=cast.municipality, owned=cast.integrator, valid_from=SINCE)
    client = browser(cast.service_owner)
    assert "Plan" in words(client.get("/planer/veikart/plan/"))
    assert "Kart" in words(client.get("/planer/bolger/one/"))
    assert 'name="start"' not in client.get("/planer/bolger/one/").content.decode()
    assert browser(cast.resolver).get("/planer/veikart/").status_code == 403


# Beside what every page asks. A list asks the same whatever there is.
PAGES = {"/planer/bolger/": 17, "/planer/bolger/one/": 16, "/planer/veikart/": 7}


@pytest.mark.parametrize(("page", "most"), PAGES.items())
def test_a_page_asks_what_it_says_whatever_there_is(cast: Cast, browser: Browser, page: str, most: int) -> None:
    wave = make_planned(cast)
    make_clarified()
    deliver(at=MONDAY)
    kart = Application.objects.get(key="kart")
    client = browser(cast.administrator)
    few = asked(client, page)
    for n in range(3):
        row = Application.objects.create(key=f"more-{n}", name=f"More {n}", supplier=cast.supplier)
        Move.objects.create(wave=wave, application=row, target="cloud_saas")
        Integration.objects.create(key=f"link-{n}", from_application=row, to_application=kart)
    assert asked(client, page) == few
    assert few - FRAME == most


def asked(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
