"""The front page by who asks, the search, my tickets, and what we state about ourselves."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Person
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import words


def opened(cast: Cast, by: Person, title: str = "Outlook henger") -> Ticket:
    with seen_by(cast.sees(by)):
        return actions.open_ticket(title=title, service=cast.service, by=by, at=timezone.now())


def test_a_stranger_finds_the_door(db: None) -> None:
    page = Client().get("/")
    assert page.status_code == 200
    assert "/konto/login/" in page.content.decode()


def test_an_employee_finds_the_portal_with_own_tickets(cast: Cast, browser: Browser) -> None:
    opened(cast, cast.employee)
    opened(cast, cast.colleague, "Ikke min")
    page = words(browser(cast.employee).get("/"))
    assert "E-post" in page
    assert "Outlook henger" in page
    assert "Ikke min" not in page


@pytest.mark.parametrize("who", ["agent", "resolver"])
def test_who_works_on_tickets_goes_to_the_workbench_and_still_finds_help(
    cast: Cast, browser: Browser, who: str
) -> None:
    client = browser(getattr(cast, who))
    assert client.get("/").status_code == 302
    assert client.get("/hjelp/").status_code == 200


def test_the_portal_asks_the_same_number_of_questions_whatever_it_shows(cast: Cast, browser: Browser) -> None:
    opened(cast, cast.employee)
    client = browser(cast.employee)
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(4):
        opened(cast, cast.employee, f"Sak {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)


def test_search_finds_services_and_own_tickets(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast, cast.employee, "Kalenderen mangler møter")
    client = browser(cast.employee)
    assert "E-post" in words(client.get("/sok/", {"q": "outlook"}))
    assert "Kalenderen mangler" in words(client.get("/sok/", {"q": "kalender"}))
    assert client.get("/sok/", {"q": ticket.number})["Location"] == f"/sak/{ticket.pk}/"
    assert client.get("/sok/", {"q": "\x00 & | ' <"}).status_code == 200
    assert browser(cast.colleague).get("/sok/", {"q": ticket.number}).status_code == 200


def test_my_tickets_come_a_page_at_a_time(cast: Cast, browser: Browser) -> None:
    for number in range(22):
        opened(cast, cast.employee, f"Sak {number}.")
    client = browser(cast.employee)
    with CaptureQueriesContext(connection) as queries:
        first = client.get("/mine-saker/")
    assert len([query for query in queries if "desk_ticket" in query["sql"]]) == 1
    assert "Sak 21." in words(first)
    assert "Sak 1." not in words(first)
    oldest = min(int(part.split("/")[0]) for part in first.content.decode().split('href="/sak/')[1:])
    assert "Sak 1." in words(client.get("/mine-saker/", {"before": oldest}))
    assert client.get("/mine-saker/", {"before": "x", "show": "closed"}).status_code == 200


@pytest.mark.parametrize("address", ["/tilgjengelighet/", "/personvern/"])
def test_statements_are_open_to_all(db: None, address: str) -> None:
    assert Client().get(address).status_code == 200
