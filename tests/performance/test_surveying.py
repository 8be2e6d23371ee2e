"""Requesters are asked once, mailed seldom, and counted without anybody being told who answered what."""

from datetime import timedelta

import pytest

from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.models import OutboxMessage
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Membership
from knutepunkt.performance.actions.surveying import answer, ask
from knutepunkt.performance.models import Survey
from knutepunkt.performance.queries import surveying
from knutepunkt.performance.queries.scoring import values_of
from knutepunkt.performance.rules.measures import Key
from knutepunkt.performance.rules.satisfaction import ENOUGH
from tests.cast import SINCE, Cast
from tests.performance.test_scoring import OCTOBER, THURSDAY, cast, worked

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
SYSTEM = Viewer(Role.SYSTEM)
AFTER = THURSDAY + timedelta(hours=3)


def asked(cast: Cast, number: int = 1) -> list[int]:
    tickets = [worked(cast, held=timedelta(hours=1)) for _n in range(number)]
    with seen_by(SYSTEM):
        assert ask(at=AFTER, address="https://knutepunkt.example") == number
        assert ask(at=AFTER + timedelta(minutes=5), address="https://knutepunkt.example") == 0
    return tickets


def test_each_ticket_is_asked_about_and_the_person_mailed_once_in_a_while(cast: Cast) -> None:
    tickets = asked(cast, 3)
    assert set(Survey.objects.values_list("ticket", flat=True)) == set(tickets)
    mail = OutboxMessage.objects.get(key__startswith="survey-")
    assert (mail.recipient, mail.subject) == (cast.employee.email, f"KP-{tickets[0]}: hvordan gikk det?")
    assert f"/sak/{tickets[0]}/" in mail.body


def test_who_wants_no_mail_gets_none_and_is_asked_on_the_page(cast: Cast) -> None:
    cast.employee.mail = "never"
    cast.employee.save(update_fields=["mail"])
    (ticket,) = asked(cast)
    assert not OutboxMessage.objects.filter(key__startswith="survey-").exists()
    with seen_by(cast.sees(cast.employee)):
        assert surveying.waiting(ticket, cast.employee.pk) is not None


def test_what_is_restricted_is_not_asked_about(cast: Cast) -> None:
    ticket = worked(cast, held=timedelta(hours=1))
    Ticket.objects.filter(pk=ticket).update(is_restricted=True)
    with seen_by(SYSTEM):
        assert ask(at=AFTER, address="") == 0


def test_an_answer_is_given_once_and_by_the_one_who_asked(cast: Cast) -> None:
    (ticket,) = asked(cast)
    for person, refusal in ((cast.service_owner, NotAllowed), (cast.agent, NotAllowed), (cast.stranger, NotYours)):
        with seen_by(cast.sees(person)), pytest.raises(refusal):
            answer(ticket, score=1, comment="", by=person, at=AFTER)
    with seen_by(cast.sees(cast.employee)):
        for score, comment in ((0, ""), (6, ""), (3, "x" * 2001), (3, "15108695088")):
            with pytest.raises(Refusal):
                answer(ticket, score=score, comment=comment, by=cast.employee, at=AFTER)
        answer(ticket, score=4, comment=" Raskt. ", by=cast.employee, at=AFTER)
        with pytest.raises(Refusal):
            answer(ticket, score=1, comment="", by=cast.employee, at=AFTER)
    kept = Survey.objects.get()
    assert (kept.score, kept.comment, kept.answered_at) == (4, "Raskt.", AFTER)


def test_an_average_is_told_from_ten_answers_on(cast: Cast) -> None:
    tickets = asked(cast, ENOUGH)
    for n, ticket in enumerate(tickets):
        with seen_by(cast.sees(cast.employee)):
            answer(ticket, score=4 + n % 2, comment="Fint", by=cast.employee, at=AFTER)
        with seen_by(SYSTEM):
            known = values_of(OCTOBER)["supplier", cast.supplier.pk].get(Key.SATISFACTION)
            assert (known is None) is (n + 1 < ENOUGH)
    assert known == 4.5
    with seen_by(cast.sees(cast.agent)):
        total, lines = surveying.lines(OCTOBER.start_at, OCTOBER.end_at)
        written = surveying.comments(OCTOBER.start_at, OCTOBER.end_at)
    assert (total.asked, total.answered, str(total.average)) == (ENOUGH, ENOUGH, "4.50")
    assert {(one.subject, one.name, one.answers) for one in lines} == {
        ("supplier", "Leverandør A", total), ("service", "E-post", total), ("customer", "Nordvik kommune", total),
    }  # fmt: skip
    assert all(one.keys() == {"service", "score", "comment", "answered_at"} for one in written)


def test_suppliers_and_municipalities_read_no_answers(cast: Cast) -> None:
    asked(cast)
    role = Membership.Role.SUPPLIER_MANAGER.value
    Membership.objects.create(person=cast.resolver, organisation=cast.supplier, role=role, valid_from=SINCE)
    for person, count in ((cast.agent, 1), (cast.employee, 1), (cast.service_owner, 0), (cast.resolver, 0)):
        with seen_by(cast.sees(person)):
            assert Survey.objects.count() == count, person
