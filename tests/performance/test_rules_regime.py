"""Reviews planned and held: what is due, what is late, what never was."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.performance.rules.regime import (
    Importance,
    Regime,
    Turn,
    days_overdue,
    missed,
    next_due,
    regime_of,
    turns,
)

DAY = timedelta(days=1)
NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)
QUARTERLY = Regime(NEW_YEAR, 3)


def test_the_more_important_the_oftener() -> None:
    months = [regime_of(importance, since=NEW_YEAR).months for importance in Importance]
    assert months == sorted(months, reverse=True) == [12, 3, 1]
    own = {Importance.TACTICAL: 6}
    assert regime_of(Importance.TACTICAL, since=NEW_YEAR, cadence=own) == Regime(NEW_YEAR, 6)
    with pytest.raises(TermsFault) as refused:
        regime_of(Importance.STRATEGIC, since=NEW_YEAR, cadence=own)
    assert (refused.value.field, refused.value.reason) == ("cadence", Reason.MISSING)


@pytest.mark.parametrize(("months", "reason"), [(0, Reason.NOT_POSITIVE), (121, Reason.TOO_LONG)])
def test_a_regime_that_cannot_be_is_refused(months: int, reason: Reason) -> None:
    with pytest.raises(TermsFault) as refused:
        Regime(NEW_YEAR, months)
    assert (refused.value.field, refused.value.reason) == ("months", reason)


def test_the_next_is_due_after_the_latest_that_was_held() -> None:
    held = [date(2026, 3, 10), date(2026, 7, 31)]
    assert next_due(QUARTERLY, [], on=NEW_YEAR) == date(2026, 4, 1)
    assert next_due(QUARTERLY, held, on=date(2026, 5, 1)) == date(2026, 6, 10), "July's was not held yet"
    assert next_due(QUARTERLY, held, on=YEAR_END) == date(2026, 10, 31)
    assert next_due(QUARTERLY, [date(2025, 12, 1)], on=NEW_YEAR) == date(2026, 4, 1), "before the regime began"


def test_it_is_overdue_the_day_after_its_last() -> None:
    assert days_overdue(QUARTERLY, [], on=date(2026, 4, 1)) == 0
    assert days_overdue(QUARTERLY, [], on=date(2026, 4, 11)) == 10


def test_planned_against_held() -> None:
    held = [date(2026, 3, 10), date(2026, 7, 5)]
    found = turns(QUARTERLY, held, first=NEW_YEAR, last=YEAR_END)
    assert found == [
        Turn(date(2026, 4, 1), date(2026, 3, 10)),
        Turn(date(2026, 7, 1), date(2026, 7, 5)),
        Turn(date(2026, 10, 1), None),
    ]
    assert [turn.is_late for turn in found] == [False, True, False]
    assert missed(found) == [date(2026, 10, 1)]


def test_always_a_little_late_is_late_and_not_missed() -> None:
    held = [date(2026, 4, 4), date(2026, 7, 4), date(2026, 10, 4)]
    found = turns(QUARTERLY, held, first=NEW_YEAR, last=YEAR_END)
    assert [turn.held_on for turn in found] == held
    assert all(turn.is_late for turn in found)


def test_many_meetings_in_one_quarter_do_not_make_up_for_the_others() -> None:
    held = [date(2026, 2, day) for day in (1, 2, 3, 4)]
    found = turns(QUARTERLY, held, first=NEW_YEAR, last=YEAR_END)
    assert missed(found) == [date(2026, 7, 1), date(2026, 10, 1)]


def test_a_period_shows_its_own_turns() -> None:
    found = turns(QUARTERLY, [date(2026, 3, 10)], first=date(2026, 7, 1), last=date(2026, 9, 30))
    assert found == [Turn(date(2026, 7, 1), None)]


regimes = some.builds(Regime, some.dates(date(2024, 1, 1), date(2026, 1, 1)), some.integers(1, 12))


@given(regimes, some.lists(some.dates(date(2024, 1, 1), date(2028, 1, 1)), max_size=20))
def test_each_review_is_held_for_one_turn_at_most(regime: Regime, held: list[date]) -> None:
    found = turns(regime, held, first=regime.since, last=date(2027, 12, 31))
    taken = [turn.held_on for turn in found if turn.held_on is not None]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(held)
    assert len(taken) + len(missed(found)) == len(found)


@given(regimes)
def test_who_holds_each_on_its_day_misses_none_and_is_never_overdue(regime: Regime) -> None:
    last = date(2027, 12, 31)
    planned = [turn.planned_on for turn in turns(regime, [], first=regime.since, last=last)]
    found = turns(regime, planned, first=regime.since, last=last)
    assert missed(found) == []
    assert not any(turn.is_late for turn in found)
    assert all(days_overdue(regime, planned, on=day) == 0 for day in planned)
