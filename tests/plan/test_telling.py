"""What is new is told by mail to those who take part, the same to each; rejected requesters all at once, each why."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knutepunkt.base.errors import Refusal
from knutepunkt.base.models import OutboxMessage
from knutepunkt.base.outbox import deliver
from knutepunkt.base.session import seen_by
from knutepunkt.plan.actions import announcing, opening
from knutepunkt.plan.models import Admission, Procurement, Submission
from knutepunkt.plan.queries.judged import suppliers_of, suppliers_told
from tests.cast import MONDAY, make_cast
from tests.mailbox import mailbox
from tests.procurement import DAY, OPENING, REQUESTS_AT, TENDERS_AT, Buying, announce, make_buying, open_by_two, send


@pytest.fixture
def found(db: None) -> Buying:
    return make_buying(make_cast())


@pytest.fixture
def fresh(found: Buying) -> Buying:
    """Announced; A has asked, B has sent, C has only read."""
    announce(found)
    found.at(found.sellers[0], announcing.ask, found.one.pk, text="Hva er omfanget?", at=MONDAY + DAY)
    send(found, found.sellers[1], at=MONDAY + DAY)
    OutboxMessage.objects.all().delete()
    return found


def told() -> dict[str, str]:
    """Return what waits to be sent, by address, and forget it."""
    rows = {one.recipient: f"{one.subject}\n{one.body}" for one in OutboxMessage.objects.all()}
    OutboxMessage.objects.all().delete()
    return rows


def address(found: Buying, *numbers: int) -> set[str]:
    return {found.sellers[number].email for number in numbers}


def document(found: Buying, *, at: datetime = MONDAY + 2 * DAY) -> None:
    file: Any = SimpleUploadedFile("vedlegg.pdf", b"%PDF")
    found.at(found.cast.administrator, announcing.add_document, found.one.pk, title="Vedlegg 3", file=file, at=at)


def test_answers_documents_and_deadlines_are_told_the_same_to_all_who_take_part(fresh: Buying) -> None:
    question = fresh.one.questions.get()
    buyer, at = fresh.cast.administrator, MONDAY + 2 * DAY
    fresh.at(buyer, announcing.answer, question.pk, asked="Omfang?", text="40 servere.", at=at)
    mails = told()
    assert set(mails) == address(fresh, 0, 1)
    assert len(set(mails.values())) == 1, "nobody is told more than another"
    assert "40 servere." in mails[fresh.sellers[1].email]
    assert "Leverandør A" not in str(mails), "nor who asked"
    document(fresh)
    assert all("“Vedlegg 3”" in mail for mail in told().values())
    fresh.at(buyer, announcing.move_deadline, fresh.round().pk, to=REQUESTS_AT + DAY, at=at)
    mails = told()
    assert set(mails) == address(fresh, 0, 1)
    assert "New deadline" in str(mails)


def test_before_the_notice_nobody_is_told_and_the_buyer_never_sees_whom(fresh: Buying) -> None:
    document(fresh)
    for person in (fresh.cast.administrator, fresh.cast.agent):
        with seen_by(fresh.cast.sees(person)):
            assert not OutboxMessage.objects.exists(), "it would say who has sent something"
    told()
    Procurement.objects.update(state="draft")
    document(fresh)
    assert told() == {}


def test_the_mail_leaves_by_the_outbox(fresh: Buying, settings: Any) -> None:
    document(fresh)
    with mailbox(settings) as box:
        assert deliver(now=lambda: MONDAY + 3 * DAY) == 2
    assert {mail["To"] for mail in box.mails} == address(fresh, 0, 1), "each has a mail of its own"


def requested(found: Buying) -> None:
    """Three have asked to take part; A is admitted and B is rejected."""
    announce(found)
    sent = [send(found, seller, at=MONDAY + DAY) for seller in found.sellers]
    open_by_two(found, at=OPENING)
    found.at(found.cast.agent, opening.admit, sent[0].pk, at=OPENING)
    found.at(found.cast.agent, opening.reject, sent[1].pk, ground="24-2", reason="Ikke kredittverdig", at=OPENING)
    OutboxMessage.objects.all().delete()


def reject_c(found: Buying) -> None:
    last = Submission.objects.get(supplier=found.sellers[2].organisation)
    found.at(found.cast.agent, opening.reject, last.pk, ground="24-1", reason="Kom uten vedlegg", at=OPENING)


def test_rejected_requesters_are_told_all_at_once_each_with_its_own_reason(found: Buying) -> None:
    requested(found)
    buyer = found.cast.administrator
    with pytest.raises(Refusal, match="Decide first"):
        found.at(buyer, opening.tell_rejected, found.one.pk, at=OPENING)
    with seen_by(found.cast.sees(found.sellers[1])):
        assert not Admission.objects.exists(), "nobody reads it before the others"
    reject_c(found)
    assert len(found.at(buyer, opening.tell_rejected, found.one.pk, at=OPENING)) == 2
    mails = told()
    assert set(mails) == address(found, 1, 2)
    assert "§ 24-2. Ikke kredittverdig" in mails[found.sellers[1].email]
    assert "kredittverdig" not in mails[found.sellers[2].email]
    assert set(Admission.objects.values_list("told_at", flat=True)) == {None, OPENING}
    with seen_by(found.cast.sees(found.sellers[1])):
        assert [one.reason for one in Admission.objects.all()] == ["Ikke kredittverdig"]
    assert found.at(buyer, opening.tell_rejected, found.one.pk, at=OPENING + DAY) == []


def test_the_invitations_tell_those_who_are_not_invited_too_and_the_award_letter_not_again(found: Buying) -> None:
    requested(found)
    reject_c(found)
    buyer = found.cast.administrator
    found.at(buyer, opening.invite, found.one.pk, deadline_at=TENDERS_AT, at=OPENING)
    mails = told()
    assert set(mails) == address(found, 0, 1, 2)
    assert "Invitation" in mails[found.sellers[0].email]
    assert set(Admission.objects.filter(is_admitted=False).values_list("told_at", flat=True)) == {OPENING}
    document(found, at=OPENING + DAY)
    assert set(told()) == address(found, 0), "who is rejected takes part no more"
    one = Procurement.objects.get()
    assert suppliers_told(one) == [found.sellers[0].organisation]
    assert len(suppliers_of(one)) == 3, "each may complain"
