"""The ticket page: each form does its one thing, says at its field what is wrong, and keeps what was typed."""

from collections.abc import Callable

import pytest
from django.test import Client

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk.models import Follow, Note, Participation, Ticket
from knutepunkt.party.models import Membership, Person
from tests.cast import SINCE, Cast
from tests.web.conftest import Browser
from tests.web.pages import faults, words
from tests.web.workbench.conftest import Do, fresh

IDENTITY_NUMBER = "01999900166"  # right check digits on a day in month 99: it can be nobody's


@pytest.fixture
def agent(cast: Cast, browser: Browser) -> Client:
    return browser(cast.agent)


@pytest.fixture
def bystander(cast: Cast) -> Person:
    """Somebody of the integrator's who works from no queue."""
    person = Person.objects.create(email="radgiver@integrator.example", name="Rådgiver", organisation=cast.integrator)
    person.memberships.create(organisation=cast.integrator, role=Membership.Role.AGENT.value, valid_from=SINCE)
    return person


def do_it(client: Client, ticket: Ticket, act: str, **typed: object) -> int:
    answer = client.post(f"/sak/{ticket.pk}/gjor/", {"act": act, "seen": fresh(ticket).version} | typed)
    return answer.status_code


def sees(person: Person, cast: Cast, ticket: Ticket) -> bool:
    with seen_by(cast.sees(person)):
        return Ticket.objects.filter(pk=ticket.pk).exists()


def test_every_form_of_the_page_does_its_thing(cast: Cast, agent: Client, ticket: Ticket) -> None:
    assert do_it(agent, ticket, "take") == 302
    assert do_it(agent, ticket, "change_priority", grade="high-high") == 302
    assert do_it(agent, ticket, "change_service", service=cast.security_service.pk) == 302
    assert do_it(agent, ticket, "say", to="requester", body="Vi ser på det") == 302
    assert do_it(agent, ticket, "wait", reason="scheduled") == 302
    assert do_it(agent, ticket, "resume") == 302
    assert do_it(agent, ticket, "resolve", resolution="Byttet kabel") == 302
    assert do_it(agent, ticket, "reopen", why="Nei, den henger") == 302
    assert do_it(agent, ticket, "hand_over", team=cast.operations.pk, why="Deres område") == 302
    now = fresh(ticket)
    assert (now.impact, now.urgency, now.service, now.team) == (
        "high",
        "high",
        cast.security_service,
        cast.operations,
    )
    page = words(agent.get(f"/sak/{ticket.pk}/"))
    assert "Deres område" in page
    assert "Byttet kabel" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"act": "resolve", "resolution": ""}, "resolution"),
        ({"act": "resolve", "resolution": f"Gjelder {IDENTITY_NUMBER}"}, "resolution"),
        ({"act": "hand_over", "team": "999999", "why": "Beholdes"}, "team"),
        ({"act": "hand_over", "team": "", "why": "Beholdes"}, "team"),
        ({"act": "wait", "reason": "godot"}, "reason"),
        ({"act": "change_priority", "grade": "enormous-now"}, "grade"),
        ({"act": "change_service", "service": "-1"}, "service"),
        ({"act": "change_affected", "affected": ["999999"]}, "affected"),
        ({"act": "merge", "into": "abc"}, "into"),
        ({"act": "merge", "into": "KP-999999999999999"}, "into"),
        ({"act": "name", "reader": "ukjent@nordvik.example"}, "reader"),
        ({"act": "say", "to": "everybody", "body": "Beholdes"}, "to"),
        ({"act": "say", "to": "requester", "body": " \x00 "}, "body"),
        ({"act": "say", "to": "chosen", "body": "x" * 20_001}, "body"),
        ({"act": "nothing"}, None),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_is_changed(
    agent: Client, ticket: Ticket, typed: dict[str, object], field: str | None
) -> None:
    before = fresh(ticket).version
    answer = agent.post(f"/sak/{ticket.pk}/gjor/", typed)
    assert answer.status_code == 422
    assert faults(answer) == ({field} if field else set())
    if "Beholdes" in typed.values():
        assert "Beholdes" in answer.content.decode()
    assert fresh(ticket).version == before
    with seen_by(Viewer(Role.SYSTEM)):
        assert not Note.objects.filter(ticket=ticket).exists()


def test_the_affected_are_chosen_shown_and_withdrawn(cast: Cast, agent: Client, ticket: Ticket) -> None:
    assert not sees(cast.stranger, cast, ticket)
    assert do_it(agent, ticket, "change_affected", affected=[cast.other_municipality.pk, cast.municipality.pk]) == 302
    assert "Rammer også Fjellbygda kommune" in words(agent.get(f"/sak/{ticket.pk}/"))
    assert sees(cast.stranger, cast, ticket)
    assert do_it(agent, ticket, "change_affected") == 302
    assert not sees(cast.stranger, cast, ticket)


def test_no_customer_reads_which_others_are_hit(cast: Cast, agent: Client, browser: Browser, ticket: Ticket) -> None:
    do_it(agent, ticket, "change_affected", affected=[cast.other_municipality.pk])
    for person in (cast.employee, cast.service_owner):
        assert "Fjellbygda" not in words(browser(person).get(f"/sak/{ticket.pk}/"))


