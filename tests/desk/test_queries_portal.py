"""What an employee is told: own tickets with what is promised on them, and facts that give away nobody's ticket."""

from datetime import timedelta

import pytest
from django.db import connection

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries import portal
from knutepunkt.desk.queries.promises import Promises, late, promises_on
from knutepunkt.party.models import Person
from tests.cast import MONDAY, Cast, make_cast

HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def opened(cast: Cast, by: Person, title: str = "Får ikke sendt e-post", **how: Impact | Urgency) -> Ticket:
    with seen_by(cast.sees(by)):
        return actions.open_ticket(title=title, service=cast.service, by=by, at=MONDAY, **how)  # type: ignore[arg-type]


def test_own_tickets_carry_the_promises_of_the_customers_agreement_alone(cast: Cast) -> None:
    ticket = opened(cast, cast.employee)
    with seen_by(cast.sees(cast.agent)):
        actions.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=MONDAY)
    with seen_by(cast.sees(cast.employee)):
        [own] = portal.own(cast.employee.pk, at=MONDAY, is_open=True).tickets
        assert own.due_at == MONDAY + HOUR, "the mirror holds a pickup clock that is due earlier"
        assert promises_on(own) == Promises(answer_by=MONDAY + 2 * HOUR, solve_by=MONDAY + timedelta(days=1))


def test_a_broken_promise_is_late_before_any_job_has_come_by(cast: Cast) -> None:
    opened(cast, cast.employee)
    with seen_by(cast.sees(cast.employee)):
        assert not late(Ticket.objects.all(), at=MONDAY).exists()
        assert late(Ticket.objects.all(), at=MONDAY + 3 * HOUR).exists()


def test_own_tickets_come_a_page_at_a_time(cast: Cast) -> None:
    numbers = [opened(cast, cast.employee).pk for _ in range(5)]
    with seen_by(cast.sees(cast.employee)):
        first = portal.own(cast.employee.pk, at=MONDAY, is_open=True, size=3)
        rest = portal.own(cast.employee.pk, at=MONDAY, is_open=True, size=3, before=first.before)
    assert [ticket.pk for ticket in first.tickets + rest.tickets] == numbers[::-1]
    assert rest.before is None


def test_a_colleagues_ticket_is_neither_listed_nor_found(cast: Cast) -> None:
    ticket = opened(cast, cast.colleague, "Skjermen er svart")
    with seen_by(cast.sees(cast.employee)):
        assert portal.own(cast.employee.pk, at=MONDAY, is_open=True).tickets == []
        assert portal.found("skjermen", cast.employee.pk, at=MONDAY) == []
        assert portal.found(str(ticket.pk), cast.employee.pk, at=MONDAY) == []


def test_tickets_are_found_by_words_and_by_number(cast: Cast) -> None:
    ticket = opened(cast, cast.employee, "Skjermen er svart")
    with seen_by(cast.sees(cast.employee)):
        assert portal.found("skjerm", cast.employee.pk, at=MONDAY) == [ticket]
        assert portal.found(ticket.number, cast.employee.pk, at=MONDAY) == [ticket]
        assert portal.found("&&& ' |", cast.employee.pk, at=MONDAY) == []


def test_a_disruption_is_told_to_its_organisation_once_somebody_has_taken_it(cast: Cast) -> None:
    ticket = opened(cast, cast.colleague, impact=Impact.HIGH, urgency=Urgency.HIGH)
    with seen_by(cast.sees(cast.employee)):
        assert portal.disruptions() == [], "one person's word is not yet a disruption"
    with seen_by(cast.sees(cast.agent)):
        actions.take(ticket.pk, by=cast.agent, at=MONDAY)
    with seen_by(cast.sees(cast.employee)):
        [disruption] = portal.disruptions()
    assert (disruption.service, disruption.since_at) == (cast.service, MONDAY)
    with seen_by(cast.sees(cast.stranger)):
        assert portal.disruptions() == [], "another municipality's disruption is not ours to know"


def test_a_restricted_ticket_is_no_disruption(cast: Cast) -> None:
    ticket = opened(cast, cast.colleague, impact=Impact.HIGH, urgency=Urgency.HIGH)
    with seen_by(cast.sees(cast.agent)):
        actions.take(ticket.pk, by=cast.agent, at=MONDAY)
    with seen_by(Viewer(Role.SYSTEM)):
        Ticket.objects.update(is_restricted=True)
    with seen_by(cast.sees(cast.employee)):
        assert portal.disruptions() == []
        assert portal.used_most(3) == []


def test_the_facts_are_for_the_roles_of_people_only(cast: Cast) -> None:
    opened(cast, cast.employee)
    with seen_by(cast.sees(cast.stranger)):
        assert portal.used_most(3) == [cast.service]
    with connection.cursor() as cursor:
        cursor.execute("select has_function_privilege('kp_entry', 'kp_used_services(int)', 'execute')")
        assert cursor.fetchone() == (False,)
