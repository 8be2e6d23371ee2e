"""Reporting: three fields, the service from the words, and nothing typed is lost."""

import pytest
from django.test import Client

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk.models import Ticket
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import faults

SAID = {"title": "Outlook henger", "description": "Siden i morges", "impact": "low", "urgency": "high"}
IDENTITY_NUMBER = "01999900166"  # right check digits on a day in month 99: it can be nobody's


@pytest.fixture
def employee(cast: Cast, browser: Browser) -> Client:
    return browser(cast.employee)


def tickets() -> list[Ticket]:
    with seen_by(Viewer(Role.SYSTEM)):
        return list(Ticket.objects.order_by("pk"))


def test_the_words_suggest_the_service(employee: Client) -> None:
    page = employee.get("/meld/forslag/", {"title": "outlook henger"}).content.decode()
    assert 'value="mail" checked' in page
    assert "<html" not in page, "the fragment alone"


def test_a_report_with_the_ticked_suggestion_opens_a_ticket(cast: Cast, employee: Client) -> None:
    answer = employee.post("/meld/", SAID | {"suggested": "mail"})
    [ticket] = tickets()
    assert (answer.status_code, answer["Location"]) == (302, f"/sak/{ticket.pk}/")
    assert (ticket.title, ticket.kind, ticket.urgency, ticket.service) == (
        SAID["title"],
        "incident",
        "high",
        cast.service,
    )
    assert ticket.requester == cast.employee


def test_the_list_beats_the_tick(cast: Cast, employee: Client) -> None:
    with seen_by(Viewer(Role.OWNER)):
        cast.security_service.offerings.create(customer=cast.municipality, valid_from="2020-01-01")
    employee.post("/meld/", SAID | {"suggested": "mail", "service": "firewall"})
    assert tickets()[0].service == cast.security_service


def test_without_scripts_a_second_step_asks_for_the_service(employee: Client) -> None:
    answer = employee.post("/meld/", SAID)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="mail" checked' in page
    assert SAID["title"] in page
    assert SAID["description"] in page
    assert tickets() == []


def test_an_order_is_a_request(employee: Client) -> None:
    employee.post("/bestill/", {"title": "Delt postkasse", "service": "mail"})
    [ticket] = tickets()
    assert (ticket.kind, ticket.impact, ticket.urgency) == ("request", "low", "medium")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"description": "x" * 20_001}, "description"),
        ({"description": f"Gjelder {IDENTITY_NUMBER}"}, "description"),
        ({"title": f"Innlogging {IDENTITY_NUMBER[:6]} {IDENTITY_NUMBER[6:]}"}, "title"),
        ({"title": "\x00\x07"}, "title"),
        ({"impact": "everything"}, "impact"),
        ({"service": "nothing"}, "service"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    employee: Client, wrong: dict[str, str], field: str
) -> None:
    answer = employee.post("/meld/", SAID | {"suggested": "mail", "description": "Beholdes"} | wrong)
    assert answer.status_code == 422
    assert faults(answer) == {field}
    if field != "description":
        assert "Beholdes" in answer.content.decode()
    assert tickets() == []


def test_html_stays_text(employee: Client) -> None:
    answer = employee.post("/meld/", SAID | {"title": "<script>alert(1)</script>", "suggested": "mail"}, follow=True)
    page = answer.content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_stranger_reports_only_what_is_offered_to_them(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.stranger).post("/meld/", SAID | {"service": "firewall"})
    assert answer.status_code == 422
    assert tickets() == []


def test_nobody_reports_before_login(db: None) -> None:
    answer = Client().post("/meld/", SAID)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/konto/login/")
