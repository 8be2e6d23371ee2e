"""Which level applies, and what priority impact and urgency give."""

import pytest

from knutepunkt.agreement.rules.level import Candidate, PriorityMatrix, TiedLevels, most_specific
from knutepunkt.agreement.rules.vocabulary import Impact, Metric, Urgency

ANY = Candidate(1, "any", Metric.RESOLVE)
P1 = Candidate(2, "p1", Metric.RESOLVE, priority=1)
GROUP = Candidate(3, "group", Metric.RESOLVE, groups=frozenset({7}))
SERVICE = Candidate(4, "service", Metric.RESOLVE, services=frozenset({5}))
ELSEWHERE = Candidate(5, "elsewhere", Metric.RESOLVE, services=frozenset({6}))


@pytest.mark.parametrize(
    ("candidates", "priority", "wins"),
    [
        ([ANY, P1], 1, 2),
        ([ANY, P1], 2, 1),
        ([ANY, P1, GROUP], 1, 3),
        ([SERVICE, GROUP, P1], 1, 4),
        ([ANY, ELSEWHERE], 3, 1),
    ],
)
def test_the_most_specific_level_wins(candidates: list[Candidate], priority: int, wins: int) -> None:
    found = most_specific(candidates, service_id=5, group_id=7, priority=priority)
    assert [one.level_id for one in found] == [wins]


def test_each_metric_has_its_own() -> None:
    pickup = Candidate(9, "pickup", Metric.PICKUP)
    assert {one.level_id for one in most_specific([ANY, pickup], service_id=5, group_id=7, priority=3)} == {1, 9}


def test_a_tie_names_both() -> None:
    with pytest.raises(TiedLevels, match="any and other"):
        most_specific([ANY, Candidate(8, "other", Metric.RESOLVE)], service_id=5, group_id=7, priority=1)


@pytest.mark.parametrize("turn", range(3))
def test_a_tie_for_a_lower_place_does_not_matter_in_whatever_order(turn: int) -> None:
    candidates = [SERVICE, ANY, Candidate(8, "other", Metric.RESOLVE)]
    found = most_specific(candidates[turn:] + candidates[:turn], service_id=5, group_id=7, priority=1)
    assert [one.level_id for one in found] == [SERVICE.level_id]


def test_the_common_matrix() -> None:
    common = PriorityMatrix.common()
    assert common.priority(Impact.HIGH, Urgency.HIGH) == 1
    assert common.priority(Impact.MEDIUM, Urgency.MEDIUM) == 3
    assert common.priority(Impact.LOW, Urgency.LOW) == 4


def test_a_matrix_with_a_hole_names_the_cell() -> None:
    with pytest.raises(ValueError, match="impact high, urgency medium"):
        PriorityMatrix.of({"high": {"high": 1}})
