"""The question on the ticket's page, and what came of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.performance.actions.surveying import ask
from knutepunkt.performance.models import Survey
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import faults, press, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket_id(cast: Cast) -> int:
    now = timezone.now()
    with seen_by(cast.sees(cast.employee)):
        ticket = actions.open_ticket(title="Sak", service=cast.service, by=cast.employee, at=now - timedelta(hours=2))
    with seen_by(cast.sees(cast.agent)):
        actions.resolve(ticket.pk, resolution="Byttet.", by=cast.agent, at=now - timedelta(hours=1))
    with seen_by(Viewer(Role.SYSTEM)):
        ask(at=now, address="")
    return ticket.pk


def test_the_requester_answers_on_the_tickets_page(cast: Cast, browser: Browser, ticket_id: int) -> None:
    client = browser(cast.employee)
    address = f"/sak/{ticket_id}/"
    assert faults(press(client, address, "survey")) == {"survey-score"}
    page = press(client, address, "survey", **{"survey-score": "2", "survey-comment": "Tok lang tid"})
    assert "Takk for svaret." in words(page)
    assert "Hvordan gikk det?" not in words(client.get(address))
    assert (Survey.objects.get().score, Survey.objects.get().comment) == (2, "Tok lang tid")
    figures = words(browser(cast.agent).get("/undersokelser/"))
    assert "for få svar" in figures
    assert "Tok lang tid" in figures
    assert cast.employee.name not in figures


def test_nobody_else_is_asked(cast: Cast, browser: Browser, ticket_id: int) -> None:
    assert "Hvordan gikk det?" not in words(browser(cast.service_owner).get(f"/sak/{ticket_id}/"))
    for person in (cast.service_owner, cast.resolver):
        assert browser(person).get("/undersokelser/").status_code == 403
