"""The whole real log under two contracts: attainment equals a computation from the raw file that shares no rule of ours."""

import csv
import gzip
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from knutepunkt.agreement.models import Contract
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.connectors import event_log
from knutepunkt.connectors.event_log.mapping import read_map
from knutepunkt.party.models import Organisation, Team
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Attainment
from knutepunkt.performance.rules.month import months
from tests.connectors.stage import FIRST, agree, set_up_parties
from tests.connectors.test_event_log_whole import AT, LOG, MAP

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CUSTOMER, SUPPLIER = "ullensaker", "supplier-1"
TARGETS = {1: timedelta(hours=4), 2: timedelta(hours=8), 3: timedelta(hours=24), 4: timedelta(hours=40)}
OSLO = ZoneInfo("Europe/Oslo")
# Norway's public holidays within the log, from the almanac.
HOLIDAYS = {
    *(date(2016, *day) for day in ((1, 1), (3, 24), (3, 25), (3, 28), (5, 5), (5, 16), (5, 17), (12, 26))),
    *(date(2017, *day) for day in ((4, 13), (4, 14), (4, 17), (5, 1), (5, 17), (5, 25))),
}

Key = tuple[str, str, str, date]  # contract, level, municipality, month
Found = dict[Key, tuple[int, int]]  # met, total


class Held(NamedTuple):
    """A stretch of a case: by which organisation, and how."""

    start: datetime
    end: datetime
    by: str
    how: str


class Case(NamedTuple):
    """One case of the raw file. `priorities`: each with the moment from which it held."""

    customer: str
    opened_at: datetime
    closed_at: datetime
    held: list[Held]
    priorities: list[tuple[datetime, int]]


