"""Waves on paper: what is needed moves first, rings move together, and hosting is counted by the quarter."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.quarter import Quarter
from knutepunkt.plan.rules.wave import Demand, Readiness, blocking, hosted, suggest

NAMES = st.sampled_from("abcdefgh")
NEEDS = st.dictionaries(NAMES, st.frozensets(NAMES, max_size=4))


@given(st.frozensets(NAMES), NEEDS)
def test_the_suggested_order_moves_each_once_and_blocks_nothing(
    applications: frozenset[str], needs: dict[str, frozenset[str]]
) -> None:
    waves = suggest(applications, needs)
    assert sorted(key for wave in waves for key in wave) == sorted(applications)
    wave_of = {key: number for number, wave in enumerate(waves) for key in wave}
    assert blocking(wave_of, needs) == []


def test_what_needs_each_other_moves_together() -> None:
    assert suggest("abc", {"a": {"b"}, "b": {"a"}, "c": {"a"}}) == [frozenset("ab"), frozenset("c")]


def test_what_moves_before_what_it_needs_is_blocked() -> None:
    assert blocking({"a": 1, "b": 2}, {"a": {"b", "elsewhere"}, "b": {"a"}}) == [("a", "b")]


def test_what_nobody_has_said_is_not_in_place() -> None:
    readiness = Readiness({Demand.PLACEMENT: True, Demand.PROCESSING: False, Demand.INTEGRATIONS: True})
    assert not readiness.is_ready
    assert readiness.lacking == (Demand.PROCESSING, Demand.RISK)
    assert Readiness(dict.fromkeys(Demand, True)).is_ready


def test_hosting_is_counted_at_the_end_of_each_quarter() -> None:
    columns = [Quarter(2026, 1), Quarter(2026, 2)]
    found = hosted({"a": "own", "b": "own"}, [("a", "cloud", date(2026, 4, 1))], columns)
    assert found == {columns[0]: {"own": 2}, columns[1]: {"own": 1, "cloud": 1}}


@given(
    st.dictionaries(NAMES, st.sampled_from(["own", "cloud"])), st.lists(st.tuples(NAMES, st.just("cloud"), st.dates()))
)
def test_no_application_is_lost_on_the_way(today: dict[str, str], moves: list[tuple[str, str, date]]) -> None:
    known = [move for move in moves if move[0] in today]
    for counts in hosted(today, known, [Quarter(2020, 1), Quarter(2030, 4)]).values():
        assert sum(counts.values()) == len(today)
