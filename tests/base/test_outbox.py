"""Mail leaves after its transaction, once, by a real SMTP server, and is tried again when that fails."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from knutepunkt.base import outbox
from knutepunkt.base.models import OutboxMessage
from tests.cast import MONDAY
from tests.mailbox import Mailbox, mailbox


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox(settings) as found:
        yield found


def post(key: str = "one", *, subject: str = "KP-1: er løst", recipient: str = "ansatt@nordvik.example") -> None:
    outbox.post(key=key, recipient=recipient, subject=subject, body="Hei på deg, ærlig talt.\n", at=MONDAY)


def deliver(*, after: timedelta = timedelta(0)) -> int:
    return outbox.deliver(now=lambda: MONDAY + after)


@pytest.mark.django_db
def test_a_mail_leaves_once_and_as_it_was_written(box: Mailbox) -> None:
    post()
    post()  # the same key is the same mail
    assert (deliver(), deliver()) == (1, 0)
    (mail,) = box.mails
    assert (mail["Subject"], mail["To"], mail["Auto-Submitted"]) == (
        "KP-1: er løst",
        "ansatt@nordvik.example",
        "auto-generated",
    )
    assert mail.get_content().strip() == "Hei på deg, ærlig talt."
    assert mail["Message-ID"] == "<one@localhost>"


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_sent(box: Mailbox) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert deliver() == 0
    assert box.asked == 0


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["451 later", "550 no such mailbox", "421 closing"])
def test_a_refusal_is_kept_and_tried_again_after_growing_waits(box: Mailbox, answer: str) -> None:
    post()
    box.answer = answer
    assert deliver() == 0
    kept = OutboxMessage.objects.get()
    assert (kept.state, kept.attempts, kept.next_attempt_at) == ("waiting", 1, MONDAY + timedelta(minutes=2))
    assert answer.split()[0] in kept.last_error
    assert deliver() == 0  # not before its time
    assert box.asked == 1
    assert deliver(after=timedelta(minutes=2)) == 0
    assert OutboxMessage.objects.get().next_attempt_at == MONDAY + timedelta(minutes=2 + 4)
    box.answer = "250 OK"
    assert deliver(after=timedelta(minutes=6)) == 1
    assert [mail["Message-ID"] for mail in box.mails] == ["<one@localhost>"]


@pytest.mark.django_db
def test_after_eight_refusals_it_is_given_up_and_kept(box: Mailbox) -> None:
    post()
    box.answer = "550 never"
    for _ in range(12):
        outbox.deliver(now=lambda: OutboxMessage.objects.get().next_attempt_at)
    kept = OutboxMessage.objects.get()
    assert (kept.state, kept.attempts, box.asked) == ("failed", 8, 8)


@pytest.mark.django_db
def test_a_server_that_is_gone_loses_nothing(settings: Any) -> None:
    with mailbox(settings):
        post()
    assert deliver() == 0  # it was there, and is no more
    assert OutboxMessage.objects.get().state == "waiting"
    with mailbox(settings) as box:
        assert deliver(after=timedelta(minutes=2)) == 1
    assert len(box.mails) == 1


@pytest.mark.django_db
def test_one_that_cannot_be_sent_does_not_hold_up_the_others(box: Mailbox) -> None:
    post("bad", recipient="ingen\nBcc: alle@nordvik.example")
    post("good")
    assert deliver() == 1
    assert [mail["Message-ID"] for mail in box.mails] == ["<good@localhost>"]


@pytest.mark.django_db
def test_a_subject_carries_no_header_along(box: Mailbox) -> None:
    post(subject="KP-1\r\nBcc: alle@nordvik.example\n\nog mer")
    deliver()
    (mail,) = box.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "KP-1 Bcc: alle@nordvik.example og mer"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_each_mail_once(box: Mailbox) -> None:
    for number in range(12):
        post(f"mail-{number}")
    start, sent = Barrier(2), []

    def work() -> None:
        start.wait()
        sent.append(deliver())
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 12
    assert sorted(mail["Message-ID"] for mail in box.mails) == sorted(f"<mail-{n}@localhost>" for n in range(12))
