"""Equals are told apart by lots that anybody can draw again, and as many are chosen as was announced."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.models import AgreementType, Framework, Lot, TypeVersion
from knutepunkt.base.editing import save
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.plan.actions import awarding, judging, records
from knutepunkt.plan.models import Award, AwardLetter, DrawingOfLots, Procurement, ProcurementNotice, Submission
from knutepunkt.plan.queries.judged import judged
from knutepunkt.plan.rules.evaluation import drawn
from tests.cast import make_cast
from tests.plan.test_buying import JUDGED, score_all
from tests.procurement import DAY, Buying, make_buying, to_opened

NAMES = some.sets(some.integers(10**8, 10**9 - 1).map(str), min_size=1, max_size=8)  # organisation numbers
SEEDS = some.text("0123456789abcdef", min_size=1, max_size=32)


@given(SEEDS, NAMES)
def test_a_drawing_is_an_order_of_those_in_it_and_the_same_however_they_stood(seed: str, names: set[str]) -> None:
    order = drawn(seed, sorted(names))
    assert sorted(order) == sorted(names)
    assert drawn(seed, sorted(names, reverse=True)) == order


def test_no_name_is_favoured() -> None:
    firsts = [drawn(f"{n}", ("a", "b", "c"))[0] for n in range(3000)]
    assert all(900 < firsts.count(name) < 1100 for name in "abc")


@pytest.fixture
def found(db: None) -> Buying:
    return make_buying(make_cast())


def equals(found: Buying, points: tuple[int, ...] = (7, 7, 5)) -> list[Submission]:
    """Three tenders of one price, the first two with equal points."""
    Procurement.objects.update(tie_rule="drawn")
    sent = to_opened(found, prices=(1_000_000, 1_000_000, 1_000_000))
    score_all(found, sent, points)
    return sent


def draw(found: Buying) -> DrawingOfLots:
    made: DrawingOfLots = found.at(
        found.cast.administrator, judging.draw_lots, found.one.lots.get().pk, witness=found.cast.agent,
        present="Kontrollør", at=JUDGED,
    )  # fmt: skip
    return made


def choose(found: Buying, sent: Submission, reason: str = "Best") -> Award:
    made: Award = found.at(
        found.cast.administrator, awarding.choose, found.one.lots.get().pk, submission_id=sent.pk, reason=reason,
        at=JUDGED,
    )  # fmt: skip
    return made


def order_of(found: Buying) -> list[Submission]:
    with seen_by(found.cast.sees(found.cast.agent)):
        return [tender for tender, _standing in judged(Procurement.objects.get(), found.one.lots.get()).in_order()]


def test_equals_are_not_chosen_between_before_lots_are_drawn(found: Buying) -> None:
    sent = equals(found)
    with pytest.raises(Refusal, match="these are equal"):
        choose(found, sent[0])
    drawing = draw(found)
    by_name = {one.supplier.number or one.supplier.key: one for one in sent[:2]}
    again = sorted(by_name, key=lambda name: sha256(f"{drawing.seed}:{name}".encode()).digest())
    assert drawing.order == again
    assert order_of(found) == [*(by_name[name] for name in again), sent[2]]
    with pytest.raises(Refusal, match="stands first"):
        choose(found, by_name[again[1]])
    assert choose(found, by_name[again[0]]).rank == 1


def test_lots_are_drawn_once_for_the_same_equals(found: Buying) -> None:
    equals(found)
    first = draw(found)
    with pytest.raises(Refusal, match="nothing to draw"):
        draw(found)
    assert DrawingOfLots.objects.get().seed == first.seed
    quality = found.one.criteria.get(title="Kvalitet")
    sent = order_of(found)[0]
    said = {"criterion_id": quality.pk, "points": Decimal(6), "reason": "Nytt syn"}
    found.at(found.cast.agent, judging.agree, sent.pk, at=JUDGED, **said)
    assert order_of(found)[0] != sent, "points that change go before a drawing between those who were equal"


def test_another_impartial_member_looks_on(found: Buying) -> None:
    equals(found)
    lot = found.one.lots.get().pk
    for witness in (found.cast.administrator, found.cast.second_agent):
        with pytest.raises(Refusal) as refusal:
            found.at(found.cast.administrator, judging.draw_lots, lot, witness=witness, at=JUDGED)
        assert set(refusal.value.fields) == {"witness"}
    with pytest.raises(NotYours):
        found.at(found.cast.second_agent, judging.draw_lots, lot, witness=found.cast.agent, at=JUDGED)


def test_who_does_not_judge_sees_no_drawing_and_nobody_changes_one(found: Buying) -> None:
    equals(found)
    draw(found)
    for person, seen in ((found.cast.agent, 1), (found.cast.second_agent, 0), (found.sellers[0], 0)):
        with seen_by(found.cast.sees(person)):
            assert DrawingOfLots.objects.count() == seen, person
    for statement in ("update plan_drawingoflots set seed = 'x'", "delete from plan_drawingoflots"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            seen_by(Viewer(Role.SYSTEM)),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_each_is_told_seed_and_order_with_the_award(found: Buying) -> None:
    equals(found)
    drawing = draw(found)
    choose(found, order_of(found)[0])
    found.at(found.cast.administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    for letter in AwardLetter.objects.all():
        assert drawing.seed in letter.body
        places = [letter.body.index(f"({name})") for name in drawing.order]
        assert places == sorted(places)


def parallel(found: Buying, winners: int = 2) -> None:
    umbrella = AgreementType.objects.create(key="ssa-r", name="SSA-R", nature="framework")
    version = TypeVersion.objects.create(type=umbrella, label="2015")
    Procurement.objects.update(result="framework")
    found.one.lots.update(module=2, version=version, winners=winners)


def test_as_many_are_chosen_as_was_announced_and_signed_each_as_its_number(found: Buying) -> None:
    parallel(found)
    sent = to_opened(found)
    assert ProcurementNotice.objects.get(kind="competition").lot_lines == [(1, "Drift", 2)]
    score_all(found, sent)  # the second comes first, then the first, then the third
    assert order_of(found) == [sent[1], sent[0], sent[2]]
    administrator = found.cast.administrator
    with pytest.raises(Refusal, match="stands first"):
        choose(found, sent[2])
    choose(found, sent[1], "Best samlet")
    with pytest.raises(Refusal, match="Choose a tender first"):
        found.at(administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    choose(found, sent[0], "Nest best")
    found.at(administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    _told_of_both(found)
    second, first = Award.objects.order_by("-rank")
    for award, state in ((second, "awarded"), (first, "signed")):
        found.at(administrator, awarding.sign, award.pk, at=JUDGED + 30 * DAY)
        assert Procurement.objects.get().state == state
    assert Framework.objects.get().key == "drift-1"
    places = [(one.rank, one.supplier) for one in Lot.objects.get().suppliers.order_by("rank")]
    assert places == [(1, sent[1].supplier), (2, sent[0].supplier)]
    assert Lot.objects.get().ceiling == 9_600_000, "they share it"


def _told_of_both(found: Buying) -> None:
    letters = {one.supplier_id: one.body for one in AwardLetter.objects.all()}
    for seller, told in zip(found.sellers, ("number 2 of 2", "number 1 of 2", "yours"), strict=True):
        body = letters[seller.organisation_id]
        assert "1. Leverandør B: Best samlet" in body
        assert "2. Leverandør A: Nest best" in body
        assert told in body
    assert {one.standstill_ends_on for one in Award.objects.all()} == {
        one.standstill_ends_on for one in AwardLetter.objects.all()
    }


def test_fewer_tenders_than_places_are_all_chosen(found: Buying) -> None:
    parallel(found, winners=5)
    sent = to_opened(found)
    score_all(found, sent)
    for one in sent:
        choose(found, one)
    assert [one.supplier for one in Award.objects.order_by("rank")] == [one.supplier for one in order_of(found)]
    assert len(found.at(found.cast.administrator, awarding.send_letters, found.one.pk, at=JUDGED)) == 3


def test_a_choice_that_points_have_overtaken_is_made_again_at_its_new_place(found: Buying) -> None:
    parallel(found)
    sent = to_opened(found)
    score_all(found, sent)
    choose(found, sent[1])
    choose(found, sent[0])
    for criterion in found.one.criteria.filter(kind="award", is_price=False):
        said = {"criterion_id": criterion.pk, "points": Decimal(10), "reason": "Nytt syn"}
        found.at(found.cast.agent, judging.agree, sent[0].pk, at=JUDGED, **said)
    with pytest.raises(Refusal, match="Choose again"):
        found.at(found.cast.administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    choose(found, sent[0])
    choose(found, sent[1])
    assert [one.supplier for one in Award.objects.order_by("rank")] == [sent[0].supplier, sent[1].supplier]
    found.at(found.cast.administrator, awarding.send_letters, found.one.pk, at=JUDGED + timedelta(hours=1))


def test_several_are_chosen_for_a_framework_only(found: Buying) -> None:
    lot, administrator = found.one.lots.get(), found.cast.administrator
    for value in (2, 0):
        with pytest.raises(Refusal) as refusal:
            found.at(administrator, save, records.LOT, lot, {"winners": value})
        assert set(refusal.value.fields) == {"winners"}
    parallel(found)
    with pytest.raises(Refusal) as refusal:
        found.at(administrator, save, records.PROCUREMENT, Procurement.objects.get(), {"result": "contract"})
    assert set(refusal.value.fields) == {"result"}
