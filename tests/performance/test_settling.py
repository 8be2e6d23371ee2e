"""The story of a settlement: measured from clocks, contested, answered, agreed, credited; and each refusal."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import translation

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.base.errors import MovedOn, NotAllowed, NotYours, Refusal
from knutepunkt.base.models import Trail
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions as desk
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.party.models import Membership, Person
from knutepunkt.performance.actions import recounting, settling
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Attainment, Contest, Credit, Settlement
from knutepunkt.performance.queries.attained import attained
from knutepunkt.performance.queries.crediting import as_working, reckon
from knutepunkt.performance.queries.differing import as_kept, from_kept
from knutepunkt.performance.queries.settlements import Chosen, listed
from knutepunkt.performance.rules.month import month_of
from knutepunkt.performance.rules.settlement import Action
from knutepunkt.signal.models import Outage
from tests.cast import MONDAY, SINCE, Cast, make_cast
from tests.register import make_register, promise_availability

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOVEMBER = month_of(date(2026, 11, 1)).period
AFTER = datetime.fromisoformat("2026-12-02T09:00:00+00:00")


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_parties()


def make_parties() -> Cast:
    """The cast with supplier A's register, and somebody who answers for A."""
    cast = make_cast()
    make_register(cast)
    manager = Person.objects.create(
        email="avtale@leverandor-a.example", name="Avtaleansvarlig", organisation=cast.supplier
    )
    Membership.objects.create(person=manager, organisation=cast.supplier, role="service_owner", valid_from=SINCE)
    return cast


def answers_for_a(cast: Cast) -> Person:
    return Person.objects.get(email="avtale@leverandor-a.example")


def solve(cast: Cast, *, after: timedelta, opened: datetime = MONDAY) -> Ticket:
    """A ticket that supplier A holds from its opening and resolves `after`."""
    with seen_by(cast.sees(cast.employee)):
        ticket = desk.open_ticket(title="Får ikke sendt", service=cast.service, by=cast.employee, at=opened)
    with seen_by(cast.sees(cast.agent)):
        desk.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=opened)
    with seen_by(cast.sees(cast.resolver)):
        desk.take(ticket.pk, by=cast.resolver, at=opened)
        desk.resolve(ticket.pk, resolution="Løst", by=cast.resolver, at=opened + after)
    return ticket


def settlement_of(key: str) -> Settlement:
    return Settlement.objects.select_related("contract").get(contract__key=key)


def shown(key: str, level: str) -> tuple[int, int, int, int]:
    """Met and total that stand, contested and excluded."""
    figure = next(one.figure for one in attained(settlement_of(key)) if one.level.key == level)
    return figure.standing.met, figure.standing.total, figure.contested.total, figure.excluded.total


def test_clocks_that_stopped_in_the_month_are_its_figures(cast: Cast) -> None:
    solve(cast, after=HOUR)
    solve(cast, after=30 * HOUR)  # an office day is eight hours: the target is used up the next morning
    result = measure([NOVEMBER], at=AFTER)
    assert result.settlements == 4  # every contract in force
    assert shown("a", "resolve") == (1, 2, 0, 0)
    assert shown("nordvik", "resolve") == (1, 2, 0, 0)
    assert not Attainment.objects.filter(settlement__contract__key="fjellbygda").exists()
    again = measure([NOVEMBER], at=AFTER)
    assert (again.settlements, again.attainments) == (result.settlements, result.attainments)


def test_the_list_judges_no_level_that_its_settlement_says_has_too_few_cases(cast: Cast) -> None:
    solve(cast, after=HOUR)
    solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    one = next(one for one in attained(settlement_of("a")) if one.level.key == "resolve")
    assert (one.is_thin, one.reaches) == (True, False)
    rows = {row.settlement.contract.key: row for row in listed(Chosen())}
    assert (rows["a"].reached, rows["a"].judged) == (0, 0)
    Attainment.objects.filter(level=one.level).update(counted_met=19, counted_total=20)
    rows = {row.settlement.contract.key: row for row in listed(Chosen())}
    assert (rows["a"].reached, rows["a"].judged) == (1, 1)


