"""When contracts end and by when to say so: what the standard agreements say, and what months do at their ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.duration import (
    Duration,
    Notice,
    NoticeDay,
    Option,
    Party,
    add_months,
    check_framework,
    end_after_notice,
    ends_on,
    last_day,
    longest_end,
    next_notice,
    next_option_by,
    option_notices,
    period_end,
    term_notice,
)
from knutepunkt.agreement.rules.fault import Reason, TermsFault

DAY = timedelta(days=1)
MAINTENANCE = Duration(  # SSA-V 2024: three years, then one at a time; secondary source
    date(2024, 1, 1),
    date(2026, 12, 31),
    renewed_by=12,
    customer_notice=Notice(3),
    provider_notice=Notice(12),
)
FRAMEWORK = Duration(
    date(2026, 3, 1),
    date(2028, 2, 29),
    options=(Option(12, date(2027, 11, 30)), Option(12)),
)


def test_each_party_has_its_own_last_day_and_the_day_itself_counts() -> None:
    on = date(2025, 6, 1)
    assert next_notice(MAINTENANCE, Party.CUSTOMER, on=on) == NoticeDay(date(2026, 9, 30), date(2026, 12, 31))
    assert next_notice(MAINTENANCE, Party.PROVIDER, on=on) == NoticeDay(date(2025, 12, 31), date(2026, 12, 31))
    assert end_after_notice(MAINTENANCE, Party.CUSTOMER, given_on=date(2026, 9, 30)) == date(2026, 12, 31)
    assert end_after_notice(MAINTENANCE, Party.CUSTOMER, given_on=date(2026, 10, 1)) == date(2027, 12, 31)
    assert end_after_notice(MAINTENANCE, Party.PROVIDER, given_on=date(2026, 1, 1)) == date(2027, 12, 31)


def test_a_supplier_who_alone_can_maintain_is_bound_for_longer() -> None:
    alone = replace(MAINTENANCE, provider_notice=Notice(24))
    assert end_after_notice(alone, Party.PROVIDER, given_on=date(2025, 1, 1)) == date(2027, 12, 31)


def test_a_renewed_contract_runs_a_period_at_a_time() -> None:
    assert period_end(MAINTENANCE, on=date(2026, 12, 31)) == date(2026, 12, 31)
    assert period_end(MAINTENANCE, on=date(2027, 1, 1)) == date(2027, 12, 31)
    assert longest_end(MAINTENANCE) is None


def test_what_renews_itself_goes_on_until_it_is_ended() -> None:
    assert last_day(MAINTENANCE) is None
    assert last_day(replace(FRAMEWORK, exercised=1)) == date(2029, 2, 28)
    ended = replace(MAINTENANCE, ended_on=date(2027, 12, 31))
    later = date(2028, 6, 1)
    assert (last_day(ended), period_end(ended, on=later), longest_end(ended)) == (date(2027, 12, 31),) * 3
    assert next_notice(ended, Party.CUSTOMER, on=date(2026, 1, 1)) is None
    assert end_after_notice(ended, Party.PROVIDER, given_on=date(2026, 1, 1)) == date(2027, 12, 31)
    with pytest.raises(TermsFault) as refused:
        replace(MAINTENANCE, ended_on=date(2023, 12, 31))
    assert refused.value.reason is Reason.ENDS_BEFORE_START


@given(
    months=some.lists(some.integers(1, 36), max_size=3),
    exercised=some.integers(0, 3),
    renewed_by=some.sampled_from([0, 12]),
    ended=some.none() | some.integers(0, 4000),
    on=some.integers(0, 9000),
)
def test_the_last_day_and_the_period_agree(
    months: list[int], exercised: int, renewed_by: int, ended: int | None, on: int
) -> None:
    """A day is within the contract just when its period's end has not passed; notice is asked for only while it is."""
    duration = Duration(
        date(2024, 1, 1),
        date(2026, 12, 31),
        options=tuple(Option(one) for one in months),
        exercised=min(exercised, len(months)),
        renewed_by=renewed_by,
        ended_on=None if ended is None else date(2024, 1, 1) + ended * DAY,
    )
    day = date(2024, 1, 1) + on * DAY
    last, end = last_day(duration), period_end(duration, on=day)
    assert end is not None
    assert (last is None or day <= last) == (day <= end)
    if last is not None:
        assert (end, next_notice(duration, Party.CUSTOMER, on=day)) == (last, None)
    if ended is None:
        assert last is None or last >= date(2026, 12, 31)


