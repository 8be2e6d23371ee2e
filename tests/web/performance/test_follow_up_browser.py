"""The gates for follow-up: scorecards, reviews, surveys and reports, for each side, full and empty."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions as desk
from knutepunkt.party.models import Membership
from knutepunkt.party.queries import local_day
from knutepunkt.performance.actions import reviewing
from knutepunkt.performance.actions.reporting import make_reports
from knutepunkt.performance.actions.scoring import score_months
from knutepunkt.performance.actions.surveying import ask
from knutepunkt.performance.models import Regime, Review, ScoreModel, ServiceReport, Survey
from knutepunkt.performance.rules.month import ended
from tests.cast import SINCE, Cast, make_cast
from tests.register import make_register
from tests.web.test_browser import browser, enter, listen, look_at

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["browser"]
SYSTEM = Viewer(Role.SYSTEM)
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def review(cast: Cast) -> Review:
    """A month that went badly, scored and reported; a meeting held over it, and one to come; a ticket just resolved."""
    make_register(cast)
    now, month = timezone.now(), ended(local_day(timezone.now()))
    role = Membership.Role.SUPPLIER_MANAGER.value
    Membership.objects.create(person=cast.resolver, organisation=cast.supplier, role=role, valid_from=SINCE)
    late(cast, month.start_at + timedelta(days=6, hours=8))
    Regime.objects.create(supplier=cast.supplier, tier="operational", every_months=1, since_on=month.back(6).first)
    with seen_by(SYSTEM):
        score_months(at=now)
        make_reports(month, at=now, address="")
        reviewing.plan_reviews(at=now)
    found = Review.objects.create(
        supplier=cast.supplier, tier="operational", planned_on=local_day(now), from_on=month.first, to_on=month.last
    )
    by = cast.administrator
    with seen_by(cast.sees(by)):
        reviewing.hold(found.pk, held_on=local_day(now), present="Leder", minutes="Alt.\n\nMer.", by=by, at=now)
        reviewing.decide(found.pk, text="Flere på vakt", by=by, at=now)
        for text, due in (("Bemanne", -3), ("Skrive " + "langt " * 20, 9)):
            reviewing.agree(
                found.pk, text=text, organisation=cast.supplier, owner=cast.resolver,
                due_on=local_day(now) + timedelta(days=due), by=by, at=now,
            )  # fmt: skip
    late(cast, now - timedelta(days=1))
    with seen_by(SYSTEM):
        ask(at=now, address="")
    return found


def late(cast: Cast, at: Any) -> None:
    with seen_by(cast.sees(cast.employee)):
        ticket = desk.open_ticket(title="Får ikke sendt e-post", service=cast.service, by=cast.employee, at=at)
    with seen_by(cast.sees(cast.agent)):
        desk.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=at)
    with seen_by(cast.sees(cast.resolver)):
        desk.resolve(ticket.pk, resolution="Løst", by=cast.resolver, at=at + 20 * HOUR)


def pages_of(cast: Cast, who: str, review: Review) -> list[str]:
    ours, theirs = (ServiceReport.objects.get(organisation=one).pk for one in (cast.municipality, cast.supplier))
    card = f"/malkort/leverandorer/{cast.supplier.pk}/"
    coming = Review.objects.filter(state="planned").order_by("planned_on").first()
    assert coming is not None
    return {
        "administrator": [
            *("/leverandorer/", "/leverandorer/?month=2000-01", "/malkort/tjenester/", "/malkort/kommuner/", card),
            *("/oppfolging/", f"/oppfolging/{review.pk}/", f"/oppfolging/{coming.pk}/", "/undersokelser/"),
            *("/rapporter/", f"/rapporter/{theirs}/", "/oppsett/malkort/", "/oppsett/regimer/ny/"),
            f"/oppsett/malkort/{ScoreModel.objects.get().pk}/endre/",
        ],
        "resolver": [card, "/oppfolging/", f"/oppfolging/{review.pk}/", "/rapporter/", f"/rapporter/{theirs}/"],
        "service_owner": [f"/malkort/kommuner/{cast.municipality.pk}/", "/rapporter/", f"/rapporter/{ours}/"],
        "employee": [f"/sak/{Survey.objects.latest('ticket').ticket_id}/"],
    }[who]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", ["administrator", "resolver", "service_owner", "employee"])
def test_follow_up_is_accessible_silent_and_fits(
    browser: Browser, live_server: LiveServer, cast: Cast, review: Review, who: str, scheme: Any
) -> None:
    faults: list[str] = []
    for width in (1440, 390):
        size: Any = {"width": width, "height": 900}
        context = enter(browser, live_server, getattr(cast, who), color_scheme=scheme, viewport=size)
        page = context.new_page()
        listen(page, faults)
        for address in pages_of(cast, who, review):
            faults += look_at(page, live_server.url + address, width)
        context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_follow_up_with_nothing_in_it_does_too(
    browser: Browser, live_server: LiveServer, cast: Cast, scheme: Any
) -> None:
    faults: list[str] = []
    page = enter(browser, live_server, cast.administrator, color_scheme=scheme).new_page()
    listen(page, faults)
    card = f"/malkort/leverandorer/{cast.supplier.pk}/"
    for address in ("/leverandorer/", "/malkort/tjenester/", card, "/oppfolging/", "/undersokelser/", "/rapporter/"):
        faults += look_at(page, live_server.url + address, 1440)
    assert not faults, "\n".join(faults)


def test_without_scripts_a_requester_says_how_it_went(
    browser: Browser, live_server: LiveServer, cast: Cast, review: Review
) -> None:
    survey = Survey.objects.latest("ticket")
    page = enter(browser, live_server, cast.employee, java_script_enabled=False).new_page()
    page.goto(live_server.url + f"/sak/{survey.ticket_id}/")
    page.check("input[name='survey-score'][value='4']")
    page.fill("[name='survey-comment']", "Raskt nok")
    page.click("button[value=survey]")
    survey.refresh_from_db()
    assert (survey.score, survey.comment) == (4, "Raskt nok")
