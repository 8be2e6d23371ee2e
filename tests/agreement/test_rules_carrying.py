"""Whether what suppliers owe carries what was promised, against every start that there is."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from knutepunkt.agreement.rules.calendar import ServiceCalendar
from knutepunkt.agreement.rules.carrying import Leg, carrying, in_series, short_of
from knutepunkt.agreement.rules.hours import ServiceHours, to_micros

H = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = MONDAY + 168 * H
YEAR = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2027, 1, 1, tzinfo=UTC)}
ALWAYS = ServiceHours(ServiceCalendar(always=True))


def weekdays(opens: int, closes: int, *, holidays: str | None = None, zone: str = "UTC") -> ServiceHours:
    weekly = tuple((day, opens * 60, closes * 60) for day in range(5))
    return ServiceHours(ServiceCalendar(weekly=weekly, holidays_country=holidays, zone=zone))


OFFICE = weekdays(8, 16)


def promise(hours: int, service: ServiceHours = OFFICE) -> Leg:
    return Leg("promise", hours * H, service)


def owed(hours: int, service: ServiceHours = OFFICE) -> Leg:
    return Leg("supplier", hours * H, service)


def test_the_same_hours_and_half_the_time_carry() -> None:
    found = carrying(promise(8), [owed(4)], since=MONDAY, until=WEEK)
    assert found.carries
    assert found.late is not None
    assert found.late == -4 * H, "the least room there is"


def test_round_the_clock_is_not_carried_by_office_hours() -> None:
    found = carrying(promise(4, ALWAYS), [owed(2)], since=MONDAY, until=WEEK)
    # Friday at 14, and a moment: two hours less a moment are left of Friday, so it ends on Monday.
    assert found.start_at == MONDAY + timedelta(days=4, hours=14) + MICROSECOND
    assert found.ours_due_at == MONDAY + timedelta(days=4, hours=18) + MICROSECOND
    assert found.legs_due_at == (("supplier", MONDAY + timedelta(days=7, hours=8) + MICROSECOND),)
    assert found.late == 62 * H
    assert not found.carries


def test_hours_that_close_an_hour_earlier_are_found_though_every_opening_is_in_time() -> None:
    """What begins at an opening is carried; what begins so that theirs runs out at their closing is not."""
    chain = [owed(4, weekdays(8, 15))]
    assert all(lateness(promise(4), chain, MONDAY + timedelta(days=day, hours=8)) == 0 * H for day in range(5))
    found = carrying(promise(4), chain, since=MONDAY, until=WEEK)
    assert found.start_at == MONDAY + timedelta(days=4, hours=11) + MICROSECOND
    assert found.late == timedelta(days=2, hours=17), "from Friday at 15, and a moment, to Monday at 8"


def test_a_holiday_that_only_the_supplier_keeps_is_the_worst_day_of_the_year() -> None:
    ours, theirs = weekdays(8, 16, zone="Europe/Oslo"), weekdays(8, 16, zone="Europe/Oslo", holidays="NO")
    found = carrying(promise(8, ours), [owed(8, theirs)], **YEAR)
    assert found.late == timedelta(days=5), "Maundy Thursday to Easter Monday are three of our days, and a weekend"
    assert found.start_at.date() in {date(2026, 4, 1), date(2026, 4, 2)}


def test_suppliers_in_series_take_their_times_together_and_our_handling_too() -> None:
    chain = [Leg("handling", H, OFFICE), Leg("first", 3 * H, OFFICE), Leg("second", 4 * H, OFFICE)]
    exact = carrying(promise(8), chain, since=MONDAY, until=WEEK)
    assert (exact.carries, exact.late) == (True, timedelta(0))
    assert [name for name, _ in exact.legs_due_at] == ["handling", "first", "second"]
    assert not carrying(Leg("promise", 8 * H - MICROSECOND, OFFICE), chain, since=MONDAY, until=WEEK).carries


def test_the_worst_start_may_lie_where_no_hours_turn_but_those_of_a_later_leg_do() -> None:
    """Friday at 9, and a moment: five hours on, less than the two hours that the supplier needs are left of its week."""
    chain = [Leg("handling", 5 * H, ALWAYS), owed(2)]
    found = carrying(promise(8, ALWAYS), chain, since=MONDAY, until=WEEK)
    assert found.start_at == MONDAY + timedelta(days=4, hours=9) + MICROSECOND
    assert found.late == 63 * H


def test_a_supplier_that_never_ends_carries_nothing_and_a_promise_that_never_does_is_carried() -> None:
    once = ServiceHours(ServiceCalendar(extra=((date(2026, 3, 4), ((600, 660),)),)))
    never = carrying(promise(8), [owed(2, once)], since=MONDAY, until=WEEK)
    assert (never.carries, never.late, never.legs_due_at) == (False, None, (("supplier", None),))
    after = carrying(promise(8), [owed(1, once), owed(1)], since=MONDAY, until=WEEK)
    assert (after.carries, [due for _, due in after.legs_due_at]) == (False, [None, None])
    assert carrying(promise(2, once), [owed(2, once)], since=MONDAY, until=WEEK).carries


def test_there_must_be_something_to_compare() -> None:
    for chain, until in (([], WEEK), ([owed(1)], MONDAY)):
        with pytest.raises(ValueError, match="nothing to compare"):
            carrying(promise(1), chain, since=MONDAY, until=until)


def test_availability_in_series_is_held_against_the_promise() -> None:
    parts = [Decimal("99.9"), Decimal("99.5"), Decimal("99.8")]
    assert in_series(Fraction(part) / 100 for part in parts) == Fraction("0.99201699")
    assert short_of(Decimal("99.5"), parts) == Fraction("0.298301")
    assert short_of(Decimal("99.2"), parts) == 0
    assert short_of(Decimal("100"), []) == 0


def one_day(draw: some.DrawFn) -> list[tuple[int, int]]:
    edges = sorted(draw(some.sets(some.integers(0, 24), min_size=2, max_size=4)))
    return [(edges[n] * 60, edges[n + 1] * 60) for n in range(0, len(edges) - 1, 2)]


@some.composite
def any_hours(draw: some.DrawFn) -> ServiceHours:
    if draw(some.integers(0, 4)) == 0:
        return ALWAYS
    days = draw(some.sets(some.integers(0, 6), min_size=1))
    weekly = tuple((day, *opening) for day in sorted(days) for opening in one_day(draw))
    return ServiceHours(ServiceCalendar(weekly=weekly, zone="UTC"))


legs = some.builds(lambda hours, allowed: Leg("leg", allowed * H, hours), any_hours(), some.integers(0, 30))


@settings(max_examples=40, deadline=None)
@given(legs, some.lists(legs, min_size=1, max_size=3))
def test_no_start_is_worse_than_the_worst(ours: Leg, chain: list[Leg]) -> None:
    """All is on whole hours here, so the worst is at an hour or the microsecond beside it: every one is tried."""
    found = carrying(ours, chain, since=MONDAY, until=WEEK)
    tried = [
        MONDAY + n * H + beside * MICROSECOND
        for n in range(169)
        for beside in (-1, 0, 1)
        if MONDAY <= MONDAY + n * H + beside * MICROSECOND < WEEK
    ]
    assert found.late == max(lateness(ours, chain, start) for start in tried)
    assert found.late == lateness(ours, chain, found.start_at)
    assert MONDAY <= found.start_at < WEEK


def lateness(ours: Leg, chain: list[Leg], start: datetime) -> timedelta:
    moment = start
    for leg in chain:
        due_at = leg.hours.due_at(moment, leg.allowed)
        assert due_at is not None
        moment = due_at
    promised = ours.hours.due_at(start, ours.allowed)
    assert promised is not None
    return moment - promised


@settings(max_examples=20, deadline=None)
@given(legs, some.lists(legs, min_size=1, max_size=2), some.lists(some.integers(0, 168 * 60 - 1), min_size=20))
def test_no_start_of_any_minute_is_late_where_the_chain_carries(ours: Leg, chain: list[Leg], drawn: list[int]) -> None:
    found = carrying(ours, chain, since=MONDAY, until=WEEK)
    assert found.late is not None
    assert all(lateness(ours, chain, MONDAY + n * MINUTE) <= found.late for n in drawn)


def test_hours_say_when_they_turn() -> None:
    turns = OFFICE.turns_between(to_micros(MONDAY), to_micros(MONDAY + 24 * H)).tolist()
    assert turns == [to_micros(MONDAY + 8 * H), to_micros(MONDAY + 16 * H)]
    assert ALWAYS.turns_between(to_micros(MONDAY), to_micros(WEEK)).tolist() == []
    once = ServiceHours(ServiceCalendar(extra=((date(2040, 3, 4), ((600, 660),)),)))
    assert once.turns_between(to_micros(MONDAY), to_micros(WEEK)).tolist() == []
