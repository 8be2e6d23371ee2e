"""Pages of roadmaps and waves: what the plan says, what it does not, and who may act on it."""

import pytest
from icalendar import Calendar

from knutepunkt.party.models import Ownership
from knutepunkt.plan.models import Activity, Wave
from tests.cast import SINCE, Cast
from tests.planned import make_planned
from tests.web.conftest import Browser
from tests.web.pages import words

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
    assert found == {"Ready", "Flytting: landing slutter", "Flytting: moving slutter"}


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