@pytest.fixture(scope="module")
def measured(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Found]:
    """The log, loaded and measured once in a transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        calendar = set_up_parties(read_map(MAP))
        home = Organisation.objects.get(key="integrator")
        customer, supplier = (Organisation.objects.get(key=key) for key in (CUSTOMER, SUPPLIER))
        agree(Contract.Kind.CUSTOMER, home, customer, calendar, ("pickup", "resolve"))
        agree(Contract.Kind.UNDERPINNING, supplier, home, calendar, ("pickup", "hold"))
        event_log.load(LOG, MAP, at=AT)
        with seen_by(Viewer(Role.SYSTEM)):
            measure(list(months(date(2016, 1, 1), date(2017, 5, 31))), at=AT)
        rows = Attainment.objects.values_list(
            "level__contract__kind",
            "level__key",
            "customer__key",
            "settlement__from_on",
            "counted_met",
            "counted_total",
        )
        yield {(kind, key, place, month): (met, total) for kind, key, place, month, met, total in rows}
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def expected(measured: Found, django_db_blocker: pytest.FixtureRequest) -> Found:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        home_of = dict(Team.objects.values_list("key", "organisation__key"))
    met, total = Counter[Key](), Counter[Key]()
    for case in raw_cases(home_of):
        for contract, level, stopped_at, used, allowed in promises(case):
            key = (contract, level, case.customer, stopped_at.astimezone(OSLO).date().replace(day=1))
            total[key] += 1
            met[key] += used <= allowed
    return {key: (met[key], total[key]) for key in total}


def raw_cases(home_of: dict[str, str]) -> Iterator[Case]:
    """Yield each case that lasted any time."""
    meaning = tomllib.loads(MAP.read_text(encoding="utf-8"))
    rows_of: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(LOG, "rt", encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            if row["incident_state"] != "-100" and line != 359:  # 359: the row that goes backwards
                rows_of[row["number"]].append(row)
    for rows in rows_of.values():
        case = told(rows, meaning, home_of)
        if case.closed_at > case.opened_at:
            yield case


def told(rows: list[dict[str, str]], meaning: dict[str, Any], home_of: dict[str, str]) -> Case:
    opened_at = utc(rows[0]["opened_at"])
    moments = [max(opened_at, utc(row["sys_updated_at"])) for row in rows]
    teams = [target(meaning["teams"], row["assignment_group"]) for row in rows]
    team = teams[0] or FIRST
    held = [Held(opened_at, moments[0], home_of[team], "queued")]
    for row, named, (start, end) in zip(rows, teams, pairwise(moments), strict=False):
        team = named or team
        held.append(Held(start, end, home_of[team], meaning["states"][row["incident_state"]]))
    priorities = {opened_at: int(rows[0]["priority"][0])}
    for row, moment in zip(rows, moments, strict=True):
        priorities[moment] = int(row["priority"][0])
    return Case(
        target(meaning["customers"], rows[0]["location"]),
        opened_at,
        moments[-1],
        [one for one in held if one.end > one.start],
        [(moment, priority) for moment, priority in sorted(priorities.items()) if moment < moments[-1]],
    )


def target(table: dict[str, Any], value: str) -> str:
    """What a value of the log stands for: named itself, or matched and then spread by a checksum; "" for neither."""
    patterns = (name for name in table if name[0] == "/" and re.fullmatch(name[1:-1], value))
    named = table.get(value) or table.get(next(patterns, ""))
    if named is None:
        return ""
    return named if isinstance(named, str) else named[crc32(value.encode()) % len(named)]


Promise = tuple[str, str, datetime, timedelta, timedelta]  # contract, level, stopped, used, allowed


def promises(case: Case) -> Iterator[Promise]:
    """Yield what each contract measured of a case, once for each priority that it had while that could still change."""
    if case.customer == CUSTOMER:
        yield from measured_at("customer", "pickup", case, case.opened_at, picked_up(case, case.opened_at, None), 4)
        yield from measured_at("customer", "resolve", case, case.opened_at, resolved_at(case), 1)
    arrived_at = next((one.start for one in case.held if one.by == SUPPLIER), None)
    if arrived_at is not None:
        taken_at = picked_up(case, arrived_at, SUPPLIER)
        yield from measured_at("underpinning", "pickup", case, arrived_at, taken_at, 4)
        yield from measured_at("underpinning", "hold", case, arrived_at, case.closed_at, 1, only=SUPPLIER)


def measured_at(
    contract: str, metric: str, case: Case, since: datetime, stopped_at: datetime, share: int, only: str | None = None
) -> Iterator[Promise]:
    used = sum(
        (
            office_time(max(one.start, since), min(one.end, stopped_at))
            for one in case.held
            if one.how not in ("waiting customer", "resolved", "closed") and only in (None, one.by)
        ),
        timedelta(0),
    )
    ends = [*(moment for moment, _ in case.priorities[1:]), None]
    counted = {
        priority
        for (_, priority), end in zip(case.priorities, ends, strict=True)
        if end is None or (end > since and stopped_at <= end)
    }
    for priority in sorted(counted):
        yield contract, f"{metric}-{priority}", stopped_at, used, TARGETS[priority] / share


def picked_up(case: Case, since: datetime, by: str | None) -> datetime:
    """When somebody of theirs first worked on it; at the latest when it was solved or closed."""
    moments = [max(one.start, since) for one in case.held if one.end > since and picks_up(one, by)]
    return min([*moments, case.closed_at])


def picks_up(one: Held, by: str | None) -> bool:
    return one.how in ("resolved", "closed") or (one.how == "working" and by in (None, one.by))


def resolved_at(case: Case) -> datetime:
    """When the last solution came, or it was closed without one."""
    moment = case.closed_at
    for one in reversed(case.held):
        if one.how not in ("resolved", "closed"):
            break
        moment = one.start
    return moment


def office_time(start: datetime, end: datetime) -> timedelta:
    """Add up 7 to 17 on working days, day by day."""
    found, day = timedelta(0), start.astimezone(OSLO).date()
    while day <= end.astimezone(OSLO).date() and start < end:
        opens, closes = office_hours(day)
        found += max(min(closes, end) - max(opens, start), timedelta(0))
        day += timedelta(days=1)
    return found


@cache
def office_hours(day: date) -> tuple[datetime, datetime]:
    closes = 7 if day.weekday() > 4 or day in HOLIDAYS else 17
    opens_at, closes_at = (datetime.combine(day, time(hour), OSLO).astimezone(UTC) for hour in (7, closes))
    return opens_at, closes_at


@cache
def utc(text: str) -> datetime:
    if text.startswith("27/3/2016 02:"):  # this hour did not exist
        return datetime(2016, 3, 27, 1, tzinfo=UTC)
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=OSLO).astimezone(UTC)


def test_attainment_by_month_municipality_and_level_equals_the_raw_file(measured: Found, expected: Found) -> None:
    differing = {key: (measured.get(key), expected.get(key)) for key in measured.keys() | expected.keys()}
    assert {key: pair for key, pair in differing.items() if pair[0] != pair[1]} == {}


def test_the_figures_say_something(expected: Found) -> None:
    """Both contracts, every level, all six municipalities, over a year; some kept and some broken."""
    contracts, levels, places, of_months = (set(part) for part in zip(*expected, strict=True))
    assert contracts == {"customer", "underpinning"}
    assert levels == {f"{metric}-{priority}" for metric in ("pickup", "resolve", "hold") for priority in TARGETS}
    assert len(places) == 6
    assert len(of_months) >= 12
    met, total = (sum(figure[place] for figure in expected.values()) for place in (0, 1))
    assert 0.2 * total < met < 0.99 * total
    assert total > 20_000
