"""Benefits are measured by hand, and by the platform from what happened; sectors meet, decide and rank."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import ServiceGroup
from knutepunkt.desk import actions as desk
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Person
from knutepunkt.performance.rules.month import Month
from knutepunkt.plan.actions import sectors as meeting
from knutepunkt.plan.actions.benefits import measure, measure_months
from knutepunkt.plan.models import Benefit, BenefitMeasurement, StrategyItem, StrategyMeeting
from knutepunkt.plan.queries.benefits import benefits, standings
from knutepunkt.plan.queries.board import board
from knutepunkt.plan.rules.benefit import Outlook
from tests.cast import MONDAY, Cast, make_cast
from tests.projects import TODAY, Planning, make_planning, make_projects

pytestmark = pytest.mark.django_db
NOVEMBER = Month(TODAY.replace(day=1))
IN_DECEMBER = MONDAY + timedelta(days=20)


@pytest.fixture
def plan() -> Planning:
    return make_planning(make_cast())


def open_as(cast: Cast, person: Person) -> Ticket:
    with seen_by(cast.sees(person)):
        return desk.open_ticket(title="Utskrift", service=cast.service, by=person, at=MONDAY)


def test_the_platform_measures_self_service_and_promises_kept_for_all_and_for_each(plan: Planning) -> None:
    cast = plan.cast
    tickets = [open_as(cast, who) for who in (cast.employee, cast.employee, cast.stranger)]
    Ticket.objects.filter(pk=tickets[0].pk).update(channel="phone")
    for one, hours in zip(tickets, (1, 100, 2), strict=True):
        with seen_by(cast.sees(cast.agent)):
            desk.resolve(one.pk, resolution="Ordnet", by=cast.agent, at=MONDAY + timedelta(hours=hours))
    for name in ("self_service", "delivery", "major_incidents", "availability"):
        Benefit.objects.create(project=plan.one, key=name, title=name, measured_by=name, unit="%")
    with seen_by(Viewer(Role.SYSTEM, source="test")):
        measure_months(at=IN_DECEMBER)
        assert measure_months(at=IN_DECEMBER) == 0, "once is enough"
    found = {
        (one.benefit.key, one.municipality_id): (one.part, one.whole)
        for one in BenefitMeasurement.objects.filter(measured_on=NOVEMBER.last).select_related("benefit")
    }
    nordvik, fjellbygda = cast.municipality.pk, cast.other_municipality.pk
    assert found["self_service", None] == (2, 3)
    assert (found["self_service", nordvik], found["self_service", fjellbygda]) == ((1, 2), (1, 1))
    assert found["delivery", None] == (2, 3)
    assert {found["delivery", nordvik], found["delivery", fjellbygda]} == {(1, 2), (1, 1)}
    assert found["major_incidents", None] == (0, None)
    assert ("availability", None) not in found, "nothing was promised to be up: nothing is said"


def test_what_is_measured_stands_against_its_plan(plan: Planning) -> None:
    (before,) = standings(benefits(), on=TODAY)
    assert before.outlook is Outlook.NOT_MEASURED
    row = Benefit.objects.get(key="tid")
    plan.do(measure, row.pk, value=Decimal(14), measured_on=TODAY)
    (behind,) = standings(benefits(), on=TODAY)
    assert (behind.outlook, behind.planned, behind.forecast) == (Outlook.BEHIND, Fraction(15), Fraction(18))
    plan.do(measure, row.pk, value=Decimal(15), measured_on=TODAY)
    (stands,) = standings(benefits(), on=TODAY)
    assert stands.outlook is Outlook.ON_TRACK
    assert row.measurements.count() == 1, "the same day, measured again"


def test_a_measurement_ahead_of_its_day_or_in_place_of_the_platforms_is_refused(plan: Planning) -> None:
    row = Benefit.objects.get(key="tid")
    with pytest.raises(Refusal) as refusal:
        plan.do(measure, row.pk, value=Decimal(1), measured_on=TODAY + timedelta(days=1))
    assert set(refusal.value.fields) == {"measured_on"}
    Benefit.objects.update(measured_by="delivery")
    with pytest.raises(Refusal) as refusal:
        plan.do(measure, row.pk, value=Decimal(1), measured_on=TODAY)
    assert set(refusal.value.fields) == {"value"}
    with pytest.raises(NotYours):
        plan.do(measure, row.pk, value=Decimal(1), measured_on=TODAY, by=plan.cast.stranger)
    assert not BenefitMeasurement.objects.exists()


def test_a_meeting_takes_up_projects_is_held_decides_and_ranks(plan: Planning) -> None:
    sector = ServiceGroup.objects.get(key="skole")
    row = StrategyMeeting.objects.create(sector=sector, planned_on=TODAY)
    item = plan.do(meeting.put_up, row.pk, project=plan.one)
    with pytest.raises(Refusal, match="on the agenda"):
        plan.do(meeting.put_up, row.pk, project=plan.one)
    with pytest.raises(Refusal):
        plan.do(meeting.decide, row.pk, item=item, decision="noted")  # it is not held yet
    with pytest.raises(Refusal) as refusal:
        plan.do(meeting.hold, row.pk, held_on=TODAY + timedelta(days=1), present="Rektor", minutes="")
    assert set(refusal.value.fields) == {"held_on"}
    plan.do(meeting.hold, row.pk, held_on=TODAY, present="Rektor", minutes="")
    for decision, rank, field in (("prioritised", None, "rank"), ("noted", 1, "rank"), ("rejected", None, "reason")):
        with pytest.raises(Refusal) as refusal:
            plan.do(meeting.decide, row.pk, item=item, decision=decision, rank=rank)
        assert set(refusal.value.fields) == {field}
    plan.do(meeting.decide, row.pk, item=item, decision="prioritised", rank=1)
    assert StrategyItem.objects.get().rank == 1
    other = StrategyItem.objects.create(meeting=row, project=plan.run("liten", 1))
    with pytest.raises(Refusal) as refusal:
        plan.do(meeting.decide, row.pk, item=other, decision="prioritised", rank=1)
    assert set(refusal.value.fields) == {"rank"}


def test_a_municipality_has_a_board_of_its_own_figures_alone() -> None:
    cast = make_cast()
    plan = make_projects(cast)
    BenefitMeasurement.objects.create(
        benefit=Benefit.objects.get(key="tid"), municipality=None, measured_on=TODAY, value=19, at=MONDAY
    )
    with seen_by(cast.sees(cast.administrator)):
        whole = board(on=TODAY)
    with seen_by(cast.sees(cast.service_owner)):
        ours = board(on=TODAY, of=cast.municipality.pk)
    with seen_by(cast.sees(cast.stranger)):
        theirs = board(on=TODAY, of=cast.other_municipality.pk)
    assert [one.pk for one in ours.projects] == [plan.one.pk]
    assert [(who.pk, amount) for who, amount in ours.money.shares] == [(cast.municipality.pk, Decimal("1000.01"))]
    assert [one.latest.value for one in ours.benefits if one.latest] == [12]
    assert [one.latest.value for one in whole.benefits if one.latest] == [19]
    assert (theirs.projects, theirs.money.shares, theirs.benefits, theirs.milestones) == ([], [], [], [])
    assert ours.risks.actions_overdue is None, "what suppliers owe the integrator is not a municipality's to see"
