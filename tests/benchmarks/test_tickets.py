"""What is measured with: the same tickets each time, custody without a gap, the same for the peer."""

from datetime import UTC, datetime, timedelta
from statistics import median

import pytest

from benchmarks.tickets import YEARS, Made, made
from knutepunkt.desk.rules.custody import Mode, Span, check
from knutepunkt.desk.rules.past import custody_of

UNTIL = datetime(2026, 11, 1, 6, tzinfo=UTC)
SERVICES = {"skriver": ("servicesenter", "drift"), "journal": ("servicesenter", "journal")}
TEAMS = {"servicesenter": (1, 1), "drift": (2, 1), "journal": (3, 2)}


@pytest.fixture(scope="module")
def some() -> list[Made]:
    return list(made(2_000, until=UNTIL, services=SERVICES))


def test_the_same_number_gives_the_same_tickets(some: list[Made]) -> None:
    assert list(made(2_000, until=UNTIL, services=SERVICES)) == some
    assert [one.number for one in some] == list(range(1, 2_001))


def test_tickets_spread_over_three_years_oldest_first(some: list[Made]) -> None:
    opened = [one.opened_at for one in some]
    assert opened == sorted(opened)
    assert opened[0] - (UNTIL - YEARS) < timedelta(days=1)
    assert timedelta(0) < UNTIL - opened[-1] < timedelta(days=1)


def test_custody_of_each_is_whole(some: list[Made]) -> None:
    for one in some:
        steps = [
            Span(
                step.at,
                None,
                *TEAMS[step.team],
                Mode(step.mode),
                step.reason or None,
                7 if step.mode != "queued" else None,
            )
            for step in one.steps
        ]
        spans = custody_of(one.opened_at, steps, closed_at=one.closed_at)
        check(spans, opened_at=one.opened_at, closed_at=one.closed_at)
        assert all(step.at < UNTIL for step in one.steps)


def test_most_are_closed_and_take_hours_not_weeks(some: list[Made]) -> None:
    closed = [one for one in some if one.closed_at and one.resolved_at]
    assert 0.9 < len(closed) / len(some) < 1
    hours = median((one.resolved_at - one.opened_at) / timedelta(hours=1) for one in closed if one.resolved_at)
    assert 1 < hours < 48
    assert {one.steps[-1].team for one in some} == {"servicesenter", "drift", "journal"}
