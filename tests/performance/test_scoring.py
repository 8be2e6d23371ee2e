"""A month's score comes from the ledger alone, is made again until it stays, and keeps the weights of its month."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from knutepunkt.agreement.models import Contract
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.performance.actions.scoring import STAYS_AFTER, score_months
from knutepunkt.performance.models import Contest, Review, ReviewAction, Score, ScoreModel, Settlement
from knutepunkt.performance.queries.scoring import line, lines, values_of
from knutepunkt.performance.rules.measures import Key
from knutepunkt.performance.rules.month import Month
from tests.cast import MONDAY, Cast, make_cast

pytestmark = pytest.mark.django_db
SYSTEM = Viewer(Role.SYSTEM)
OCTOBER = Month(date(2026, 10, 1))
THURSDAY = datetime(2026, 10, 8, 6, 0, tzinfo=MONDAY.tzinfo)
AFTER = datetime(2026, 11, 2, 6, 0, tzinfo=MONDAY.tzinfo)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def worked(cast: Cast, *, held: timedelta, at: datetime = THURSDAY) -> int:
    """A ticket that the supplier takes at once and solves after `held`, and the requester confirms."""
    with seen_by(cast.sees(cast.employee)):
        ticket = actions.open_ticket(title="Sak", service=cast.service, by=cast.employee, at=at)
    with seen_by(cast.sees(cast.agent)):
        actions.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=at)
    with seen_by(cast.sees(cast.resolver)):
        actions.take(ticket.pk, by=cast.resolver, at=at)
        actions.resolve(ticket.pk, resolution="Byttet.", by=cast.resolver, at=at + held)
    with seen_by(cast.sees(cast.employee)):
        actions.close(ticket.pk, by=cast.employee, at=at + held + timedelta(minutes=1))
    return ticket.pk


def measured(cast: Cast) -> dict[str, Any]:
    with seen_by(SYSTEM):
        return values_of(OCTOBER)["supplier", cast.supplier.pk]


def test_a_supplier_is_scored_by_its_own_clocks_and_custody(cast: Cast) -> None:
    for hours in (1, 3, 7):  # of two to answer, six to hold, eight to resolve
        worked(cast, held=timedelta(hours=hours))
    found = measured(cast)
    assert found[Key.ATTAINMENT] == 75  # two answers and one holding too late
    assert (found[Key.HELD_MEDIAN], found[Key.PING_PONG], found[Key.REOPENED]) == (3, 0, 0)
    assert Key.CREDITS not in found
    assert Key.SATISFACTION not in found


def test_credits_are_known_when_they_are_agreed_on_not_before(cast: Cast) -> None:
    ticket = worked(cast, held=timedelta(hours=1))
    settlement = Settlement.objects.create(
        contract_id=_level(cast, ticket).contract_id,
        from_on=OCTOBER.first,
        to_on=OCTOBER.last,
        measured_at=AFTER,
        shown_on=AFTER.date(),
    )
    assert Key.CREDITS not in measured(cast)
    settlement.state, settlement.agreed_on, settlement.credit = "agreed", AFTER.date(), Decimal(0)
    settlement.save()
    assert measured(cast)[Key.CREDITS] == 0


def test_what_was_agreed_to_be_excluded_no_longer_counts(cast: Cast) -> None:
    kept, broken = (worked(cast, held=timedelta(hours=hours)) for hours in (1, 7))
    before = measured(cast)[Key.ATTAINMENT]
    settlement = Settlement.objects.create(
        contract_id=_level(cast, broken).contract_id,
        from_on=OCTOBER.first,
        to_on=OCTOBER.last,
        measured_at=AFTER,
        shown_on=AFTER.date(),
    )
    for outcome in (Contest.Outcome.DISMISSED, Contest.Outcome.UPHELD):
        Contest.objects.create(
            settlement=settlement, level=_level(cast, broken), ticket_id=broken, is_met=False, by=cast.resolver,
            organisation=cast.supplier, at=AFTER, grounds="Ventet", outcome=outcome.value, answered_at=AFTER,
        )  # fmt: skip
        after = measured(cast)[Key.ATTAINMENT]
        assert (after > before) is (outcome is Contest.Outcome.UPHELD)
    assert after == Fraction(600, 7)
    assert kept != broken


def _level(cast: Cast, ticket_id: int) -> Any:
    from knutepunkt.desk.models import Clock

    return Clock.objects.get(ticket_id=ticket_id, level__contract__key="a", level__metric="hold").level


def test_actions_past_their_day_count_in_the_months_they_were_open(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=1))
    review = Review.objects.create(
        supplier=cast.supplier, tier="tactical", planned_on=date(2026, 9, 1), held_on=date(2026, 9, 1), state="held",
        from_on=date(2026, 7, 1), to_on=date(2026, 8, 31),
    )  # fmt: skip
    for due, done in ((10, None), (10, date(2026, 10, 9)), (10, date(2026, 11, 3)), (31, None)):
        ReviewAction.objects.create(
            review=review, text="Bemanne", organisation=cast.supplier, due_on=date(2026, 10, due), done_on=done
        )
    assert measured(cast)[Key.OVERDUE_ACTIONS] == 2


def test_a_month_is_scored_again_until_it_stays(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=7))
    score_months(at=AFTER)
    first = of_october(cast)
    worked(cast, held=timedelta(hours=1))
    score_months(at=AFTER + timedelta(days=1))
    second = of_october(cast)
    worked(cast, held=timedelta(hours=1), at=THURSDAY + timedelta(days=1))
    score_months(at=OCTOBER.end_at + STAYS_AFTER)
    assert first.measures["attainment"]["value"] < second.measures["attainment"]["value"]
    assert of_october(cast).measures == second.measures
    assert Score.objects.filter(subject="supplier", month=OCTOBER.first).count() == 1


def of_october(cast: Cast) -> Score:
    return Score.objects.get(subject="supplier", subject_id=cast.supplier.pk, month=OCTOBER.first)


def test_new_weights_hold_from_their_month_on(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=7))
    score_months(at=AFTER)
    before = of_october(cast)
    ScoreModel.objects.update(is_current=False)
    only = {"attainment": {"weight": "100", "worst": "0", "best": "100"}}
    later = ScoreModel.objects.create(version=2, measures=only, since_on=date(2026, 11, 1))
    score_months(at=AFTER)
    assert (of_october(cast).score, of_october(cast).model_id) == (before.score, before.model_id)
    ScoreModel.objects.filter(pk=later.pk).update(since_on=date(2026, 10, 15))
    score_months(at=AFTER)
    assert of_october(cast).measures.keys() == {"attainment"}
    assert of_october(cast).score == Decimal("50.00")


def test_the_points_of_the_measures_make_the_score(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=7))
    score_months(at=AFTER)
    for score in Score.objects.all():
        given = sum(one["points"] for one in score.measures.values())
        assert abs(given - float(score.score or 0)) < 0.02
        assert abs(sum(one["weight"] for one in score.measures.values()) - 100) < 0.01


def test_each_sees_the_scores_that_are_its_own(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=1))
    score_months(at=AFTER)
    for person, subjects in (
        (cast.agent, {"supplier", "customer", "service"}),
        (cast.service_owner, {"customer"}),
        (cast.employee, set()),
        (cast.resolver, set()),
    ):
        with seen_by(cast.sees(person)):
            assert set(Score.objects.values_list("subject", flat=True)) == subjects, person
    with seen_by(cast.sees(cast.agent)):
        (only,) = lines("supplier", OCTOBER)
        assert only == line("supplier", cast.supplier.pk, OCTOBER)
        assert (only.name, only.value(Key.HELD_MEDIAN), only.trend) == ("Leverandør A", 1.0, None)
        assert line("supplier", cast.municipality.pk, OCTOBER) is None


def test_who_had_no_work_has_no_score(cast: Cast) -> None:
    Settlement.objects.create(
        contract=Contract.objects.get(key="b"),
        from_on=OCTOBER.first,
        to_on=OCTOBER.last,
        measured_at=AFTER,
        shown_on=AFTER.date(),
    )
    with seen_by(SYSTEM):
        assert ("supplier", cast.other_supplier.pk) not in values_of(OCTOBER)
