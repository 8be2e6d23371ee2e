"""The gates for settlements: each page for each side, full, contested, credited and empty."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions as desk
from knutepunkt.party.models import Membership, Person
from knutepunkt.performance.actions import settling
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Settlement
from knutepunkt.performance.rules.month import month_of
from tests.cast import SINCE, Cast, make_cast
from tests.register import make_register
from tests.web.test_browser import browser, enter, listen, look_at

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["browser"]
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def owner(cast: Cast) -> Person:
    person = Person.objects.create(email="avtale@a.example", name="Avtaleansvarlig", organisation=cast.supplier)
    Membership.objects.create(person=person, organisation=cast.supplier, role="service_owner", valid_from=SINCE)
    return person


@pytest.fixture
def settlement(cast: Cast, owner: Person) -> Settlement:
    """Supplier A's last month: two late tickets, one of them contested."""
    make_register(cast)
    now = timezone.now()
    month = month_of(now.date().replace(day=1) - timedelta(days=1)).period
    opened = month.starts_at + timedelta(days=6, hours=8)
    tickets = []
    for title in ("Får ikke sendt e-post", "Trenger tilgang til fellesområdet " + "langt " * 20):
        with seen_by(cast.sees(cast.employee)):
            tickets.append(desk.open_ticket(title=title, service=cast.service, by=cast.employee, at=opened))
        with seen_by(cast.sees(cast.agent)):
            desk.hand_over(tickets[-1].pk, to=cast.operations, by=cast.agent, at=opened)
        with seen_by(cast.sees(cast.resolver)):
            desk.take(tickets[-1].pk, by=cast.resolver, at=opened)
            desk.resolve(tickets[-1].pk, resolution="Løst", by=cast.resolver, at=opened + 96 * HOUR)
    measure([month], at=now)
    found = Settlement.objects.get(contract__key="a")
    level = ServiceLevel.objects.get(contract__key="a", key="resolve")
    with seen_by(cast.sees(owner)):
        case = settling.Named(level.pk, tickets[0].pk)
        settling.contest(found.pk, cases=[case], grounds="Ventet på kunden.\n\nSe loggen.", by=owner, at=now)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", ["administrator", "owner", "service_owner"])
def test_settlements_are_accessible_silent_and_fit(
    browser: Browser, live_server: LiveServer, cast: Cast, owner: Person, settlement: Settlement, who: str, scheme: Any
) -> None:
    person = owner if who == "owner" else getattr(cast, who)
    level = ServiceLevel.objects.get(contract__key="a", key="resolve")
    ours = Settlement.objects.get(contract__key="nordvik") if who == "service_owner" else settlement
    pages = ["/oppgjor/", "/oppgjor/?state=credited", f"/oppgjor/{ours.pk}/"]
    if who != "service_owner":
        pages += [f"/oppgjor/{ours.pk}/nivaa/{level.pk}/", f"/oppgjor/{ours.pk}/nivaa/{level.pk}/?all=1"]
    faults: list[str] = []
    for width in (1440, 390):
        size: Any = {"width": width, "height": 900}
        context = enter(browser, live_server, person, color_scheme=scheme, viewport=size)
        page = context.new_page()
        listen(page, faults)
        for path in pages:
            faults += look_at(page, live_server.url + path, width)
        context.close()
    assert faults == []