def test_a_month_that_has_not_begun_is_not_measured(cast: Cast) -> None:
    assert measure([month_of(date(2027, 1, 1)).period], at=AFTER).settlements == 0


def test_a_contest_moves_the_figure_and_an_answer_settles_it(cast: Cast) -> None:
    late = solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    settlement = settlement_of("a")
    level = ServiceLevel.objects.get(contract__key="a", key="resolve")
    owner = answers_for_a(cast)
    with seen_by(cast.sees(owner)):
        [row] = settling.contest(
            settlement.pk, cases=[settling.Named(level.pk, late.pk)], grounds="Ventet på svar", by=owner, at=AFTER
        )
    assert shown("a", "resolve") == (0, 1, 1, 0)
    with seen_by(cast.sees(owner)), pytest.raises(Refusal, match="Nobody answers"):
        settling.answer(row.pk, action=Action.UPHOLD, by=owner, at=AFTER)
    with seen_by(cast.sees(cast.administrator)):
        with pytest.raises(Refusal, match="nobody has answered"):
            settling.agree(settlement.pk, by=cast.administrator, at=AFTER)
        settling.answer(row.pk, action=Action.UPHOLD, text="Enig", by=cast.administrator, at=AFTER)
    assert shown("a", "resolve") == (0, 0, 0, 1)
    with seen_by(cast.sees(owner)):
        agreed = settling.agree(settlement.pk, by=owner, at=AFTER)
    assert (agreed.state, agreed.credit) == ("agreed", Decimal(0))