def test_a_fixed_contract_ends_by_itself() -> None:
    assert next_notice(FRAMEWORK, Party.CUSTOMER, on=date(2026, 3, 1)) is None
    assert end_after_notice(FRAMEWORK, Party.CUSTOMER, given_on=date(2026, 3, 1)) == date(2028, 2, 29)
    assert period_end(FRAMEWORK, on=date(2040, 1, 1)) == date(2028, 2, 29)


def test_notice_is_told_of_the_term_now_running_and_after_each_option() -> None:
    lasting = replace(FRAMEWORK, customer_notice=Notice(months=6))
    on = date(2026, 3, 1)
    assert term_notice(lasting, Party.CUSTOMER, on=on) == NoticeDay(date(2027, 8, 31), date(2028, 2, 29))
    assert [day.ends_on for day in option_notices(lasting, Party.CUSTOMER)] == [date(2029, 2, 28), date(2030, 2, 28)]
    assert [day.give_by for day in option_notices(lasting, Party.CUSTOMER)] == [date(2028, 8, 31), date(2029, 8, 31)]
    assert (term_notice(lasting, Party.PROVIDER, on=on), option_notices(lasting, Party.PROVIDER)) == (None, [])
    ended = replace(lasting, ended_on=on)
    assert (term_notice(ended, Party.CUSTOMER, on=on), option_notices(ended, Party.CUSTOMER)) == (None, [])


def test_options_move_the_end_one_by_one() -> None:
    assert ends_on(FRAMEWORK) == date(2028, 2, 29)
    assert next_option_by(FRAMEWORK) == date(2027, 11, 30)
    once = replace(FRAMEWORK, exercised=1)
    assert (ends_on(once), next_option_by(once)) == (date(2029, 2, 28), date(2029, 2, 28))
    twice = replace(FRAMEWORK, exercised=2)
    assert (ends_on(twice), next_option_by(twice)) == (date(2030, 2, 28), None)
    assert longest_end(FRAMEWORK) == date(2030, 2, 28)


def test_days_of_notice_lie_between_the_notice_and_the_end() -> None:
    last = Notice(days=90).last_day_before(date(2026, 12, 31))
    assert last == date(2026, 10, 2)
    assert (date(2026, 12, 31) - last).days == 90


