"""What a contract's levels cannot mean; among them a published municipal agreement, as it was written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.calendar import ServiceCalendar
from knutepunkt.agreement.rules.contradiction import Conflict, Contradiction, WrittenLevel, contradictions
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.agreement.rules.level import PRIORITIES, Candidate, TiedLevels, most_specific
from knutepunkt.agreement.rules.vocabulary import Metric

H = timedelta(hours=1)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DESK = ServiceHours(ServiceCalendar(weekly=tuple((day, 540, 1020) for day in range(5)), holidays_country="NO"))


def level(
    key: str,
    priority: int | None = None,
    *,
    metric: Metric = Metric.RESOLVE,
    target: timedelta = 4 * H,
    escalates_after: timedelta | None = None,
    services: frozenset[int] = frozenset(),
    groups: frozenset[int] = frozenset(),
) -> WrittenLevel:
    names = Candidate(1, key, metric, priority, services, groups)
    return WrittenLevel(names, target, DESK, Decimal(95), escalates_after)


def found(*levels: WrittenLevel) -> list[Contradiction]:
    return contradictions(levels, since=SINCE)


# A published agreement's shape: helpdesk 09-17 on working days, a day of eight hours, a week of forty.
PUBLISHED = (
    *(level(f"reaction-p{p}", p, metric=Metric.RESPONSE, target=t * H) for p, t in enumerate((2, 4, 24, 16), start=1)),
    level("solution-p1", 1, target=4 * H),
    level("solution-p2", 2, target=8 * H, escalates_after=16 * H),
    level("solution-p3", 3, target=48 * H),
    level("solution-p4", 4, target=160 * H),
)


def test_the_published_agreement_escalates_after_its_own_deadline_and_says_nothing_else_wrong() -> None:
    assert found(*PUBLISHED) == [Contradiction(Conflict.ESCALATION_AFTER_TARGET, ("solution-p2",), "escalates_after")]


def test_an_escalation_at_the_deadline_is_none_after_it() -> None:
    assert found(level("any", escalates_after=4 * H)) == []


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        (level("a"), level("b"), "priority"),
        (level("a", 1), level("b", 1), "priority"),
        (level("a", groups=frozenset({7})), level("b", groups=frozenset({7, 8})), "groups"),
        (
            level("a", services=frozenset({5})),
            level("b", services=frozenset({5, 6}), groups=frozenset({7})),
            "services",
        ),
    ],
)
def test_two_that_are_equally_specific_are_named_once(first: WrittenLevel, second: WrittenLevel, field: str) -> None:
    assert found(second, first) == [Contradiction(Conflict.EQUALLY_SPECIFIC, ("a", "b"), field)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (level("a"), level("b", 1)),
        (level("a"), level("b", metric=Metric.PICKUP)),
        (level("a"), level("b", groups=frozenset({7}))),
        (level("a", groups=frozenset({7})), level("b", services=frozenset({5}))),
        (level("a", services=frozenset({5})), level("b", services=frozenset({6}))),
    ],
)
def test_two_of_which_one_is_more_specific_may_stand(first: WrittenLevel, second: WrittenLevel) -> None:
    assert found(first, second) == []


def test_three_that_tie_are_all_named() -> None:
    assert found(level("c"), level("a"), level("b"))[0].keys == ("a", "b", "c")


def test_a_tie_below_others_that_always_win_does_not_matter() -> None:
    above = [level(f"p{priority}", priority) for priority in PRIORITIES]
    assert found(level("a"), level("b"), *above) == []
    assert found(level("a"), level("b"), *above[:3]) == [
        Contradiction(Conflict.EQUALLY_SPECIFIC, ("a", "b"), "priority")
    ]


def test_a_hole_among_priorities_is_named_with_those_that_are_promised_after_it() -> None:
    named = [level(f"p{priority}", priority) for priority in (1, 2, 4)]
    assert found(*named) == [Contradiction(Conflict.MISSING_PRIORITY, ("p4",), "priority", 3)]
    assert found(*named, level("any")) == [], "the general level has the third"
    assert found(*named[:2]) == [], "nothing is promised for what is less urgent either"


def test_a_hole_is_one_of_its_own_service() -> None:
    general = [level(f"p{priority}", priority) for priority in PRIORITIES]
    only = [level(f"only-p{p}", p, metric=Metric.PICKUP, services=frozenset({5})) for p in (1, 3)]
    assert found(*general, *only) == [Contradiction(Conflict.MISSING_PRIORITY, ("only-p3",), "priority", 2)]


def test_a_group_fills_the_hole_of_the_services_in_it() -> None:
    named = (level("p2", 2, services=frozenset({5})), level("group-p1", 1, groups=frozenset({7})))
    assert contradictions(named, since=SINCE, group_of={5: 7}) == []
    assert contradictions(named, since=SINCE, group_of={5: 8}) == [
        Contradiction(Conflict.MISSING_PRIORITY, ("p2",), "priority", 1)
    ]


def test_what_never_runs_out_is_never_due() -> None:
    once = ServiceHours(ServiceCalendar(extra=((date(2026, 5, 2), ((600, 660),)),)))
    never = Contradiction(Conflict.NEVER_DUE, ("any",), "target")
    assert found(replace(level("any"), hours=once)) == [never]
    assert found(replace(level("any", target=H), hours=once)) == []
    assert found(level("any", target=timedelta(days=365))) == [never], "a year of hours is four years of office hours"
    assert found(level("any", target=timedelta(0))) == [never]


def test_availability_has_no_target_to_contradict() -> None:
    up = level("up", metric=Metric.AVAILABILITY, escalates_after=H)
    assert found(replace(up, target=None)) == []
    assert found(replace(up, target=None, goal=Decimal(101)))[0].conflict is Conflict.IMPOSSIBLE_GOAL


@pytest.mark.parametrize("goal", ["0", "-1", "100.01"])
def test_a_goal_that_cannot_be_reached_or_missed_is_named(goal: str) -> None:
    impossible = replace(level("any"), goal=Decimal(goal))
    assert found(impossible) == [Contradiction(Conflict.IMPOSSIBLE_GOAL, ("any",), "goal")]


SERVICES, GROUPS = {1: 7, 2: 7, 3: 8}, (7, 8)
named_levels = some.lists(
    some.builds(
        lambda metric, priority, services, groups: (metric, priority, services, groups),
        some.sampled_from((Metric.RESOLVE, Metric.PICKUP)),
        some.none() | some.sampled_from(PRIORITIES),
        some.frozensets(some.sampled_from(sorted(SERVICES)), max_size=2),
        some.frozensets(some.sampled_from(GROUPS), max_size=1),
    ),
    max_size=8,
)


@given(named_levels)
def test_ties_are_found_exactly_where_choosing_a_level_would_fail(
    drawn: list[tuple[Metric, int | None, frozenset[int], frozenset[int]]],
) -> None:
    names = [Candidate(n, f"level-{n}", *one) for n, one in enumerate(drawn)]
    levels = [WrittenLevel(one, 4 * H, DESK, Decimal(95)) for one in names]
    findings = contradictions(levels, since=SINCE, group_of=SERVICES)
    tied = {one.keys for one in findings if one.conflict is Conflict.EQUALLY_SPECIFIC}
    places = [*SERVICES.items(), (91, 7), (92, 8), (93, 9)]
    failures = set()
    for service_id, group_id in places:
        for priority in PRIORITIES:
            for metric in Metric:
                of_metric = [one for one in names if one.metric is metric]
                try:
                    most_specific(of_metric, service_id=service_id, group_id=group_id, priority=priority)
                except TiedLevels as error:
                    failures.add(frozenset(error.keys))
    assert all(any(pair <= set(keys) for keys in tied) for pair in failures)
    assert bool(tied) == bool(failures)
