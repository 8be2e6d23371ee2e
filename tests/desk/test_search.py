"""Search by words: what is restricted is found only by those who see it, and stands in no index."""

import pytest
from django.db import connection

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket, TicketText
from knutepunkt.desk.queries.queue import Filter, page
from knutepunkt.party.models import Person
from tests.cast import MONDAY, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    with seen_by(cast.sees(cast.employee)):
        asked = {"service": cast.service, "by": cast.employee, "at": MONDAY}
        return actions.open_ticket(title="Brev om varsling", description="Gjelder en leder", **asked)  # type: ignore[arg-type]


def found(cast: Cast, person: Person, words: str) -> list[int]:
    with seen_by(cast.sees(person)):
        return [row.pk for row in page(Filter(words=words), at=MONDAY).rows]


def test_a_ticket_is_found_by_forms_of_its_words(cast: Cast, ticket: Ticket) -> None:
    for words in ("varsling", "brevet", "brevene", f"KP-{ticket.pk}"):
        assert found(cast, cast.agent, words) == [ticket.pk], words
    assert found(cast, cast.agent, "skriver") == []
    assert found(cast, cast.stranger, "varsling") == []


def test_a_restricted_ticket_is_found_by_those_who_see_it_and_its_words_are_in_no_index(
    cast: Cast, ticket: Ticket
) -> None:
    with seen_by(cast.sees(cast.security_officer)):
        actions.restrict(ticket.pk, restricted=True, by=cast.security_officer, at=MONDAY)
    assert found(cast, cast.security_officer, "varsling") == [ticket.pk]
    assert found(cast, cast.employee, "varsling") == [ticket.pk]  # it is the employee's own
    assert found(cast, cast.administrator, "skriver") == []
    assert found(cast, cast.service_owner, "varsling") == []
    assert found(cast, cast.stranger, "varsling") == []
    with seen_by(Viewer(Role.SYSTEM)):
        assert not TicketText.objects.exists()
        Ticket.objects.update(team=cast.security)  # another team's now: the agent no longer sees it
    assert found(cast, cast.agent, "varsling") == []
    with seen_by(cast.sees(cast.security_officer)):
        actions.restrict(ticket.pk, restricted=False, by=cast.security_officer, at=MONDAY)
    assert found(cast, cast.agent, "varsling") == [ticket.pk]


def test_the_integrators_search_can_use_the_index(cast: Cast, ticket: Ticket) -> None:
    """A policy before the words would keep PostgreSQL from it, however many tickets there are."""
    with seen_by(cast.sees(cast.agent)), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select ticket_id from desk_tickettext where document @@ to_tsquery('norwegian', 'brev')"
        )
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "tickettext_document" in plan
