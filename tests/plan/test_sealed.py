"""Tenders are sealed: nobody reads one before two persons have opened it, not even past the actions."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.models import Trail
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.party.models import Person
from knutepunkt.plan.actions import members, opening, sending
from knutepunkt.plan.models import Procurement, ProcurementMember, SealedAnswer, SealedFile, Submission, TenderRound
from knutepunkt.plan.queries.sight import sight
from tests.cast import MONDAY, make_cast
from tests.procurement import (
    DAY,
    OPENING,
    REQUESTS_AT,
    TENDERS_AT,
    Buying,
    announce,
    answers,
    make_buying,
    open_by_two,
    send,
    to_opened,
    to_tenders,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(db: None) -> Buying:
    return make_buying(make_cast())


def seen(found: Buying, viewer: Viewer | Person) -> tuple[int, int, int]:
    """How many submissions, answers and files are seen."""
    sees = viewer if isinstance(viewer, Viewer) else found.cast.sees(viewer)
    with seen_by(sees):
        return Submission.objects.count(), SealedAnswer.objects.count(), SealedFile.objects.count()


def test_before_the_opening_nobody_but_the_sender_reads_anything(found: Buying) -> None:
    announce(found)
    send(found, found.sellers[0], at=MONDAY + DAY)
    assert seen(found, found.sellers[0]) == (1, 1, 1)
    for person in (found.cast.administrator, found.cast.agent, found.cast.second_agent, found.sellers[1]):
        assert seen(found, person) == (0, 0, 0), person
    for role in (Role.SYSTEM, Role.OWNER):
        assert seen(found, Viewer(role))[1:] == (0, 0), role


def test_the_first_key_opens_nothing_and_the_second_opens_for_members_alone(found: Buying) -> None:
    announce(found)
    send(found, found.sellers[0], at=MONDAY + DAY)
    found.at(found.cast.agent, opening.open_round, found.round().pk, at=OPENING)
    assert seen(found, found.cast.agent) == (0, 0, 0)
    found.at(found.cast.administrator, opening.open_round, found.round().pk, at=OPENING)
    assert seen(found, found.cast.agent) == (1, 1, 1)
    assert seen(found, found.cast.administrator) == (1, 1, 1)
    assert seen(found, found.cast.second_agent) == (0, 0, 0)  # the integrator's, but not on this procurement
    assert seen(found, found.sellers[1]) == (0, 0, 0)
    assert seen(found, found.cast.service_owner) == (0, 0, 0)


def test_a_member_who_leaves_or_has_a_conflict_reads_no_more(found: Buying) -> None:
    announce(found)
    send(found, found.sellers[0], at=MONDAY + DAY)
    open_by_two(found, at=OPENING)
    mine = ProcurementMember.objects.get(person=found.cast.agent)
    found.at(found.cast.agent, members.declare, mine.pk, has_conflict=True, declaration="Tidligere ansatt", at=OPENING)
    assert seen(found, found.cast.agent) == (0, 0, 0)
    other = ProcurementMember.objects.get(person=found.cast.administrator)
    found.at(found.cast.administrator, members.leave, other.pk, at=OPENING)
    assert seen(found, found.cast.administrator) == (0, 0, 0)


def test_a_tie_that_is_declared_later_hides_nothing_of_what_stood_open_before(found: Buying) -> None:
    announce(found)
    send(found, found.sellers[0], at=MONDAY + DAY)
    open_by_two(found, at=OPENING)
    mine, later = ProcurementMember.objects.get(person=found.cast.agent), OPENING + DAY
    found.at(found.cast.agent, members.declare, mine.pk, has_conflict=True, declaration="Svoger ansatt", at=later)
    (told,) = [one for one in sight(found.one) if one.member.person_id == found.cast.agent.pk]
    assert (told.from_at, told.until_at) == (OPENING, later)
    now = ProcurementMember.objects.get(person=found.cast.agent, left_at=None)
    assert (now.has_conflict, now.declaration) == (True, "Svoger ansatt")
    with pytest.raises(NotYours):
        found.at(found.cast.agent, opening.open_round, found.round().pk, at=later)


def test_nobody_opens_before_the_deadline_and_nobody_twice(found: Buying) -> None:
    announce(found)
    round_id, agent = found.round().pk, found.cast.agent
    with pytest.raises(Refusal, match="sealed until the deadline"):
        found.at(agent, opening.open_round, round_id, at=REQUESTS_AT - timedelta(seconds=1))
    found.at(agent, opening.open_round, round_id, at=REQUESTS_AT)
    with pytest.raises(Refusal, match="another person turns the second"):
        found.at(agent, opening.open_round, round_id, at=OPENING)
    assert TenderRound.objects.get().opened_at is None


def test_who_is_no_member_or_did_not_declare_turns_no_key(found: Buying) -> None:
    announce(found)
    with pytest.raises(NotYours):
        found.at(found.cast.second_agent, opening.open_round, found.round().pk, at=OPENING)
    found.at(found.cast.administrator, members.join, found.one.pk, person=found.cast.second_agent, function="Jurist")
    with pytest.raises(NotYours):
        found.at(found.cast.second_agent, opening.open_round, found.round().pk, at=OPENING)


def test_the_database_itself_refuses_one_person_with_both_keys(found: Buying) -> None:
    announce(found)
    agent = found.cast.agent
    with pytest.raises(IntegrityError, match="tenderround_opened_by_two"), transaction.atomic():
        TenderRound.objects.update(first_opener=agent, first_at=OPENING, second_opener=agent, opened_at=OPENING)
    with pytest.raises(IntegrityError, match="tenderround_first_after_deadline"), transaction.atomic():
        TenderRound.objects.update(first_opener=agent, first_at=MONDAY)


def test_a_late_tender_is_refused_and_the_database_refuses_it_too(found: Buying) -> None:
    announce(found)
    late = REQUESTS_AT + timedelta(seconds=1)
    with pytest.raises(Refusal, match="too late"):
        send(found, found.sellers[0], at=late)
    assert not Submission.objects.exists()
    with pytest.raises(DatabaseError, match="before the deadline"), transaction.atomic():
        Submission.objects.create(
            round=found.round(), supplier=found.cast.supplier, sent_at=late, sent_by=found.sellers[0]
        )
    send(found, found.sellers[0], at=REQUESTS_AT)  # on the second is in time
    assert Submission.objects.count() == 1


def test_a_new_tender_takes_the_place_of_the_one_before(found: Buying) -> None:
    announce(found)
    first = send(found, found.sellers[0], at=MONDAY + DAY)
    second = send(found, found.sellers[0], at=MONDAY + 2 * DAY)
    standing = Submission.objects.filter(replaced_at=None)
    assert [one.pk for one in standing] == [second.pk]
    assert Submission.objects.get(pk=first.pk).replaced_at == MONDAY + 2 * DAY
    found.at(found.sellers[0], sending.withdraw, found.round().pk, at=MONDAY + 3 * DAY)
    assert not standing.all().exists()


def test_what_is_not_whole_is_refused_at_its_field_and_nothing_is_kept(found: Buying) -> None:
    announce(found)
    (criterion,) = found.one.criteria.filter(kind="qualification")
    with pytest.raises(Refusal) as refusal:
        found.at(found.sellers[0], sending.submit, found.round().pk, answers={}, at=MONDAY + DAY)
    assert set(refusal.value.fields) == {f"answer-{criterion.pk}"}
    program: Any = _upload("virus.exe")
    with pytest.raises(Refusal) as refusal:
        found.at(
            found.sellers[0], sending.submit, found.round().pk, answers=answers(found), files=[program], at=MONDAY + DAY
        )
    assert set(refusal.value.fields) == {"files"}
    assert not Submission.objects.exists()
    assert seen(found, found.sellers[0]) == (0, 0, 0)


def test_where_nobody_asks_first_the_tender_says_what_it_is_qualified_by(found: Buying) -> None:
    Procurement.objects.update(procedure="open", ground=None, ground_reason="")
    announce(found)
    (requirement,) = found.one.criteria.filter(kind="qualification")
    said = answers(found)
    assert requirement.pk in said
    silent = {key: answer for key, answer in said.items() if key != requirement.pk}
    with pytest.raises(Refusal) as refusal:
        found.at(found.sellers[0], sending.submit, found.round().pk, answers=silent, at=MONDAY + DAY)
    assert set(refusal.value.fields) == {f"answer-{requirement.pk}"}
    sent = send(found, found.sellers[0], at=MONDAY + DAY)
    open_by_two(found, at=OPENING)
    with seen_by(found.cast.sees(found.cast.agent)):
        assert sent.answers.get(criterion=requirement).meets is True


def test_only_who_is_invited_sees_and_sends_to_the_second_round(found: Buying) -> None:
    announce(found)
    for seller in found.sellers[:2]:
        send(found, seller, at=MONDAY + DAY)
    open_by_two(found, at=OPENING)
    for one in Submission.objects.all():
        found.at(found.cast.agent, opening.admit, one.pk, at=OPENING)
    found.at(found.cast.administrator, opening.invite, found.one.pk, deadline_at=TENDERS_AT, at=OPENING)
    with seen_by(found.cast.sees(found.sellers[2])):
        assert TenderRound.objects.count() == 1
    with pytest.raises(NotYours):
        send(found, found.sellers[2], at=OPENING + DAY)
    send(found, found.sellers[0], at=OPENING + DAY)


def test_the_trail_tells_who_turned_the_keys_and_nothing_of_who_sent(found: Buying) -> None:
    to_opened(found)
    with seen_by(found.cast.sees(found.cast.second_agent)):
        tables = set(Trail.objects.values_list("table_name", flat=True))
        keys = Trail.objects.filter(table_name="plan_tenderround", changes__has_key="second_opener_id", action="update")
        assert {row.person_id for row in keys} == {found.cast.agent.pk}
    assert not {one for one in tables if "submission" in one or "sealed" in one}


def test_what_is_sealed_is_never_changed_or_deleted_by_the_system(found: Buying) -> None:
    to_tenders(found)
    for statement in ("update plan_sealedanswer set text = 'x'", "delete from plan_sealedfile"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            seen_by(Viewer(Role.SYSTEM)),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def _upload(name: str) -> Any:
    return SimpleUploadedFile(name, b"MZ")