@pytest.mark.parametrize(
    ("ends", "months", "last"),
    [
        (date(2026, 5, 30), 3, date(2026, 2, 27)),  # 31 May less three months is the last of February
        (date(2028, 5, 30), 3, date(2028, 2, 28)),
        (date(2027, 2, 28), 12, date(2026, 2, 28)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_notice_over_months_of_unequal_length(ends: date, months: int, last: date) -> None:
    assert Notice(months).last_day_before(ends) == last


def test_four_years_hold_unless_the_object_justifies_more() -> None:
    check_framework(FRAMEWORK)
    longer = replace(FRAMEWORK, options=(*FRAMEWORK.options, Option(1)))
    for duration, field in (
        (longer, "options"),
        (replace(FRAMEWORK, base_ends_on=date(2030, 3, 1)), "base_ends_on"),
        (replace(FRAMEWORK, renewed_by=12), "renewed_by"),
    ):
        with pytest.raises(TermsFault) as refused:
            check_framework(duration, justification="  ")
        assert (refused.value.field, refused.value.reason) == (field, Reason.TOO_LONG)
        check_framework(duration, justification="Own construction that is written off over eight years")


def test_a_contract_without_an_end_ends_by_notice_alone() -> None:
    lasting = Duration(date(2026, 1, 1), None, customer_notice=Notice(3), provider_notice=Notice(6, 10))
    on = date(2026, 5, 31)
    assert (ends_on(lasting), longest_end(lasting), period_end(lasting, on=on)) == (None, None, None)
    assert (next_notice(lasting, Party.CUSTOMER, on=on), next_option_by(lasting)) == (None, None)
    assert end_after_notice(lasting, Party.CUSTOMER, given_on=on) == date(2026, 8, 31)
    assert end_after_notice(lasting, Party.PROVIDER, given_on=on) == date(2026, 12, 10)
    with pytest.raises(TermsFault, match="base_ends_on: too_long"):
        check_framework(lasting)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"base_ends_on": date(2023, 12, 31)}, "base_ends_on", Reason.ENDS_BEFORE_START),
        ({"exercised": 1}, "exercised", Reason.TOO_MANY),
        ({"exercised": -1}, "exercised", Reason.NEGATIVE),
        ({"options": (Option(0),)}, "options", Reason.NOT_POSITIVE),
        ({"options": (Option(10**9),)}, "options", Reason.TOO_LONG),
        ({"renewed_by": -1}, "renewed_by", Reason.NEGATIVE),
        ({"customer_notice": Notice(-1)}, "customer_notice", Reason.NEGATIVE),
        ({"provider_notice": Notice(10**6)}, "provider_notice", Reason.TOO_LONG),
        ({"base_ends_on": None}, "renewed_by", Reason.NOT_WANTED),
        ({"base_ends_on": None, "options": (Option(1),)}, "options", Reason.NOT_WANTED),
        ({"customer_notice": Notice(0, -1)}, "customer_notice", Reason.NEGATIVE),
        ({"starts_on": date(1, 1, 1)}, "starts_on", Reason.OUT_OF_RANGE),
        ({"base_ends_on": date(9999, 12, 31)}, "base_ends_on", Reason.OUT_OF_RANGE),
    ],
)
def test_what_cannot_be_names_the_field(change: dict[str, object], field: str, reason: Reason) -> None:
    with pytest.raises(TermsFault) as refused:
        replace(MAINTENANCE, **change)  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.reason) == (field, reason)


days = some.dates(date(2000, 1, 1), date(2100, 1, 1))
notices = some.builds(Notice, some.integers(0, 36), some.integers(0, 90))


@given(days, some.integers(0, 600))
def test_months_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + DAY).day == 1)


@given(days, notices)
def test_notice_on_the_last_day_leaves_the_whole_period_and_no_later_day_does(ends: date, notice: Notice) -> None:
    """Where the month is too short for the day, the last day is up to three days early, never late."""
    last = notice.last_day_before(ends)

    def in_full(given_on: date) -> bool:
        return notice.end_after(given_on) <= ends

    assert in_full(last)
    assert not in_full(last + (4 if notice.months else 1) * DAY)


@given(days, some.integers(0, 2000), some.integers(1, 24), notices, days)
def test_notice_of_a_renewed_contract_always_brings_an_end_in_time(
    starts: date, length: int, renewed_by: int, notice: Notice, on: date
) -> None:
    duration = Duration(starts, starts + length * DAY, renewed_by=renewed_by, customer_notice=notice)
    found = next_notice(duration, Party.CUSTOMER, on=on)
    assert found is not None
    assert on <= found.give_by <= found.ends_on
    assert notice.last_day_before(found.ends_on) == found.give_by
    assert end_after_notice(duration, Party.CUSTOMER, given_on=on) == found.ends_on
    assert period_end(duration, on=found.ends_on) == found.ends_on
