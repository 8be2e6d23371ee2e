"""The service owner's pages: own figures, own tickets, never another municipality's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import words


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    with seen_by(Viewer(Role.SYSTEM)):
        used = Application.objects.create(key="journal", name="Journalsystemet", hosting="own_datacentre")
        used.users.add(cast.municipality)
    with seen_by(cast.sees(cast.employee)):
        return actions.open_ticket(title="Outlook henger", service=cast.service, by=cast.employee, at=timezone.now())


def test_figures_holders_and_applications(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    page = words(browser(cast.service_owner).get("/vaare-tjenester/"))
    for word in ("Nordvik kommune", "E-post", "Servicesenter", "Journalsystemet", "Eget datasenter"):
        assert word in page


def test_another_municipality_sees_none_of_it(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    client = browser(cast.stranger)
    page = words(client.get("/vaare-tjenester/"))
    assert "Journalsystemet" not in page
    assert "Servicesenter" not in page
    found = client.get(f"/vaare-tjenester/saker/?which=all&service={cast.service.pk}")
    assert "Outlook henger" not in words(found)


@pytest.mark.parametrize("who", ["employee", "agent", "resolver"])
def test_it_is_for_service_owners_only(cast: Cast, browser: Browser, who: str) -> None:
    client = browser(getattr(cast, who))
    for address in ("", "saker/", "tabell.csv"):
        assert client.get(f"/vaare-tjenester/{address}").status_code == 403


def test_figures_lead_to_tickets(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    client = browser(cast.service_owner)
    assert "Outlook henger" in words(client.get("/vaare-tjenester/saker/", {"service": cast.service.pk}))
    assert "Outlook henger" not in words(client.get("/vaare-tjenester/saker/", {"which": "late"}))
    for odd in ({"which": "x"}, {"service": "x"}, {"team": "9" * 30}, {"before": "-1"}):
        assert client.get("/vaare-tjenester/saker/", odd).status_code == 200


def test_the_table_is_a_file_that_no_spreadsheet_computes(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    with seen_by(Viewer(Role.SYSTEM)):
        Service.objects.update(name="=1+1")
    answer = browser(cast.service_owner).get("/vaare-tjenester/tabell.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Tjeneste;")
    assert lines[1].startswith("'=1+1;Applikasjoner;1;0;0;1;")
    assert "attachment" in answer["Content-Disposition"]


def test_eight_queries_whatever_the_number_of_services(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    client = browser(cast.service_owner)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/vaare-tjenester/")
        return len(queries)

    before = asked()
    with seen_by(Viewer(Role.SYSTEM)):
        more = Service.objects.create(
            key="more",
            name="Mer",
            group=cast.service.group,
            owner=cast.integrator,
            provider=cast.supplier,
            first_team=cast.first_line,
        )
        more.offerings.create(customer=cast.municipality, valid_from="2020-01-01")
    assert asked() == before
