"""Reporting: three fields, the service from the words, and nothing typed is lost."""

import pytest
from django.test import Client

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import Service
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


@pytest.fixture
def fallback(cast: Cast) -> Service:
    """The service for what nobody knows the service of: no customer has it in particular."""
    with seen_by(Viewer(Role.OWNER)):
        return Service.objects.create(
            key="other",
            name="Annet",
            group=cast.service.group,
            owner=cast.integrator,
            provider=cast.integrator,
            first_team=cast.first_line,
            is_fallback=True,
        )


def test_whoever_does_not_know_the_service_leaves_it_to_the_first_line(
    cast: Cast, employee: Client, browser: Browser, fallback: Service
) -> None:
    page = employee.post("/meld/", SAID | {"title": "Zzz qqq", "description": ""}).content.decode()
    assert 'value="other" selected' in page, "where the words say nothing, it is chosen beforehand"
    employee.post("/meld/", SAID | {"service": "other"})
    [ticket] = tickets()
    assert (ticket.service, ticket.team) == (fallback, cast.first_line)
    browser(cast.agent).post(f"/sak/{ticket.pk}/gjor/", {"act": "change_service", "service": cast.service.pk})
    assert tickets()[0].service == cast.service


def test_without_such_a_service_nobody_is_offered_it(employee: Client) -> None:
    assert "I do not know" not in employee.get("/meld/", headers={"accept-language": "en"}).content.decode()
    assert employee.post("/meld/", SAID | {"service": "other"}).status_code == 422


@pytest.mark.parametrize("page", ["/meld/", "/bestill/"])
def test_what_is_sensitive_is_restricted_from_the_start(
    cast: Cast, employee: Client, browser: Browser, page: str
) -> None:
    assert employee.post(page, SAID | {"suggested": "mail", "restricted": "on"}).status_code == 302
    [ticket] = tickets()
    assert ticket.is_restricted
    address = f"/sak/{ticket.pk}/"
    for person, status in ((cast.employee, 200), (cast.agent, 200), (cast.service_owner, 404), (cast.colleague, 404)):
        assert browser(person).get(address).status_code == status, person.name
