"""Each gap between a promise and what suppliers owe, by hand; and that a late chain always has a reason."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as some

from knutepunkt.agreement.rules.calendar import ServiceCalendar
from knutepunkt.agreement.rules.carrying import Leg
from knutepunkt.agreement.rules.coverage import Cover, Finding, Gap, Level, Link, Owed, cover, uncovered
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.agreement.rules.vocabulary import Metric, Pause

H = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = {"since": MONDAY, "until": MONDAY + 168 * H}
ALWAYS = ServiceHours(ServiceCalendar(always=True))


def weekdays(opens: int, closes: int) -> ServiceHours:
    weekly = tuple((day, opens * 60, closes * 60) for day in range(5))
    return ServiceHours(ServiceCalendar(weekly=weekly, zone="UTC"))


OFFICE = weekdays(8, 16)


def level(hours: int | None, service: ServiceHours = OFFICE, metric: Metric = Metric.HOLD, **more: object) -> Level:
    target = None if hours is None else hours * H
    values = {"key": "p1", "goal": Decimal(95), **more}
    return Level(metric=metric, target=target, hours=service, **values)  # type: ignore[arg-type]


def link(*levels: Level | None, ends_on: date | None = None, supplier: str = "A") -> Link:
    return Link(supplier, tuple(Owed(f"avtale-{n}", ends_on, one) for n, one in enumerate(levels)))


PROMISE = level(8, metric=Metric.RESOLVE)


def held(promise: Level, *chain: Link, ends_on: date | None = None, handling: Leg | None = None) -> Cover:
    return cover(promise, chain, ends_on=ends_on, handling=handling, **WEEK)


def test_shorter_in_the_same_hours_is_carried_and_in_house_too() -> None:
    found = held(PROMISE, link(level(6)), handling=Leg("", 2 * H, OFFICE))
    assert (found.is_carried, found.suppliers) == (True, ("A",))
    assert found.worst is not None
    assert found.worst.late == timedelta(0)
    assert held(PROMISE) == Cover((), ())


def test_nobody_has_agreed_anything() -> None:
    assert held(PROMISE, link()).findings == (Finding(Gap.NO_CONTRACT, "A"),)


def test_a_contract_without_such_a_level() -> None:
    found = held(PROMISE, link(None, None), link(level(2), supplier="B"))
    assert found.findings == (Finding(Gap.NO_LEVEL, "A", "avtale-0, avtale-1"),)
    assert found.worst is None, "what is not agreed has no worst start"


def test_a_longer_target_in_the_same_hours() -> None:
    found = held(PROMISE, link(level(9)))
    assert found.findings == (Finding(Gap.TARGET_LONGER, "A", "avtale-0", "p1"),)
    assert found.worst is not None
    assert found.worst.late == 65 * H, "Friday at 8 ends on Monday at 9, and is due on Friday at 16"


def test_two_that_fit_alone_and_not_together() -> None:
    assert held(PROMISE, link(level(5)), link(level(4), supplier="B")).findings == (Finding(Gap.TARGET_LONGER),)
    own = held(PROMISE, link(level(7)), handling=Leg("", 2 * H, OFFICE))
    assert own.findings == (Finding(Gap.TARGET_LONGER),), "our own handling takes of the time"


def test_narrower_hours_are_named_only_where_they_make_it_late() -> None:
    assert held(PROMISE, link(level(8, weekdays(9, 16)))).gaps == {Gap.HOURS_NARROWER}
    assert held(level(80, ALWAYS), link(level(2))).is_carried, "a weekend is no longer than 62 hours"
    assert held(PROMISE, link(level(30, ALWAYS))).gaps == {Gap.TARGET_LONGER}
    assert held(PROMISE, link(level(8, ALWAYS))).is_carried


def test_a_supplier_that_may_wait_for_more_than_we_may() -> None:
    paused = level(4, pauses=frozenset({Pause.CUSTOMER, Pause.PROBLEM, Pause.ELSEWHERE, Pause.CONFIRMATION}))
    ours = level(8, metric=Metric.RESOLVE, pauses=frozenset({Pause.CUSTOMER}))
    expected = Finding(Gap.PAUSES_MORE, "A", "avtale-0", "p1", pauses=(Pause.PROBLEM,))
    assert held(ours, link(paused)).findings == (expected,)


def test_a_contract_that_ends_before_ours() -> None:
    last = date(2027, 12, 31)
    expected = (Finding(Gap.ENDS_FIRST, "A", "avtale-0", ends_on=last),)
    assert held(PROMISE, link(level(4), ends_on=last)).findings == expected, "ours has no end"
    assert held(PROMISE, link(level(4), ends_on=last), ends_on=date(2028, 1, 1)).findings == expected
    assert held(PROMISE, link(level(4), ends_on=last), ends_on=last).is_carried
    assert held(PROMISE, link(level(4)), ends_on=last).is_carried


def test_of_two_contracts_the_stricter_answers() -> None:
    assert held(PROMISE, link(level(9), level(4), None)).is_carried


def test_availability_in_series_falls_short() -> None:
    def up(goal: str, hours: ServiceHours = OFFICE) -> Level:
        return level(None, hours, Metric.AVAILABILITY, goal=Decimal(goal))

    chain = (link(up("99.9")), link(up("99.5"), supplier="B"), link(up("99.8"), supplier="C"))
    found = held(up("99.5"), *chain)
    assert (found.findings, found.short) == ((Finding(Gap.AVAILABILITY_SHORT),), Fraction("0.298301"))
    assert held(up("99.2"), *chain).is_carried
    assert held(up("99.5", ALWAYS), link(up("99.9"))).gaps == {Gap.HOURS_NARROWER}


def test_what_is_uncovered_is_counted_in_our_hours() -> None:
    assert uncovered(OFFICE, weekdays(9, 15), *WEEK.values()) == 10 * H
    assert uncovered(OFFICE, ALWAYS, *WEEK.values()) == timedelta(0)
    assert uncovered(ALWAYS, OFFICE, *WEEK.values()) == 128 * H


@some.composite
def any_hours(draw: some.DrawFn) -> ServiceHours:
    if draw(some.integers(0, 3)) == 0:
        return ALWAYS
    opens = draw(some.integers(0, 20))
    days = draw(some.sets(some.integers(0, 6), min_size=1))
    closes = draw(some.integers(opens + 1, 24))
    return ServiceHours(ServiceCalendar(weekly=tuple((d, opens * 60, closes * 60) for d in sorted(days)), zone="UTC"))


levels = some.builds(level, some.integers(1, 30), any_hours())


@settings(max_examples=80, deadline=None)
@given(levels, some.lists(levels, min_size=1, max_size=3))
def test_what_is_late_has_a_reason_and_what_is_in_time_needs_none(ours: Level, theirs: list[Level]) -> None:
    found = held(ours, *(link(one, supplier=str(n)) for n, one in enumerate(theirs)))
    assert found.worst is not None
    reasons = found.gaps & {Gap.TARGET_LONGER, Gap.HOURS_NARROWER}
    assert bool(reasons) is not found.worst.carries
