"""Availability against a count of every minute, and the end-to-end figure of the facts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.calendar import ServiceCalendar
from knutepunkt.agreement.rules.carrying import in_series
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.performance.rules.availability import Availability, Outage, availability, end_to_end
from knutepunkt.performance.rules.share import percent, reaches

ALWAYS = ServiceHours(ServiceCalendar(always=True))
OFFICE = ServiceHours(ServiceCalendar(weekly=tuple((day, 480, 960) for day in range(5)), zone="UTC"))
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
H = timedelta(hours=1)
WEEK = MONDAY + 168 * H


def down(start: int, end: int | None, *, planned: bool = False) -> Outage:
    return Outage(MONDAY + start * H, None if end is None else MONDAY + end * H, is_planned=planned)


def lasting(*hours: int) -> list[timedelta]:
    return [n * H for n in hours]


def test_parts_in_series_multiply() -> None:
    shares = [Fraction("0.999"), Fraction("0.995"), Fraction("0.998")]
    assert in_series(shares) == Fraction("0.99201699")
    assert round(Decimal("0.99201699"), 6) == Decimal("0.992017"), "as the facts write it"
    assert percent(in_series(shares), 4) == Decimal("99.2016")


def test_only_what_lies_within_the_hours_counts_and_once() -> None:
    outages = [down(6, 9), down(8, 10), down(10, 11), down(20, 30)]
    week = availability(OFFICE, outages, since=MONDAY, until=WEEK)
    assert [week.agreed, week.down] == lasting(40, 3)
    assert week.share == Fraction(37, 40)
    assert week.percent == Decimal("92.5000")


def test_what_goes_on_is_cut_at_the_period() -> None:
    month = availability(ALWAYS, [down(-5, 5), down(160, None)], since=MONDAY, until=WEEK)
    assert month.down == 13 * H


@pytest.mark.parametrize(("stays", "agreed"), [(True, 40), (False, 38)])
def test_notified_maintenance_is_no_downtime_and_leaves_the_agreed_time_only_by_the_terms(
    stays: bool, agreed: int
) -> None:
    outages = [down(9, 11, planned=True), down(10, 12)]
    week = availability(OFFICE, outages, since=MONDAY, until=WEEK, maintenance_is_agreed=stays)
    assert [week.agreed, week.down, week.maintenance] == lasting(agreed, 1, 2)


def test_where_no_time_was_agreed_nothing_is_said() -> None:
    night = availability(OFFICE, [down(20, 21)], since=MONDAY + 17 * H, until=MONDAY + 24 * H)
    assert (night.share, night.percent, night.reaches(Decimal(99))) == (None, None, None)
    whole = Availability(H, 0 * H, 0 * H)
    assert end_to_end([whole, night]) is None
    assert end_to_end([whole, Availability(2 * H, H, 0 * H)]) == Fraction(1, 2)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        availability(OFFICE, [], since=WEEK, until=MONDAY)


quarters = some.integers(-20, 700).map(lambda n: MONDAY + n * H / 4)
outages = some.builds(
    lambda start, length, planned: Outage(start, None if length is None else start + length * H / 4, planned),
    quarters,
    some.none() | some.integers(1, 80),
    some.booleans(),
)


@given(some.sampled_from((OFFICE, ALWAYS)), some.lists(outages, max_size=6), some.booleans())
def test_a_count_of_every_quarter_says_the_same(hours: ServiceHours, drawn: list[Outage], stays: bool) -> None:
    quarter = H / 4

    def hit(at: datetime, planned: bool) -> bool:
        return any(
            one.start_at <= at and (one.end_at is None or at < one.end_at) for one in drawn if one.is_planned is planned
        )

    every = [MONDAY + n * quarter for n in range(168 * 4)]
    opened = [at for at in every if hours.working_time(at, at + quarter)]
    maintained = [at for at in opened if hit(at, True)]
    broken = [at for at in opened if hit(at, False) and not hit(at, True)]
    found = availability(hours, drawn, since=MONDAY, until=WEEK, maintenance_is_agreed=stays)
    agreed = len(opened) if stays else len(opened) - len(maintained)
    assert found == Availability(agreed * quarter, len(broken) * quarter, len(maintained) * quarter)
    assert found.share is None or 0 <= found.share <= 1


@given(some.lists(outages, max_size=5), outages)
def test_more_downtime_is_never_better(drawn: list[Outage], another: Outage) -> None:
    more = Outage(another.start_at, another.end_at)
    before, after = (availability(OFFICE, one, since=MONDAY, until=WEEK) for one in (drawn, [*drawn, more]))
    assert before.share is not None
    assert after.share is not None
    assert after.share <= before.share


shares = some.fractions(0, 1)


@given(some.lists(shares, max_size=5))
def test_a_chain_is_no_better_than_its_weakest_part(parts: list[Fraction]) -> None:
    assert in_series(parts) <= min(parts, default=Fraction(1))


@given(shares, some.decimals(0, 100, places=3))
def test_a_figure_shown_reaches_a_goal_only_when_the_share_does(share: Fraction, goal: Decimal) -> None:
    assert (percent(share) >= goal) == reaches(share, goal)
    assert 0 <= share * 100 - Fraction(percent(share)) < Fraction(1, 1000)
