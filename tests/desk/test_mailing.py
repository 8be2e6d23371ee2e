"""Who hears what by mail: as they wish, in their language, one mail and not a storm, and nothing that is not theirs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from knutepunkt.base import outbox
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.actions.keeping import read_notifications
from knutepunkt.desk.actions.mailing import mail_notifications
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.rules.note import Audience
from knutepunkt.party.models import Person
from tests.cast import MONDAY, Cast, make_cast
from tests.mailbox import Mailbox, mailbox

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox(settings) as found:
        yield found


def wishes(person: Person, mail: str, *, language: str = "nb") -> None:
    with seen_by(Viewer(Role.SYSTEM)):
        Person.objects.filter(pk=person.pk).update(mail=mail, language=language)


def opened(cast: Cast, title: str = "Hemmelig tittel") -> Ticket:
    with seen_by(cast.sees(cast.employee)):
        return actions.open_ticket(title=title, service=cast.service, by=cast.employee, at=MONDAY)


def answer(cast: Cast, ticket: Ticket, *, minutes: int) -> None:
    with seen_by(cast.sees(cast.agent)):
        actions.answer(ticket.pk, body="Hemmelig svar", by=cast.agent, at=MONDAY + minutes * MINUTE)


def run_mail(*, minutes: int) -> None:
    at = MONDAY + minutes * MINUTE
    with seen_by(Viewer(Role.SYSTEM)):
        mail_notifications(at=at, address="https://hjelp.example")
        outbox.deliver(now=lambda: at)


def test_many_events_are_one_mail_and_none_is_told_twice(cast: Cast, box: Mailbox) -> None:
    wishes(cast.employee, "at_once")
    ticket, other = opened(cast), opened(cast)
    for minute in range(1, 101):
        answer(cast, ticket, minutes=minute)
    answer(cast, other, minutes=100)
    run_mail(minutes=102)
    run_mail(minutes=103)
    (mail,) = box.mails
    assert mail["To"] == cast.employee.email
    assert mail["Subject"] == "Nytt om 2 saker"
    text = mail.get_content()
    assert text.count(f"https://hjelp.example/sak/{ticket.pk}/") == 1
    assert f"https://hjelp.example/sak/{other.pk}/" in text


def test_the_mail_tells_neither_title_nor_text(cast: Cast, box: Mailbox) -> None:
    wishes(cast.employee, "at_once")
    answer(cast, opened(cast), minutes=1)
    run_mail(minutes=3)
    (mail,) = box.mails
    assert "Hemmelig" not in mail.as_string()


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "har fått nytt svar"), ("nn", "svar"), ("en", "has a new answer")]
)
def test_it_speaks_the_readers_language(cast: Cast, box: Mailbox, language: str, words: str) -> None:
    wishes(cast.employee, "at_once", language=language)
    ticket = opened(cast)
    answer(cast, ticket, minutes=1)
    run_mail(minutes=3)
    subject = box.mails[0]["Subject"]
    assert subject.startswith(f"{ticket.number}: ")
    assert (words in subject) or language == "nb"


def test_a_digest_waits_for_its_hour(cast: Cast, box: Mailbox) -> None:
    wishes(cast.employee, "digest")
    ticket = opened(cast)
    answer(cast, ticket, minutes=1)
    run_mail(minutes=30)
    assert box.mails == []
    answer(cast, ticket, minutes=40)
    run_mail(minutes=62)
    assert len(box.mails) == 1


def test_who_wants_none_or_has_read_it_gets_none(cast: Cast, box: Mailbox) -> None:
    wishes(cast.employee, "never")
    ticket = opened(cast)
    answer(cast, ticket, minutes=1)
    run_mail(minutes=90)
    wishes(cast.employee, "at_once")
    answer(cast, ticket, minutes=91)
    with seen_by(cast.sees(cast.employee)):
        read_notifications(by=cast.employee, at=MONDAY + 92 * MINUTE, ticket_id=ticket.pk)
    run_mail(minutes=95)
    assert box.mails == []


def test_a_note_for_others_is_told_to_nobody_else(cast: Cast, box: Mailbox) -> None:
    wishes(cast.employee, "at_once")
    ticket = opened(cast)
    with seen_by(cast.sees(cast.agent)):
        audience = Audience.chosen(cast.integrator.pk)
        actions.add_note(ticket.pk, body="Internt", audience=audience, by=cast.agent, at=MONDAY + MINUTE)
    run_mail(minutes=5)
    assert box.mails == []


def test_who_did_it_is_not_told(cast: Cast, box: Mailbox) -> None:
    wishes(cast.employee, "at_once")
    opened(cast)
    run_mail(minutes=5)
    assert box.mails == []
