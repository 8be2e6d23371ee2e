"""Periods on the wall clock: months that begin in one offset and end in another, one after the other without a gap."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.performance.rules.month import month_of, months
from knutepunkt.performance.rules.period import Period


def test_a_month_over_a_change_of_the_clocks() -> None:
    march = month_of(date(2026, 3, 15)).period
    assert march == Period(date(2026, 3, 1), date(2026, 3, 31))
    assert march.starts_at == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert march.ends_at == datetime(2026, 3, 31, 22, tzinfo=UTC)


@given(some.dates(date(1980, 1, 1), date(2100, 1, 1)), some.integers(0, 900))
def test_months_join_without_gap_or_overlap(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = list(months(first, last))
    assert found[0].from_on <= first <= found[0].to_on
    assert found[-1].from_on <= last <= found[-1].to_on
    for one, following in pairwise(found):
        assert one.ends_at == following.starts_at


def test_a_period_that_ends_before_it_starts_is_none() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 2, 1), date(2026, 1, 31))
