"""A prior notice: told to all suppliers, and shorter deadlines only where the law lets it shorten them."""

from datetime import date, timedelta

import pytest

from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.session import seen_by
from knutepunkt.plan.actions import announcing, opening
from knutepunkt.plan.models import (
    PlannedStep,
    Procurement,
    ProcurementCriterion,
    ProcurementNotice,
    Submission,
    TenderRound,
)
from knutepunkt.plan.queries import procurement as queries
from knutepunkt.plan.queries.law import law_on
from knutepunkt.plan.rules.deadline import PriorLimits
from knutepunkt.plan.rules.procedure import Step
from knutepunkt.plan.rules.window import Window, on_day
from tests.cast import MONDAY, make_cast
from tests.procurement import DAY, OPENING, Buying, announce, make_buying, open_by_two, send

LIMITS = PriorLimits(least_days=35, most_months=12)


@pytest.mark.parametrize(
    ("sent_on", "holds"),
    [
        (date(2026, 10, 19), True),  # 35 days before 23 November
        (date(2026, 10, 20), False),
        (date(2025, 11, 23), True),  # 12 months before
        (date(2025, 11, 22), False),
    ],
)
def test_a_prior_notice_shortens_between_its_limits_and_not_a_day_outside(sent_on: date, holds: bool) -> None:
    assert LIMITS.hold(sent_on, on_day(date(2026, 11, 23))) is holds


def test_it_must_hold_on_every_day_that_the_notice_may_be_sent() -> None:
    assert not LIMITS.hold(date(2026, 10, 19), Window(date(2026, 11, 20), date(2026, 11, 30)))


@pytest.fixture
def found(db: None) -> Buying:
    return make_buying(make_cast())


def told(found: Buying, *, days: int, is_whole: bool = True) -> ProcurementNotice:
    notice: ProcurementNotice = found.at(
        found.cast.administrator, announcing.announce_ahead, found.one.pk, text="Vi skal kjøpe drift.",
        is_whole=is_whole, at=MONDAY - days * DAY,
    )  # fmt: skip
    return notice


def to_invitation(found: Buying) -> None:
    announce(found)
    for seller in found.sellers:
        send(found, seller, at=MONDAY + DAY)
    open_by_two(found, at=OPENING)
    for one in Submission.objects.all():
        found.at(found.cast.agent, opening.admit, one.pk, at=OPENING)


def invite(found: Buying, days: int) -> TenderRound:
    made: TenderRound = found.at(
        found.cast.administrator, opening.invite, found.one.pk, deadline_at=OPENING + timedelta(days=days), at=OPENING
    )
    return made


@pytest.mark.parametrize(
    ("days", "is_whole", "least"), [(35, True, 10), (34, True, 25), (35, False, 25), (400, True, 25)]
)
def test_only_a_whole_one_in_good_time_shortens_the_days_for_tenders(
    found: Buying, days: int, is_whole: bool, least: int
) -> None:
    told(found, days=days, is_whole=is_whole)
    to_invitation(found)
    with pytest.raises(Refusal, match=f"{least} days"):
        invite(found, least - 1)
    assert invite(found, least + 6).deadline_at  # 24 December to 8 January: two holidays on the way


def test_the_plan_is_checked_by_it_and_the_page_says_whether_it_helps(found: Buying) -> None:
    PlannedStep.objects.create(procurement=found.one, step="invitation", first_on=OPENING, last_on=OPENING)
    PlannedStep.objects.create(
        procurement=found.one, step="tender_deadline", first_on=OPENING + 16 * DAY, last_on=OPENING + 16 * DAY
    )

    def verdict() -> tuple[str, list[bool]]:
        one, law = Procurement.objects.get(), law_on(MONDAY.date())
        checked = queries.checked(one, queries.valued(one, law=law))
        row = next(row for row in checked.findings if row.rule.to_step is Step.TENDER_DEADLINE)
        return row.verdict.value, [helps for _row, helps in queries.told_ahead(one, law)]

    assert verdict() == ("broken", [])
    told(found, days=20)
    assert verdict() == ("broken", [False])
    told(found, days=40)
    assert verdict() == ("kept", [False, True])
    assert queries.happened(Procurement.objects.get())[Step.PRIOR_NOTICE]


def test_every_supplier_sees_it_and_nothing_else_of_the_draft(found: Buying) -> None:
    told(found, days=40)
    assert Procurement.objects.get().state == "draft"
    for seller in found.sellers:
        with seen_by(found.cast.sees(seller)):
            assert [one.text for one in ProcurementNotice.objects.all()] == ["Vi skal kjøpe drift."]
            assert not ProcurementCriterion.objects.exists()
            assert not Procurement.objects.exists()
    with seen_by(found.cast.sees(found.cast.service_owner)):
        assert not ProcurementNotice.objects.exists()


def test_it_comes_before_the_competition_and_from_who_keeps_terms(found: Buying) -> None:
    with pytest.raises(NotAllowed):
        found.at(found.cast.agent, announcing.announce_ahead, found.one.pk, text="Vi skal kjøpe.")
    announce(found)
    with pytest.raises(Refusal, match="another step"):
        told(found, days=0)


def test_who_was_told_ahead_is_told_when_it_comes_to_nothing(found: Buying) -> None:
    told(found, days=40)
    found.at(found.cast.administrator, announcing.cancel, found.one.pk, reason="Behovet falt bort")
    with seen_by(found.cast.sees(found.sellers[0])):
        assert [one.kind for one in ProcurementNotice.objects.all()] == ["cancellation", "prior"]