def test_an_agent_opens_a_sensitive_ticket_for_several_municipalities(
    cast: Cast, agent: Client, bystander: Person
) -> None:
    typed = {
        "requester": cast.employee.email,
        "title": "Journalen viser feil pasient",
        "service": cast.service.pk,
        "kind": "incident",
        "impact": "high",
        "urgency": "high",
        "affected": [cast.other_municipality.pk],
        "restricted": "on",
    }
    answer = agent.post("/arbeidsbenk/ny/", typed)
    assert answer.status_code == 302
    with seen_by(Viewer(Role.SYSTEM)):
        ticket = Ticket.objects.get()
        hit = Participation.objects.filter(ticket=ticket, part="affected")
        assert [part.organisation for part in hit] == [cast.other_municipality]
    assert ticket.is_restricted
    assert agent.get(answer["Location"]).status_code == 200, "who wrote it down goes on seeing it"
    readers = (cast.employee, cast.agent, cast.second_agent, cast.security_officer)
    others = (cast.colleague, cast.service_owner, cast.stranger, bystander, cast.resolver)
    assert all(sees(person, cast, ticket) for person in readers)
    assert not any(sees(person, cast, ticket) for person in others)


def test_restricting_is_for_those_who_hold_it_and_lifting_for_those_cleared(
    cast: Cast, agent: Client, browser: Browser, ticket: Ticket, do: Do
) -> None:
    assert 'value="restrict"' in agent.get(f"/sak/{ticket.pk}/").content.decode()
    assert do_it(agent, ticket, "restrict", restricted="yes") == 302
    assert fresh(ticket).is_restricted
    page = agent.get(f"/sak/{ticket.pk}/").content.decode()
    assert 'value="restrict"' not in page
    assert do_it(agent, ticket, "restrict", restricted="no") == 403
    assert do_it(browser(cast.security_officer), ticket, "restrict", restricted="no") == 302
    assert not fresh(ticket).is_restricted
    do(cast.agent, "hand_over", ticket, to=cast.operations)
    assert do_it(agent, ticket, "restrict", restricted="yes") == 403, "the agent would not see it any more"


def test_a_supplier_sees_a_restricted_ticket_only_in_the_team_that_holds_it(cast: Cast, ticket: Ticket, do: Do) -> None:
    do(cast.agent, "hand_over", ticket, to=cast.operations)
    do(cast.security_officer, "restrict", ticket, restricted=True)
    assert sees(cast.resolver, cast, ticket)
    assert not sees(cast.agent, cast, ticket)
    do(cast.resolver, "hand_over", ticket, to=cast.first_line)
    assert not sees(cast.resolver, cast, ticket), "it was theirs, and is not now"


def test_restricting_ends_following_and_those_named_read_along(
    cast: Cast, bystander: Person, agent: Client, ticket: Ticket, do: Do
) -> None:
    for person in (cast.service_owner, bystander):
        do(person, "follow", ticket)
    do_it(agent, ticket, "restrict", restricted="yes")
    assert not sees(cast.service_owner, cast, ticket)
    assert not sees(bystander, cast, ticket)
    assert do_it(agent, ticket, "name", reader=bystander.email.upper()) == 302
    assert sees(bystander, cast, ticket)
    assert bystander.name in words(agent.get(f"/sak/{ticket.pk}/"))


def test_nobody_without_a_part_in_it_is_named(cast: Cast, agent: Client, ticket: Ticket) -> None:
    answer = agent.post(f"/sak/{ticket.pk}/gjor/", {"act": "name", "reader": cast.stranger.email})
    assert (answer.status_code, faults(answer)) == (422, {"reader"})
    with seen_by(Viewer(Role.SYSTEM)):
        assert not Follow.objects.filter(ticket=ticket).exists()


def test_what_was_ticked_and_chosen_stands_after_a_refusal(cast: Cast, agent: Client, ticket: Ticket) -> None:
    typed = {"act": "say", "to": "chosen", "body": f"{IDENTITY_NUMBER} glapp", "chosen": [cast.municipality.pk]}
    page = agent.post(f"/sak/{ticket.pk}/gjor/", typed).content.decode()
    assert f'name="chosen" value="{cast.municipality.pk}" checked' in page
    assert 'id="to-chosen" value="chosen" checked' in page
    assert "glapp" in page


def test_the_page_holds_its_number_of_queries(
    cast: Cast,
    agent: Client,
    opened: Callable[..., Ticket],
    do: Do,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    ticket = opened()
    for n in range(40):
        do(cast.agent, "answer", ticket, body=f"Melding {n}")
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        assert agent.get(f"/sak/{ticket.pk}/").status_code == 200


def test_the_address_of_a_refusal_shows_the_ticket_to_who_comes_back_without_the_form(
    cast: Cast, browser: Browser, ticket: Ticket
) -> None:
    answer = browser(cast.agent).get(f"/sak/{ticket.pk}/gjor/")
    assert answer.status_code == 200
    assert ticket.title in words(answer)


def test_who_closes_what_only_the_holder_sees_is_told_and_not_shown_an_empty_page(
    cast: Cast, browser: Browser, ticket: Ticket, do: Do
) -> None:
    do(cast.agent, "take", ticket)
    do(cast.agent, "restrict", ticket, restricted=True)
    do(cast.agent, "resolve", ticket, resolution="Ny kabel")
    seen = fresh(ticket).version
    answer = browser(cast.agent).post(f"/sak/{ticket.pk}/gjor/", {"act": "close", "seen": seen}, follow=True)
    assert fresh(ticket).state == "closed"
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, "/arbeidsbenk/")
    assert f"Du ser ikke {ticket.number} lenger." in words(answer)
