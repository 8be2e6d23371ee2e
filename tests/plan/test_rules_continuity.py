"""Exercises come round, and are held against the objectives that the plan states."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.plan.rules.continuity import Objectives, days_overdue, next_exercise

DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))
LENGTHS = st.none() | st.timedeltas(timedelta(0), timedelta(days=3))


@given(st.none() | DAYS, st.lists(DAYS, max_size=5), st.integers(1, 36))
def test_the_next_exercise_is_after_the_last_whatever_their_order(
    approved_on: date | None, held: list[date], months: int
) -> None:
    due_on = next_exercise(approved_on=approved_on, held=held, months=months)
    assert due_on == next_exercise(approved_on=approved_on, held=sorted(held), months=months)
    last = max(held, default=approved_on)
    assert (due_on is None) == (last is None)
    if due_on is not None and last is not None:
        assert timedelta(0) < due_on - last <= timedelta(days=31 * months)
        assert days_overdue(due_on, on=due_on) == 0
        assert days_overdue(due_on, on=due_on + timedelta(days=3)) == 3
        assert days_overdue(due_on, on=last) == 0


@given(LENGTHS, LENGTHS, LENGTHS, LENGTHS)
def test_an_exercise_keeps_the_objectives_that_can_be_compared(
    time: timedelta | None, point: timedelta | None, took: timedelta | None, lost: timedelta | None
) -> None:
    kept = Objectives(time, point).kept(recovered_in=took, lost=lost)
    breaks = [a > b for a, b in ((took, time), (lost, point)) if a is not None and b is not None]
    assert kept == (None if not breaks else not any(breaks))


def test_what_is_missed_says_so() -> None:
    plan = Objectives(timedelta(hours=4), None)
    assert plan.kept(recovered_in=timedelta(hours=5), lost=None) is False
    assert plan.kept(recovered_in=timedelta(hours=4), lost=timedelta(days=9)) is True
