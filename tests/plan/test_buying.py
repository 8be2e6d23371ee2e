"""A purchase from the need to the agreement: each step in its turn, and each refusal at its place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from knutepunkt.agreement.models import AgreementType, Contract, Framework, Lot, TypeVersion
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.base.editing import Record, remove, save
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.models import OutboxMessage
from knutepunkt.base.session import seen_by
from knutepunkt.plan.actions import announcing, awarding, judging, law, opening, records
from knutepunkt.plan.models import (
    Award,
    AwardLetter,
    LawFigure,
    Procurement,
    ProcurementAnswer,
    ProcurementCriterion,
    ProcurementLot,
    ProcurementQuestion,
    Submission,
    Threshold,
)
from knutepunkt.plan.queries import procurement as queries
from knutepunkt.plan.queries.judged import judged
from knutepunkt.plan.queries.law import law_on
from knutepunkt.plan.queries.procurement import Next
from knutepunkt.plan.rules.gates import Lack
from knutepunkt.plan.rules.law import Regime
from tests.cast import MONDAY, make_cast
from tests.procurement import (
    DAY,
    OPENING,
    REQUESTS_AT,
    TENDERS_AT,
    Buying,
    announce,
    make_buying,
    make_law,
    open_by_two,
    send,
    to_opened,
    to_tenders,
)

pytestmark = pytest.mark.django_db
JUDGED = TENDERS_AT + timedelta(hours=2)


@pytest.fixture
def found(db: None) -> Buying:
    return make_buying(make_cast())


def lacks(found: Buying) -> list[Lack]:
    one = Procurement.objects.get()
    return queries.lacking(one, queries.valued(one, law=law_on(MONDAY.date())))


def test_the_day_the_notice_is_sent_chooses_the_thresholds(db: None) -> None:
    make_law()
    floors = {day: law_on(day).thresholds.law_floor for day in (date(2019, 8, 13), date(2026, 6, 30), date(2026, 7, 1))}
    assert list(floors.values()) == [100_000, 100_000, 500_000]
    assert law_on(date(2019, 8, 13)).thresholds.eea_goods_services == 2_000_000
    assert law_on(date(2019, 8, 13)).figure(LawFigure.Name.ENVIRONMENT) is None
    assert law_on(date(2026, 11, 25)).figure(LawFigure.Name.ENVIRONMENT) == 30


def test_a_correction_of_a_threshold_is_a_row_and_never_two_at_once(found: Buying) -> None:
    row = Threshold.objects.get(valid_from=date(2026, 7, 1))
    found.at(found.cast.administrator, save, law.THRESHOLD, row, {"national": Decimal(10_000_000)})
    one = Procurement.objects.get()
    assert queries.valued(one, law=law_on(MONDAY.date())).regime is Regime.PART_I
    with pytest.raises(Refusal) as refusal:
        found.at(
            found.cast.administrator,
            save,
            law.THRESHOLD,
            Threshold(),
            {
                "valid_from": date(2026, 8, 1),
                "law_floor": 1,
                "national": 2,
                "eea_goods_services": 3,
                "eea_works": 4,
                "source": "x",
                "certainty": "memory",
            },
        )
    assert set(refusal.value.fields) == {"valid_from"}


def test_a_whole_draft_lacks_nothing_and_each_thing_taken_away_is_named(found: Buying) -> None:
    assert lacks(found) == []
    found.one.members.update(declared_at=None)
    Procurement.objects.update(need="", why_not_lots="", price_model="", tie_rule="", procedure="part_i")
    ProcurementCriterion.objects.filter(title="Miljø").update(weight=29)
    assert lacks(found) == [
        *(Lack.NEED, Lack.LOTS, Lack.PROCEDURE, Lack.WEIGHTS, Lack.ENVIRONMENT, Lack.PRICE_MODEL, Lack.TIES),
        Lack.OPENERS,
    ]
    Procurement.objects.update(exemption="insignificant", exemption_reason="Lite avtrykk")
    assert Lack.ENVIRONMENT in lacks(found)  # the load too must be insignificant
    Procurement.objects.update(exemption_load="Liten belastning")
    assert Lack.ENVIRONMENT not in lacks(found)


def test_each_lot_is_estimated_and_a_framework_says_what_is_signed(found: Buying) -> None:
    other = ProcurementLot.objects.create(procurement=found.one, number=2, title="Rådgivning")
    assert lacks(found) == [Lack.VALUE]
    ProcurementLot.objects.filter(pk=other.pk).update(amount=500_000)
    Procurement.objects.update(result="framework")
    assert lacks(found) == [Lack.AGREEMENT]


def test_weights_above_the_whole_are_refused_at_their_field(found: Buying) -> None:
    row = ProcurementCriterion.objects.get(title="Miljø")
    with pytest.raises(Refusal) as refusal:
        found.at(found.cast.administrator, save, records.CRITERION, row, {"weight": Decimal(31)})
    assert set(refusal.value.fields) == {"weight"}
    ProcurementCriterion.objects.filter(title="Miljø").update(weight=20)
    with pytest.raises(Refusal, match="weights"):
        announce(found)


@pytest.mark.parametrize(
    ("deadline", "says"),
    [
        (MONDAY - DAY, "lies ahead"),
        (MONDAY + 29 * DAY, "12/23/2026"),
        (MONDAY.replace(year=2062), "is the year right"),
    ],
)
def test_a_deadline_in_the_past_or_too_early_is_refused_with_the_earliest_day(
    found: Buying, deadline: object, says: str
) -> None:
    with pytest.raises(Refusal, match=says) as refusal:
        found.at(found.cast.administrator, announcing.announce, found.one.pk, text="Kjøp", deadline_at=deadline)
    assert set(refusal.value.fields) == {"deadline_at"}
    assert not found.one.notices.exists()


def test_who_does_not_keep_terms_announces_nothing(found: Buying) -> None:
    with pytest.raises(NotAllowed):
        found.at(found.cast.agent, announcing.announce, found.one.pk, text="Kjøp", deadline_at=REQUESTS_AT)


def test_what_is_announced_no_longer_changes(found: Buying) -> None:
    announce(found)
    found.one.refresh_from_db()
    kept: tuple[tuple[Record, object, dict[str, object]], ...] = (
        (records.PROCUREMENT, Procurement.objects.get(), {"price_model": "proportional"}),
        (records.CRITERION, ProcurementCriterion.objects.get(title="Pris"), {"weight": Decimal(10)}),
        (records.LOT, found.one.lots.get(), {"monthly": Decimal(1)}),
    )
    for record, row, values in kept:
        with pytest.raises(Refusal, match="no longer changes"):
            found.at(found.cast.administrator, save, record, row, values)
    with pytest.raises(Refusal, match="no longer changes"):
        found.at(found.cast.administrator, remove, records.CRITERION, ProcurementCriterion.objects.get(title="Pris"))
    found.at(found.cast.administrator, save, records.PROCUREMENT, Procurement.objects.get(), {"remark": "Sak 26/1"})


def test_everybody_sees_the_same_answer_and_nobody_who_asked(found: Buying) -> None:
    announce(found)
    question = found.at(found.sellers[0], announcing.ask, found.one.pk, text="Hva er omfanget?", at=MONDAY + DAY)
    with seen_by(found.cast.sees(found.sellers[1])):
        assert ProcurementQuestion.objects.count() == 0
    found.at(
        found.cast.administrator, announcing.answer, question.pk, asked="Hva er omfanget?", text="40 servere.",
        at=MONDAY + 2 * DAY,
    )  # fmt: skip
    for seller in found.sellers:
        with seen_by(found.cast.sees(seller)):
            assert [one.text for one in ProcurementAnswer.objects.all()] == ["40 servere."]
    with seen_by(found.cast.sees(found.sellers[1])):
        assert Procurement.objects.count() == 0
        assert ProcurementQuestion.objects.count() == 0
    with pytest.raises(Refusal, match="closed"):
        found.at(found.sellers[0], announcing.ask, found.one.pk, text="Enda en?", at=OPENING)


def test_a_deadline_moves_later_and_never_earlier(found: Buying) -> None:
    running = announce(found)
    with pytest.raises(Refusal, match="never earlier"):
        found.at(found.cast.administrator, announcing.move_deadline, running.pk, to=REQUESTS_AT - DAY)
    found.at(found.cast.administrator, announcing.move_deadline, running.pk, to=REQUESTS_AT + DAY)
    with pytest.raises(Refusal, match="has passed"):
        found.at(
            found.cast.administrator, announcing.move_deadline, running.pk, to=REQUESTS_AT + 9 * DAY,
            at=REQUESTS_AT + 2 * DAY,
        )  # fmt: skip


def test_fewer_than_three_are_invited_only_where_no_more_qualify(found: Buying) -> None:
    announce(found)
    sent = [send(found, seller, at=MONDAY + DAY) for seller in found.sellers]
    open_by_two(found, at=OPENING)
    agent, administrator = found.cast.agent, found.cast.administrator
    with pytest.raises(Refusal, match="Decide first"):
        found.at(administrator, opening.invite, found.one.pk, deadline_at=TENDERS_AT, at=OPENING)
    for one in sent[:2]:
        found.at(agent, opening.admit, one.pk, at=OPENING)
    found.at(agent, opening.reject, sent[2].pk, ground="16-12", reason="Lavere rangert", at=OPENING)
    with pytest.raises(Refusal, match="At least 3"):
        found.at(administrator, opening.invite, found.one.pk, deadline_at=TENDERS_AT, at=OPENING)


def test_a_rejection_says_on_which_ground_and_why(found: Buying) -> None:
    announce(found)
    sent = send(found, found.sellers[0], at=MONDAY + DAY)
    open_by_two(found, at=OPENING)
    for values, field in (({"ground": "24-2", "reason": ""}, "reason"), ({"ground": "", "reason": "Nei"}, "ground")):
        with pytest.raises(Refusal) as refusal:
            found.at(found.cast.agent, opening.reject, sent.pk, at=OPENING, **values)
        assert set(refusal.value.fields) == {field}


def score_all(found: Buying, sent: list[Submission], points: tuple[int, ...] = (6, 8, 7)) -> None:
    """Two assessors score everything, and agree."""
    for one, given in zip(sent, points, strict=True):
        for criterion in found.one.criteria.filter(kind="award", is_price=False):
            said = {"criterion_id": criterion.pk, "points": Decimal(given), "reason": "Dekker behovet"}
            for person in (found.cast.administrator, found.cast.agent):
                found.at(person, judging.score, one.pk, at=JUDGED, **said)
            found.at(found.cast.agent, judging.agree, one.pk, at=JUDGED, **said)


def test_nobody_agrees_before_two_have_scored_and_prices_score_themselves(found: Buying) -> None:
    sent = to_opened(found)
    quality, price = (found.one.criteria.get(title=title) for title in ("Kvalitet", "Pris"))
    agent = found.cast.agent
    with pytest.raises(Refusal, match="Two assessors"):
        found.at(agent, judging.agree, sent[0].pk, criterion_id=quality.pk, points=Decimal(5), reason="x", at=JUDGED)
    with pytest.raises(Refusal, match="scores itself"):
        found.at(agent, judging.score, sent[0].pk, criterion_id=price.pk, points=Decimal(5), reason="x", at=JUDGED)
    with pytest.raises(Refusal, match="0 to 10"):
        found.at(agent, judging.score, sent[0].pk, criterion_id=quality.pk, points=Decimal(11), reason="x", at=JUDGED)


def test_one_assessor_alone_settles_nothing(found: Buying) -> None:
    sent = to_opened(found)
    administrator, lot = found.cast.administrator, found.one.lots.get()
    for one in sent:
        for criterion in found.one.criteria.filter(kind="award", is_price=False):
            said = {"criterion_id": criterion.pk, "points": Decimal(7), "reason": "Godt"}
            found.at(administrator, judging.score, one.pk, at=JUDGED, **said)
    with pytest.raises(Refusal, match="Points are missing: 6"):
        found.at(administrator, awarding.choose, lot.pk, submission_id=sent[0].pk, reason="Best", at=JUDGED)


def test_a_choice_that_points_have_overtaken_is_not_told(found: Buying) -> None:
    sent = to_opened(found)
    administrator, agent, lot = found.cast.administrator, found.cast.agent, found.one.lots.get()
    score_all(found, sent)
    found.at(administrator, awarding.choose, lot.pk, submission_id=sent[1].pk, reason="Best samlet", at=JUDGED)
    quality = found.one.criteria.get(title="Kvalitet")
    better = {"criterion_id": quality.pk, "points": Decimal(10), "reason": "Sett en gang til"}
    found.at(agent, judging.agree, sent[0].pk, at=JUDGED, **better)
    found.at(agent, judging.agree, sent[1].pk, at=JUDGED, **better | {"points": Decimal(1)})
    with pytest.raises(Refusal, match="Leverandør B was chosen, but Leverandør A stands first"):
        found.at(administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    assert not AwardLetter.objects.exists()
    found.at(administrator, awarding.choose, lot.pk, submission_id=sent[0].pk, reason="Best samlet", at=JUDGED)
    assert len(found.at(administrator, awarding.send_letters, found.one.pk, at=JUDGED)) == 3


def test_nothing_is_chosen_or_told_while_revised_tenders_are_out(found: Buying) -> None:
    sent = to_opened(found)
    administrator, agent, lot = found.cast.administrator, found.cast.agent, found.one.lots.get()
    score_all(found, sent)
    choice = {"submission_id": sent[1].pk, "reason": "Best samlet"}
    found.at(administrator, awarding.choose, lot.pk, at=JUDGED, **choice)
    for one in sent[:2]:
        found.at(agent, opening.admit, one.pk, at=JUDGED)
    found.at(agent, opening.reject, sent[2].pk, ground="24-8", reason="Avviker", at=JUDGED)
    found.at(administrator, opening.invite, found.one.pk, deadline_at=JUDGED + 5 * DAY, at=JUDGED)
    for act, values in ((awarding.choose, choice), (awarding.send_letters, {})):
        with pytest.raises(Refusal, match="still to come, or sealed"):
            found.at(administrator, act, lot.pk if values else found.one.pk, at=JUDGED + DAY, **values)
    assert not AwardLetter.objects.exists()


def test_lots_are_rejected_and_revised_one_by_one(found: Buying) -> None:
    ProcurementLot.objects.create(procurement=found.one, number=2, title="Rådgivning", amount=500_000)
    to_tenders(found)
    first, second = (send(found, found.sellers[0], at=OPENING + DAY, lot=number) for number in (1, 2))
    open_by_two(found, at=TENDERS_AT + timedelta(hours=1))
    found.at(found.cast.agent, opening.admit, first.pk, at=JUDGED)
    found.at(found.cast.agent, opening.reject, second.pk, ground="24-8", reason="Mangler rådgivere", at=JUDGED)
    found.at(found.cast.administrator, opening.invite, found.one.pk, deadline_at=JUDGED + 5 * DAY, at=JUDGED)
    send(found, found.sellers[0], at=JUDGED + DAY, lot=1)
    with pytest.raises(Refusal, match="nothing to revise") as refusal:
        send(found, found.sellers[0], at=JUDGED + DAY, lot=2)
    assert set(refusal.value.fields) == {"lot_number"}
    told = [awarding._tender_rejections(found.cast.supplier, lot) for lot in found.one.lots.order_by("number")]
    assert told == [[], ["§ 24-8. Mangler rådgivere"]]


def test_from_opened_tenders_to_a_signed_contract(found: Buying) -> None:
    sent = to_opened(found)
    administrator, lot = found.cast.administrator, found.one.lots.get()
    with pytest.raises(Refusal, match="Points are missing"):
        found.at(administrator, awarding.choose, lot.pk, submission_id=sent[0].pk, reason="Best", at=JUDGED)
    score_all(found, sent)
    # Linear: 10, 9 and 8 points for the price of 40; the rest is 60 of which each got 0.6, 0.8 and 0.7.
    with seen_by(found.cast.sees(administrator)):
        result = judged(Procurement.objects.get(), lot)
        assert [float(standing.total) for _tender, standing in result.in_order()] == [84.0, 76.0, 74.0]
        assert result.first() == [sent[1]]
    with pytest.raises(Refusal, match="stands first") as refusal:
        found.at(administrator, awarding.choose, lot.pk, submission_id=sent[0].pk, reason="Billigst", at=JUDGED)
    assert set(refusal.value.fields) == {"submission"}
    with pytest.raises(Refusal, match="Choose a tender first"):
        found.at(administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    found.at(administrator, awarding.choose, lot.pk, submission_id=sent[1].pk, reason="Best samlet", at=JUDGED)
    OutboxMessage.objects.all().delete()
    found.at(administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    _told_at_once(found)
    _signed_after_standstill(found)


def _told_at_once(found: Buying) -> None:
    assert OutboxMessage.objects.count() == 3
    assert set(AwardLetter.objects.values_list("sent_at", flat=True)) == {JUDGED}
    letter = AwardLetter.objects.get(supplier=found.cast.supplier)
    assert "Leverandør B" in letter.body
    assert "Best samlet" in letter.body
    assert "yours 6.00" in letter.body
    with seen_by(found.cast.sees(found.sellers[0])):
        assert [one.supplier_id for one in AwardLetter.objects.all()] == [found.cast.supplier.pk]
        assert not Award.objects.exists()


def _signed_after_standstill(found: Buying) -> None:
    award, administrator = Award.objects.get(), found.cast.administrator
    ends = award.standstill_ends_on
    assert ends is not None
    assert ends >= JUDGED.date() + 10 * DAY
    with pytest.raises(Refusal, match="standstill runs until") as refusal:
        found.at(administrator, awarding.sign, award.pk, at=JUDGED + (ends - JUDGED.date()).days * DAY)
    assert set(refusal.value.fields) == {"award"}
    with pytest.raises(IntegrityError, match="award_signed_after_standstill"), transaction.atomic():
        Award.objects.update(signed_on=ends)
    after = JUDGED + ((ends - JUDGED.date()).days + 1) * DAY
    complaint = found.at(
        administrator, awarding.complain, found.one.pk, supplier=found.cast.supplier, about="Begjæring",
        stops_signing=True, at=JUDGED + DAY,
    )  # fmt: skip
    with pytest.raises(Refusal, match="complaint stops"):
        found.at(administrator, awarding.sign, award.pk, at=after)
    found.at(administrator, awarding.answer_complaint, complaint.pk, answer="Ikke tatt til følge", at=JUDGED + 2 * DAY)
    found.at(administrator, awarding.sign, award.pk, at=after)
    contract = Contract.objects.get(key="drift-1")
    assert (contract.state, contract.provider) == ("draft", found.cast.other_supplier)
    assert contract.value == 1_100_000
    assert contract.valid_to == add_months(contract.valid_from, 48) - DAY
    assert Procurement.objects.get().state == "signed"
    one = Procurement.objects.get()
    assert queries.ahead(one, lacks=[], at=after).next is Next.REPORT
    found.at(administrator, announcing.report_award, found.one.pk, text="Inngått", at=after)
    assert queries.ahead(Procurement.objects.get(), lacks=[], at=after).next is Next.DONE


def test_a_framework_is_made_with_its_lot_and_ceiling(found: Buying) -> None:
    umbrella = AgreementType.objects.create(key="ssa-r", name="SSA-R", nature="framework")
    version = TypeVersion.objects.create(type=umbrella, label="2015")
    Procurement.objects.update(result="framework")
    found.one.lots.update(module=2, version=version)
    sent = to_opened(found)
    score_all(found, sent)
    administrator = found.cast.administrator
    found.at(
        administrator, awarding.choose, found.one.lots.get().pk, submission_id=sent[1].pk, reason="Best", at=JUDGED
    )
    found.at(administrator, awarding.send_letters, found.one.pk, at=JUDGED)
    found.at(administrator, awarding.sign, Award.objects.get().pk, at=JUDGED + 30 * DAY)
    framework = Framework.objects.get()
    assert framework.state == "draft"
    assert Lot.objects.get().ceiling == 9_600_000
    assert [one.supplier for one in Lot.objects.get().suppliers.all()] == [found.cast.other_supplier]


def test_negotiation_stands_between_opened_tenders_and_final_ones(found: Buying) -> None:
    sent = to_opened(found)
    agent, administrator = found.cast.agent, found.cast.administrator
    for one in sent:
        found.at(agent, opening.admit, one.pk, at=JUDGED)
    said = {"supplier": found.cast.supplier, "held_on": JUDGED.date(), "minutes": "Pris og bemanning"}
    found.at(administrator, judging.negotiate, found.round().pk, at=JUDGED, **said)
    found.at(administrator, opening.invite, found.one.pk, deadline_at=JUDGED + 5 * DAY, is_final=True, at=JUDGED)
    for seller in found.sellers:
        send(found, seller, at=JUDGED + DAY)
    open_by_two(found, at=JUDGED + 6 * DAY)
    for one in Submission.objects.filter(round=found.round()):
        found.at(agent, opening.admit, one.pk, at=JUDGED + 6 * DAY)
    with pytest.raises(Refusal, match="nothing is negotiated"):
        found.at(administrator, opening.invite, found.one.pk, deadline_at=JUDGED + 9 * DAY, at=JUDGED + 7 * DAY)


def test_what_is_cancelled_is_told_and_stays_sealed(found: Buying) -> None:
    announce(found)
    send(found, found.sellers[0], at=MONDAY + DAY)
    with pytest.raises(Refusal) as refusal:
        found.at(found.cast.administrator, announcing.cancel, found.one.pk, reason=" ", at=MONDAY + DAY)
    assert set(refusal.value.fields) == {"reason"}
    found.at(found.cast.administrator, announcing.cancel, found.one.pk, reason="Behovet falt bort", at=MONDAY + 2 * DAY)
    assert OutboxMessage.objects.filter(body="Behovet falt bort").count() == 1
    with pytest.raises(Refusal, match="another step"):
        found.at(found.cast.agent, opening.open_round, found.round().pk, at=OPENING)
