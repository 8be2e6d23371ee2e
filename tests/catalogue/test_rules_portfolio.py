"""Laws of what follows from days and users."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.catalogue.rules.portfolio import Duplication, LifeCycle, Sign, duplication, review_due_on, signs

DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))
ON = date(2026, 11, 23)


@given(DAYS, st.integers(1, 120))
def test_a_review_is_due_so_many_months_later_and_never_in_a_later_month(reviewed: date, months: int) -> None:
    due = review_due_on(reviewed, months)
    assert due is not None
    assert (due.year - reviewed.year) * 12 + due.month - reviewed.month == months
    assert due.day == reviewed.day or (due.day < reviewed.day and (due + timedelta(days=1)).day == 1)


def test_what_was_never_looked_through_has_no_day() -> None:
    assert review_due_on(None, 12) is None


@given(st.sampled_from(["planned", "live", "replace", "retired", "unstated"]), st.lists(st.none() | DAYS, min_size=4))
def test_no_day_that_lies_ahead_has_passed(phase: str, days: list[date | None]) -> None:
    ahead = [day if day is None or day >= ON else ON + (ON - day) for day in days[:4]]
    found = signs(LifeCycle(phase, *ahead), on=ON)
    assert set(found) <= {Sign.SUPPORT_ENDS}


@given(st.lists(st.none() | DAYS, min_size=4, max_size=4))
def test_what_is_retired_is_late_with_nothing(days: list[date | None]) -> None:
    assert signs(LifeCycle("retired", *days), on=ON) == ()


def test_each_plan_that_was_not_kept_is_told() -> None:
    past, soon = ON - timedelta(days=1), ON + timedelta(days=90)
    assert signs(LifeCycle("planned", live_on=past), on=ON) == (Sign.LATE_LIVE,)
    assert signs(LifeCycle("live", replace_on=past, support_ends_on=soon), on=ON) == (
        Sign.LATE_REPLACE,
        Sign.SUPPORT_ENDS,
    )
    assert signs(LifeCycle("replace", replace_on=past, retired_on=past), on=ON) == (Sign.LATE_RETIRED,)
    assert signs(LifeCycle("live", support_ends_on=past), on=ON) == (Sign.SUPPORT_ENDED,)
    assert signs(LifeCycle("live", support_ends_on=ON + timedelta(days=366)), on=ON) == ()


USERS = st.dictionaries(st.text(max_size=3), st.sets(st.sampled_from("abcdef")), max_size=5)


@given(USERS)
def test_one_application_or_none_doubles_nothing_and_two_always_say_how(users: dict[str, set[str]]) -> None:
    assert (duplication(users) is None) == (len(users) < 2)


@given(USERS)
def test_twice_is_told_if_and_only_if_a_customer_has_two(users: dict[str, set[str]]) -> None:
    twice = any(sum(who in those for those in users.values()) > 1 for who in "abcdef")
    assert (duplication(users) is Duplication.TWICE) == twice


def test_different_ones_for_different_customers_stand_apart_from_those_of_which_it_is_not_stated() -> None:
    assert duplication({"hk": "une", "ppi": "sg"}) is Duplication.ACROSS
    assert duplication({"gisline": "", "arcgis": "", "winmap": "a"}) is Duplication.UNSTATED