def test_what_was_late_is_credited_with_its_working(cast: Cast) -> None:
    late = solve(cast, after=30 * HOUR)
    clock = Clock.objects.get(ticket=late, level__key="resolve", level__contract__key="a")
    measure([NOVEMBER], at=AFTER)
    settlement = settlement_of("a")
    owner = answers_for_a(cast)
    before = reckon(settlement)
    assert clock.level.target is not None
    hours = -(-(clock.elapsed - clock.level.target) // HOUR)  # an hour begun counts
    assert before.amount == Decimal(1_200_000) * Decimal("0.002") * hours
    with seen_by(cast.sees(owner)):
        settling.agree(settlement.pk, by=owner, at=AFTER)
    with seen_by(cast.sees(cast.administrator)):
        done = settling.credit(settlement.pk, by=cast.administrator, at=AFTER)
    assert (done.state, done.number, done.credit) == ("credited", 1, before.amount)
    row = Credit.objects.get()
    assert (row.ticket_id, row.amount, sum(Decimal(line["amount"]) for line in row.working)) == (
        late.pk,
        before.amount,
        before.amount,
    )


def test_a_rule_gives_nothing_for_what_belongs_to_days_before_or_after_it(cast: Cast) -> None:
    late = solve(cast, after=30 * HOUR)
    stopped_on = (MONDAY + 30 * HOUR).date()
    measure([NOVEMBER], at=AFTER)
    for first, last, gives in (
        (None, None, True),
        (stopped_on, stopped_on, True),
        (stopped_on + 24 * HOUR, None, False),
        (None, stopped_on - 24 * HOUR, False),
        (date(2026, 12, 1), None, False),
    ):
        CompensationRule.objects.update(valid_from=first, valid_to=last)
        assert [one.ticket_id for one in reckon(settlement_of("a")).owed] == [late.pk] * gives, (first, last)


def test_a_figure_is_credited_by_a_rule_that_holds_on_the_periods_last_day(cast: Cast) -> None:
    solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    CompensationRule.objects.update(kind="price_reduction", unit="period", rate=1)
    for first, last, gives in ((date(2026, 11, 30), None, 1), (None, date(2026, 11, 29), 0), (None, None, 1)):
        CompensationRule.objects.update(valid_from=first, valid_to=last)
        assert len(reckon(settlement_of("a")).owed) == gives, (first, last)


def test_agreed_figures_stay_and_what_is_reckoned_later_is_shown_beside_them(cast: Cast) -> None:
    solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    settlement, owner = settlement_of("a"), answers_for_a(cast)
    with seen_by(cast.sees(owner)):
        settling.agree(settlement.pk, by=owner, at=AFTER)
    solve(cast, after=HOUR, opened=MONDAY + 24 * HOUR)  # as if an import came late
    result = measure([NOVEMBER], at=AFTER)
    assert result.kept == 1
    assert shown("a", "resolve") == (0, 1, 0, 0)
    with seen_by(cast.sees(owner)):
        again = recounting.recount(settlement.pk, by=owner, at=AFTER)
    resolve = ServiceLevel.objects.get(contract__key="a", key="resolve").pk
    place = {"level": resolve, "customer": cast.municipality.pk, "service": None}
    assert place | {"kept": {"met": 0, "total": 1}, "now": {"met": 1, "total": 2}} in again.differences
    again.refresh_from_db()
    assert (again.recounted_at, as_kept(from_kept(again.differences))) == (AFTER, again.differences)
    assert shown("a", "resolve") == (0, 1, 0, 0)
    assert not Trail.objects.filter(changes__has_key="recounted_at").exists()


def test_each_night_the_closed_months_are_reckoned_anew_at_once(cast: Cast) -> None:
    level = promise_availability(cast)
    solve(cast, after=HOUR)
    measure([month_of(date(2026, 10, 1)).period, NOVEMBER], at=AFTER)
    settling.agree_silently(at=AFTER + 20 * 24 * HOUR)
    assert recounting.recount_closed(since=date(2026, 10, 1), at=AFTER) == Settlement.objects.count() == 8
    assert not Settlement.objects.exclude(differences=[]).exists()
    solve(cast, after=2 * HOUR, opened=MONDAY + 24 * HOUR)
    Outage.objects.create(service=cast.security_service, start_at=MONDAY, end_at=MONDAY + HOUR)  # which mail needs
    recounting.recount_closed(since=date(2026, 10, 1), at=AFTER)
    changed = {
        (row.contract.key, row.from_on.month): row.differences for row in Settlement.objects.exclude(differences=[])
    }
    assert changed.keys() == {("a", 11), ("nordvik", 11)}
    [firewall] = [one for one in changed["nordvik", 11] if one["level"] == level.pk]
    assert firewall["service"] == cast.security_service.pk
    assert (firewall["kept"]["down"], firewall["now"]["down"]) == (0, 3600)


def test_only_what_is_closed_is_reckoned_anew_and_only_by_those_who_settle(cast: Cast) -> None:
    measure([NOVEMBER], at=AFTER)
    settlement, owner = settlement_of("a"), answers_for_a(cast)
    with seen_by(cast.sees(owner)), pytest.raises(Refusal, match="every night"):
        recounting.recount(settlement.pk, by=owner, at=AFTER)
    with seen_by(cast.sees(cast.agent)), pytest.raises(NotAllowed):
        recounting.recount(settlement.pk, by=cast.agent, at=AFTER)
    with seen_by(cast.sees(cast.stranger)), pytest.raises(NotYours):
        recounting.recount(settlement.pk, by=cast.stranger, at=AFTER)


def test_one_of_two_wins_and_the_other_is_told(cast: Cast) -> None:
    solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    settlement, owner = settlement_of("a"), answers_for_a(cast)
    seen = settlement.revision
    with seen_by(cast.sees(owner)):
        settling.agree(settlement.pk, by=owner, at=AFTER, seen=seen)
        with pytest.raises(MovedOn, match="Somebody else"):
            settling.agree(settlement.pk, by=owner, at=AFTER, seen=seen)


def test_each_refusal(cast: Cast) -> None:
    late = solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    settlement, owner = settlement_of("a"), answers_for_a(cast)
    level = ServiceLevel.objects.get(contract__key="a", key="resolve")
    case = [settling.Named(level.pk, late.pk)]
    with seen_by(cast.sees(cast.stranger)), pytest.raises(NotYours):
        settling.agree(settlement.pk, by=cast.stranger, at=AFTER)
    with seen_by(cast.sees(cast.agent)), pytest.raises(NotAllowed):
        settling.agree(settlement.pk, by=cast.agent, at=AFTER)
    with seen_by(cast.sees(cast.administrator)), pytest.raises(Refusal, match="can contest until"):
        settling.agree(settlement.pk, by=cast.administrator, at=AFTER)
    with seen_by(cast.sees(owner)):
        with pytest.raises(Refusal, match="Say why"):
            settling.contest(settlement.pk, cases=case, grounds=" ", by=owner, at=AFTER)
        with pytest.raises(Refusal, match="Choose the cases"):
            settling.contest(settlement.pk, cases=[], grounds="Nei", by=owner, at=AFTER)
        with pytest.raises(Refusal, match="not among"):
            settling.contest(settlement.pk, cases=[settling.Named(level.pk, 999)], grounds="Nei", by=owner, at=AFTER)
        with pytest.raises(Refusal, match="last day to contest was 16.12.2026"):
            settling.contest(settlement.pk, cases=case, grounds="Nei", by=owner, at=AFTER + 20 * 24 * HOUR)
        settling.contest(settlement.pk, cases=case, grounds="Nei", by=owner, at=AFTER)
        with pytest.raises(Refusal, match="contested already"):
            settling.contest(settlement.pk, cases=case, grounds="Nei", by=owner, at=AFTER)
    assert Contest.objects.count() == 1


def test_silence_is_agreement_after_the_last_day(cast: Cast) -> None:
    solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    with transaction.atomic():
        assert settling.agree_silently(at=AFTER + 14 * 24 * HOUR) == 0
        assert settling.agree_silently(at=AFTER + 15 * 24 * HOUR) == 4
    assert settlement_of("a").agreed_by is None


def test_availability_is_time_up_within_the_hours(cast: Cast) -> None:
    ServiceLevel.objects.create(
        contract=Contract.objects.get(key="a"),
        key="oppetid",
        name="Oppetid",
        metric="availability",
        goal=Decimal("99.5"),
        calendar=cast.calendar,
    )
    Outage.objects.create(service=cast.service, start_at=MONDAY, end_at=MONDAY + 3 * HOUR)
    Outage.objects.create(service=cast.service, start_at=MONDAY + 2 * HOUR, end_at=MONDAY + 4 * HOUR)
    Outage.objects.create(service=cast.service, start_at=MONDAY - 24 * HOUR, end_at=MONDAY - 20 * HOUR)  # a Sunday
    measure([NOVEMBER], at=AFTER)
    [row] = Attainment.objects.filter(level__key="oppetid")
    assert (row.agreed_time, row.down_time, row.service) == (21 * 8 * HOUR, 4 * HOUR, cast.service)


def test_what_was_agreed_is_given_whatever_is_reckoned_later(cast: Cast) -> None:
    """The statement that leaves the house is the one that was agreed on, line by line."""
    late = solve(cast, after=30 * HOUR)
    measure([NOVEMBER], at=AFTER)
    settlement, owner = settlement_of("a"), answers_for_a(cast)
    before = reckon(settlement)
    with seen_by(cast.sees(owner)):
        settling.agree(settlement.pk, by=owner, at=AFTER)
    solve(cast, after=40 * HOUR, opened=MONDAY + 24 * HOUR)  # as if an import came late
    after = reckon(settlement_of("a"))
    assert [one.ticket_id for one in after.owed] == [late.pk]
    assert [one.case.late for one in after.owed] == [one.case.late for one in before.owed]
    assert [as_working(one.credit.working) for one in after.owed] == [
        as_working(one.credit.working) for one in before.owed
    ]


def test_the_years_cap_holds_when_an_earlier_month_is_agreed_later(cast: Cast) -> None:
    CompensationRule.objects.update(cap_per_case=5, cap_per_year=8)
    for weeks in (0, -5):
        solve(cast, after=150 * HOUR, opened=MONDAY + weeks * 7 * 24 * HOUR)
    october, november = month_of(date(2026, 10, 1)).period, NOVEMBER
    measure([october, november], at=AFTER)
    later = AFTER + 20 * 24 * HOUR
    given = []
    for period in (november, october):
        settlement = Settlement.objects.get(contract__key="a", from_on=period.from_on)
        given.append(settling.agree(settlement.pk, by=None, at=later).credit)
    assert given == [Decimal(60_000), Decimal(36_000)]  # 5 % of a year's 1,200,000, then what was left of 8 %
