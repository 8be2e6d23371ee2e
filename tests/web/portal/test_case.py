"""One ticket as its requester sees it: who has it, what comes next, what one can do; and who sees nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Follow, Note, Ticket
from knutepunkt.desk.rules.note import Audience
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import faults, words


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    at = timezone.now() - timedelta(minutes=30)
    with seen_by(cast.sees(cast.employee)):
        return actions.open_ticket(
            title="Outlook henger", description="Siden i går", service=cast.service, by=cast.employee, at=at
        )


def as_agent(cast: Cast, ticket: Ticket, action: str, **how: object) -> None:
    with seen_by(cast.sees(cast.agent)):
        getattr(actions, action)(ticket.pk, by=cast.agent, at=timezone.now(), **how)


def fresh(ticket: Ticket) -> Ticket:
    with seen_by(Viewer(Role.SYSTEM)):
        return Ticket.objects.get(pk=ticket.pk)


def test_it_says_who_has_it_and_by_when_an_answer_comes(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    page = words(browser(cast.employee).get(f"/sak/{ticket.pk}/"))
    assert "Servicesenter har saken." in page
    assert "svar innen" in page
    assert "Siden i går" in page


def test_an_internal_note_is_not_on_the_page(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    as_agent(cast, ticket, "add_note", body="Bare for oss", audience=Audience.chosen(cast.integrator.pk))
    as_agent(cast, ticket, "answer", body="Vi ser på det")
    page = words(browser(cast.employee).get(f"/sak/{ticket.pk}/"))
    assert "Vi ser på det" in page
    assert "Bare for oss" not in page


def test_an_answer_with_a_file_ends_the_wait(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    as_agent(cast, ticket, "wait", reason=WaitingReason.CUSTOMER)
    client = browser(cast.employee)
    assert "Vi venter på deg." in words(client.get(f"/sak/{ticket.pk}/"))
    file = SimpleUploadedFile("skjermbilde.png", b"png")
    answer = client.post(f"/sak/{ticket.pk}/", {"act": "answer", "body": "Her er det", "files": [file]})
    assert answer.status_code == 302
    assert fresh(ticket).state != "waiting"
    page = client.get(answer["Location"]).content.decode()
    assert "Her er det" in page
    assert "skjermbilde.png" in page


def test_a_refused_file_keeps_the_text_and_names_the_file(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    file = SimpleUploadedFile("virus.exe", b"MZ")
    answer = browser(cast.employee).post(f"/sak/{ticket.pk}/", {"act": "answer", "body": "Beholdes", "files": [file]})
    assert answer.status_code == 422
    assert faults(answer) == {"files"}
    assert "Beholdes" in words(answer)
    assert "Velg disse filene på nytt: virus.exe" in words(answer)


def test_an_empty_answer_is_refused_at_its_field(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    answer = browser(cast.employee).post(f"/sak/{ticket.pk}/", {"act": "answer", "body": "  "})
    assert answer.status_code == 422
    assert faults(answer) == {"body"}


def test_solved_confirmed_and_closed(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    as_agent(cast, ticket, "resolve", resolution="Startet på nytt")
    client = browser(cast.employee)
    assert "Saken er løst." in words(client.get(f"/sak/{ticket.pk}/"))
    client.post(f"/sak/{ticket.pk}/", {"act": "confirm", "seen": fresh(ticket).version})
    assert fresh(ticket).state == "closed"


def test_reopening_needs_a_why(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    as_agent(cast, ticket, "resolve", resolution="Startet på nytt")
    client = browser(cast.employee)
    answer = client.post(f"/sak/{ticket.pk}/", {"act": "reopen", "reopen-why": "", "seen": fresh(ticket).version})
    assert answer.status_code == 422
    assert faults(answer) == {"reopen-why"}
    client.post(f"/sak/{ticket.pk}/", {"act": "reopen", "reopen-why": "Henger igjen", "seen": fresh(ticket).version})
    assert fresh(ticket).state == "queued"


def test_what_moved_on_is_told_and_the_text_kept(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    as_agent(cast, ticket, "resolve", resolution="Startet på nytt")
    seen = fresh(ticket).version
    as_agent(cast, ticket, "reopen", why="Så feil sak")
    answer = browser(cast.employee).post(
        f"/sak/{ticket.pk}/", {"act": "reopen", "reopen-why": "Henger igjen", "seen": seen}
    )
    assert answer.status_code == 409
    assert "Dette har skjedd i mellomtiden" in words(answer)
    assert "Henger igjen" in words(answer)


def test_withdrawing_closes_and_a_supplier_cannot(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    assert browser(cast.colleague).post(f"/sak/{ticket.pk}/", {"act": "withdraw"}).status_code == 404
    browser(cast.employee).post(f"/sak/{ticket.pk}/", {"act": "withdraw", "seen": ticket.version})
    assert fresh(ticket).state == "closed"


def test_a_follower_reads_but_does_not_withdraw(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    with seen_by(cast.sees(cast.agent)):
        actions.follow(ticket.pk, by=cast.agent, at=timezone.now(), person=cast.colleague)
    client = browser(cast.colleague)
    page = client.get(f"/sak/{ticket.pk}/").content.decode()
    assert 'value="withdraw"' not in page
    assert client.post(f"/sak/{ticket.pk}/", {"act": "withdraw"}).status_code == 403
    client.post(f"/sak/{ticket.pk}/", {"act": "unfollow"})
    with seen_by(Viewer(Role.SYSTEM)):
        assert not Follow.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_another_persons_ticket_is_not_there(cast: Cast, ticket: Ticket, browser: Browser, who: str) -> None:
    client = browser(getattr(cast, who))
    assert client.get(f"/sak/{ticket.pk}/").status_code == 404
    assert client.post(f"/sak/{ticket.pk}/", {"act": "answer", "body": "Hei"}).status_code == 404
    with seen_by(Viewer(Role.SYSTEM)):
        assert not Note.objects.filter(kind="answer").exists()


def test_a_form_that_asks_for_nothing_is_refused(cast: Cast, ticket: Ticket, browser: Browser) -> None:
    assert browser(cast.employee).post(f"/sak/{ticket.pk}/", {"act": "explode"}).status_code == 422
