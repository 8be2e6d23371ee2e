"""Laws of standing and of transfer: when a judgement is too old, and who holds a capability."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.assessment.rules.scheme import Area, Combine, Criterion, Scheme
from knutepunkt.assessment.rules.staleness import Standing, Why, goes_stale_on, stale
from knutepunkt.assessment.rules.transfer import Holder, Step, out_of_order, progress
from knutepunkt.assessment.rules.watching import USUAL, Change, changed_since, watched

DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
LASTS = st.integers(1, 3650)
COLUMNS = st.frozensets(st.sampled_from(["hosting", "users", "remark", "wording"]))
CHANGES = st.lists(st.builds(Change, st.integers(1, 9), COLUMNS), max_size=6)


@given(day=DAYS, lasts=LASTS)
def test_it_stands_through_its_last_day_and_not_the_next(day: date, lasts: int) -> None:
    last = goes_stale_on(day, lasts)
    one = Standing(day, lasts)
    assert stale(one, on=last) == ()
    assert stale(one, on=last + timedelta(days=1)) == (Why.AGE,)


@given(day=DAYS, lasts=LASTS, later=st.integers(0, 4000), further=st.integers(0, 4000), changed=COLUMNS)
def test_what_is_stale_stays_so(day: date, lasts: int, later: int, further: int, changed: frozenset[str]) -> None:
    one = Standing(day, lasts, changed, valid_to=day + timedelta(days=lasts // 2))
    on = day + timedelta(days=later)
    assert set(stale(one, on=on)) <= set(stale(one, on=on + timedelta(days=further)))


def test_every_reason_is_told() -> None:
    one = Standing(date(2026, 1, 1), 1, frozenset({"hosting"}), is_current_model=False, valid_to=date(2026, 1, 2))
    assert stale(one, on=date(2026, 2, 1)) == (Why.AGE, Why.CHANGED, Why.MODEL, Why.ENDED)


@given(changes=CHANGES, seen=st.integers(0, 10), hangs_on=COLUMNS)
def test_only_what_it_hangs_on_counts_and_only_from_when_it_was_judged(
    changes: list[Change], seen: int, hangs_on: frozenset[str]
) -> None:
    found = changed_since(changes, seen=seen, watched=hangs_on)
    assert found <= hangs_on
    for one in changes:
        assert one.id <= seen or one.columns & hangs_on <= found
    assert changed_since([one for one in changes if one.id <= seen], seen=seen, watched=hangs_on) == frozenset()
    assert changed_since(changes, seen=seen, watched=frozenset()) == frozenset()


@given(changes=CHANGES, seen=st.integers(0, 10), later=st.integers(0, 10), hangs_on=COLUMNS)
def test_judged_later_less_has_changed(changes: list[Change], seen: int, later: int, hangs_on: frozenset[str]) -> None:
    earlier = changed_since(changes, seen=seen, watched=hangs_on)
    assert changed_since(changes, seen=seen + later, watched=hangs_on) <= earlier


def test_a_judgement_hangs_on_what_its_questions_ask_about_else_on_the_usual() -> None:
    def scheme(*about: tuple[str, ...]) -> Scheme:
        criteria = tuple(Criterion(f"q{n}", "?", (), about=names) for n, names in enumerate(about))
        return Scheme(Combine.DECISIONS, (Area("a", "A", criteria),), ())

    assert watched(scheme(("hosting",), (), ("users", "hosting")), "application") == {"hosting", "users"}
    for kind, usual in USUAL.items():
        assert watched(scheme((), ()), kind) == usual
        assert not usual & {"remark", "wording", "source", "supplier_basis", "name" if kind != "capability" else ""}
    assert watched(scheme(()), "another kind") == frozenset()


@st.composite
def plans(draw: st.DrawFn) -> list[Step]:
    holders = draw(st.lists(st.sampled_from(list(Holder)), min_size=1, max_size=5))
    return [
        Step(n, holder, draw(st.none() | DAYS), draw(st.none() | DAYS)) for n, holder in enumerate(holders, start=1)
    ]


@given(steps=plans(), on=DAYS)
def test_now_is_reached_and_next_is_ahead_of_it(steps: list[Step], on: date) -> None:
    found = progress(steps, on=on)
    assert found.target is steps[-1].holder
    reached = [one for one in steps if one.reached_on and one.reached_on <= on]
    assert found.now is (reached[-1].holder if reached else None)
    assert found.is_done == (bool(reached) and reached[-1] is steps[-1])
    assert found.days_late >= 0
    if found.next is not None:
        assert found.next.reached_on is None or found.next.reached_on > on


def test_lateness_is_counted_from_the_day_after() -> None:
    steps = [
        Step(1, Holder.PARTNER, None, date(2026, 1, 1)),
        Step(2, Holder.SHARED, date(2026, 6, 30)),
        Step(3, Holder.OWN, date(2027, 6, 30)),
    ]
    assert progress(steps, on=date(2026, 6, 30)).days_late == 0
    found = progress(steps, on=date(2026, 7, 10))
    assert (found.now, found.next, found.days_late) == (Holder.PARTNER, steps[1], 10)


def test_days_follow_their_numbers() -> None:
    steps = [Step(1, Holder.PARTNER, date(2026, 6, 1)), Step(2, Holder.SHARED, None)]
    assert out_of_order(steps) is None
    wrong = Step(3, Holder.OWN, date(2026, 5, 1))
    assert out_of_order([*steps, wrong]) is wrong


def test_nothing_planned_is_nothing_known() -> None:
    found = progress([], on=date(2026, 1, 1))
    assert (found.now, found.target, found.next, found.is_done) == (None, None, None, False)
