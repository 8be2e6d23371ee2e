"""Waves on paper: what is needed moves first, rings move together, and hosting is counted by the quarter."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.quarter import Quarter
from knutepunkt.plan.rules.wave import (
    MOVED,
    SILENT,
    Answer,
    Course,
    Demand,
    Gap,
    Lack,
    Readiness,
    Taken,
    apart,
    blocking,
    hosted,
    laid_out,
    rings,
    settled,
    suggest,
)

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


def test_what_has_moved_is_in_nobodys_way_and_waits_for_nobody() -> None:
    assert blocking({"a": MOVED, "b": 2}, {"a": {"b"}, "b": {"a"}}) == []


@given(st.frozensets(NAMES), NEEDS)
def test_each_ring_is_named_and_goes_round(applications: frozenset[str], needs: dict[str, frozenset[str]]) -> None:
    for ring in rings(applications, needs):
        assert all(needed in needs[one] for one, needed in zip(ring, [*ring[1:], ring[0]], strict=True))
    together = suggest(applications, needs)
    assert all(any(set(ring) <= wave for wave in together) for ring in rings(applications, needs))


def test_a_ring_is_told_in_its_order() -> None:
    assert rings("abcd", {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
    assert rings("abc", {"a": {"b"}, "b": {"c"}}) == []


def test_what_nobody_has_said_is_not_in_place() -> None:
    silent, wrong = Answer((Gap(Lack.NOT_RECORDED),)), Answer((Gap(Lack.NOT_RECORDED), Gap(Lack.LATER)))
    assert (silent.met, wrong.met, Answer().met) == (None, False, True)
    readiness = Readiness({Demand.PLACEMENT: Answer(), Demand.PROCESSING: wrong, Demand.INTEGRATIONS: Answer()})
    assert not readiness.is_ready
    assert readiness.lacking == (Demand.PROCESSING, Demand.RISK)
    assert Readiness(dict.fromkeys(Demand, Answer())).is_ready


@given(st.lists(st.sampled_from(list(Lack)), min_size=1), st.sampled_from(["", "The archive holds it"]))
def test_a_word_by_hand_counts_only_where_the_registers_are_silent(lacks: list[Lack], said: str) -> None:
    answer = settled(map(Gap, lacks), said)
    assert answer.met is (True if said and set(lacks) <= SILENT else None if set(lacks) <= SILENT else False)
    assert answer.by_hand == ((said,) if answer.met else ())


def test_an_integration_comes_apart_where_the_other_end_moves_later_stays_or_ends() -> None:
    own = Course(2)
    assert [apart(own, other) for other in (Course(2), Course(1), Course(MOVED), Course(3), None)] == [
        *(None, None, None, Lack.LATER, Lack.STAYS)
    ]
    assert apart(own, Course(1, ends=True)) == Lack.ENDS
    assert apart(own, Course(3, ends=True)) == Lack.LATER
    assert apart(Course(2, ends=True), None) == Lack.ENDS


NINE = datetime(2026, 4, 11, 21, 0, tzinfo=UTC)


def test_steps_follow_each_other_until_a_length_is_not_known() -> None:
    hour = timedelta(hours=1)
    steps = [Taken(None, hour), Taken(NINE, hour), Taken(None, None), Taken(None, hour), Taken(NINE + 5 * hour, hour)]
    assert laid_out(steps) == [
        None,
        (NINE, NINE + hour),
        (NINE + hour, NINE + hour),
        None,
        (NINE + 5 * hour, NINE + 6 * hour),
    ]


def test_hosting_is_counted_at_the_end_of_each_quarter() -> None:
    columns = [Quarter(2026, 1), Quarter(2026, 2)]
    found = hosted({"a": "own", "b": "own"}, [("a", "cloud", date(2026, 4, 1))], columns)
    assert found == {columns[0]: {"own": 2}, columns[1]: {"own": 1, "cloud": 1}}


def test_what_is_retired_is_hosted_nowhere() -> None:
    found = hosted({"a": "own", "b": "own"}, [("a", None, date(2026, 4, 1))], [Quarter(2026, 2)])
    assert found == {Quarter(2026, 2): {"own": 1}}


@given(
    st.dictionaries(NAMES, st.sampled_from(["own", "cloud"])), st.lists(st.tuples(NAMES, st.just("cloud"), st.dates()))
)
def test_no_application_is_lost_on_the_way(today: dict[str, str], moves: list[tuple[str, str, date]]) -> None:
    known = [move for move in moves if move[0] in today]
    for counts in hosted(today, known, [Quarter(2020, 1), Quarter(2030, 4)]).values():
        assert sum(counts.values()) == len(today)
