"""The custody report: on small ledgers with known answers, and against a slow reading of the same spans."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.actions.reporting import store_custody_reports
from knutepunkt.desk.models import StoredReport
from knutepunkt.desk.queries.custody_report import custody_report, from_json, stored_custody_report
from knutepunkt.desk.rules.report import CONFIRMATION, KINDS, Figures, Ledger, Pair, report
from tests.cast import MONDAY, Cast, make_cast

HOUR = 3_600_000_000
Visit = tuple[int, int, int, int]  # team, kind, start, end


def ledger_of(*tickets: list[Visit], closed: bool = True) -> Ledger:
    rows = [(number, *visit) for number, visits in enumerate(tickets) for visit in visits]
    ticket, team, kind, start, end = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return Ledger(
        ticket=ticket,
        start=start * HOUR,
        end=end * HOUR,
        team=team,
        organisation=team // 10,
        service=np.zeros_like(team),
        kind=kind,
        first_line=team == 1,
        closed=np.full(len(team), closed),
        resolved=np.array([visits[-1][1] == CONFIRMATION for visits in tickets for _ in visits]),
    )


def by_team(ledger: Ledger, *, since: int = 0, until: int = 1_000) -> tuple[dict[int, Figures], tuple[Pair, ...]]:
    return report(ledger, row=ledger.team, holder=ledger.team, from_at=since * HOUR, to_at=until * HOUR)


def test_time_is_counted_by_mode_and_only_inside_the_period() -> None:
    rows, _ = by_team(ledger_of([(1, 0, 0, 2), (1, 1, 2, 10), (1, CONFIRMATION, 10, 30)]), since=1, until=12)
    figures = rows[1]
    assert figures.queued == timedelta(hours=1)
    assert figures.working == timedelta(hours=8)
    assert dict(figures.waiting)["confirmation"] == timedelta(hours=2)
    assert figures.held_median == timedelta(hours=9), "the wait for confirmation is no work of anybody's"


def test_there_and_back_is_ping_pong_and_names_the_pair() -> None:
    there_and_back = [(1, 0, 0, 1), (2, 1, 1, 2), (1, 1, 2, 3), (3, 1, 3, 4), (1, CONFIRMATION, 4, 5)]
    rows, pairs = by_team(ledger_of(there_and_back, [(1, 0, 0, 1), (2, 1, 1, 2), (1, 1, 2, 3)]))
    assert rows[1].ping_pongs == 3
    assert rows[1].handovers == 3
    assert rows[2].handovers == 2
    assert pairs[0] == Pair(1, 2, 2)
    assert Pair(1, 3, 1) in pairs


def test_solved_by_the_first_line_means_it_never_left_it() -> None:
    stayed = [(1, 1, 0, 1), (1, CONFIRMATION, 1, 2)]
    left = [(1, 1, 0, 1), (2, 1, 1, 2), (1, CONFIRMATION, 2, 3)]
    abandoned = [(1, 1, 0, 1)]
    rows, _ = by_team(ledger_of(stayed, left, abandoned))
    assert (rows[1].solved, rows[1].solved_by_first_line, rows[1].never_resolved) == (2, 1, 1)
    assert rows[1].first_line_share == 0.5


def test_a_solution_taken_back_is_a_reopening_and_no_solution() -> None:
    taken_back = [(1, 1, 0, 1), (1, CONFIRMATION, 1, 2), (1, 1, 2, 3)]
    rows, _ = by_team(ledger_of(taken_back, closed=False))
    assert (rows[1].reopened, rows[1].solved, rows[1].never_resolved) == (1, 0, 0)


def test_an_empty_ledger_is_an_empty_report() -> None:
    empty = np.zeros(0, np.int64)
    none = empty.astype(np.bool_)
    assert report(
        Ledger(empty, empty, empty, empty, empty, empty, empty, none, none, none),
        row=empty,
        holder=empty,
        from_at=0,
        to_at=1,
    ) == ({}, ())


VISITS = some.lists(
    some.tuples(some.integers(1, 4), some.integers(0, len(KINDS) - 1), some.integers(1, 30)), min_size=1, max_size=8
)


@settings(max_examples=200, deadline=None)
@given(some.lists(VISITS, min_size=1, max_size=6), some.integers(0, 40), some.integers(41, 250))
def test_it_equals_a_slow_reading(cases: list[list[tuple[int, int, int]]], since: int, until: int) -> None:
    tickets = []
    for case in cases:
        start, visits = 0, []
        for team, kind, hours in case:
            visits.append((team, kind, start, start + hours))
            start += hours
        tickets.append([visit for visit in visits if visit[2] < until])
    found, pairs = by_team(ledger_of(*tickets), since=since, until=until)
    expected = slowly(tickets, since, until)
    assert {team: shown(figures) for team, figures in found.items()} == expected[0]
    assert {(pair.holder, pair.other): pair.times for pair in pairs} == dict(
        sorted(expected[1].items(), key=lambda item: -item[1])[:10]
    ) or len(expected[1]) > 10


def shown(figures: Figures) -> tuple[object, ...]:
    return (
        figures.tickets,
        figures.working // timedelta(hours=1),
        figures.handovers,
        figures.ping_pongs,
        figures.paths,
        figures.reopened,
        figures.held_median / timedelta(hours=1),
    )


def slowly(
    tickets: list[list[Visit]], since: int, until: int
) -> tuple[dict[int, tuple[object, ...]], dict[tuple[int, int], int]]:
    """The same with plain loops."""
    held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    working: dict[int, int] = defaultdict(int)
    given_away: dict[int, int] = defaultdict(int)
    returned: dict[int, int] = defaultdict(int)
    pairs: dict[tuple[int, int], int] = defaultdict(int)
    paths: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    reopened: dict[int, int] = defaultdict(int)
    for number, visits in enumerate(tickets):
        stops = [visits[0]]
        for before, after in pairwise(visits):
            if before[0] != after[0]:
                stops.append(after)
        for team, kind, start, end in visits:
            lasted = min(end, until) - max(start, since)
            if lasted > 0:
                held[team][number] += 0 if kind == CONFIRMATION else lasted
                working[team] += lasted if kind == 1 else 0
        for team in {visit[0] for visit in visits if min(visit[3], until) > max(visit[2], since)}:
            paths[team].add(tuple(stop[0] for stop in stops))
            back = any(one[1] == CONFIRMATION != two[1] for one, two in pairwise(visits))
            reopened[team] += back
        for before, after in pairwise(stops):
            given_away[before[0]] += after[2] >= since
        for one, two, three in zip(stops, stops[1:], stops[2:], strict=False):
            if one[0] == three[0] and three[2] >= since:
                returned[one[0]] += 1
                pairs[one[0], two[0]] += 1
    rows: dict[int, tuple[object, ...]] = {
        team: (
            len(times),
            working[team],
            given_away[team],
            returned[team],
            len(paths[team]),
            reopened[team],
            float(median(times.values())),
        )
        for team, times in held.items()
    }
    return rows, pairs


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def worked(cast: Cast) -> None:
    """One ticket that the first line solves, and one that goes to the supplier and back."""
    with seen_by(cast.sees(cast.agent)):
        solved, sent = (
            actions.open_ticket(title="E-post", service=cast.service, by=cast.agent, requester=cast.employee, at=MONDAY)
            for _ in range(2)
        )
        actions.take(solved.pk, by=cast.agent, at=MONDAY + timedelta(hours=1))
        actions.resolve(solved.pk, resolution="Ordnet", by=cast.agent, at=MONDAY + timedelta(hours=3))
        actions.hand_over(sent.pk, to=cast.operations, by=cast.agent, at=MONDAY + timedelta(hours=1))
    with seen_by(cast.sees(cast.resolver)):
        actions.wait(sent.pk, reason=WaitingReason.CUSTOMER, by=cast.resolver, at=MONDAY + timedelta(hours=2))
        actions.hand_over(sent.pk, to=cast.first_line, by=cast.resolver, at=MONDAY + timedelta(hours=4))


def test_the_desks_own_tickets_are_in_the_report(cast: Cast) -> None:
    worked(cast)
    at = MONDAY + timedelta(hours=5)
    found = custody_report(from_at=MONDAY - timedelta(days=1), to_at=at, by="organisation")
    rows = {row.name: row.figures for row in found.rows}
    supplier, home = rows["Leverandør A"], rows["Integratoren"]
    assert (supplier.tickets, supplier.queued) == (1, timedelta(hours=1))
    assert dict(supplier.waiting)["customer"] == timedelta(hours=2)
    assert (home.tickets, home.ping_pongs, home.solved, home.solved_by_first_line) == (2, 1, 1, 1)
    assert found.total is not None
    assert (found.total.tickets, found.total.handovers, found.total.paths) == (2, 2, 2)
    assert [(pair.holder, pair.other) for pair in found.worst_pairs] == [("Integratoren", "Leverandør A")]


def test_by_service_hand_overs_between_teams_count(cast: Cast) -> None:
    worked(cast)
    found = custody_report(from_at=MONDAY, to_at=MONDAY + timedelta(hours=5), by="service")
    [row] = found.rows
    assert (row.name, row.figures.handovers, row.figures.ping_pongs) == ("E-post", 2, 1)


def test_what_is_stored_reads_as_what_was_computed(cast: Cast) -> None:
    worked(cast)
    at = MONDAY + timedelta(hours=5)
    assert stored_custody_report(by="team", days=30) is None
    store_custody_reports(at=at, periods=(30,))
    store_custody_reports(at=at + timedelta(hours=1), periods=(30,))
    assert StoredReport.objects.count() == 3, "stored anew, not twice"
    fresh = custody_report(from_at=at - timedelta(days=30, hours=-1), to_at=at + timedelta(hours=1), by="team")
    stored = stored_custody_report(by="team", days=30)
    assert stored is not None
    assert stored.as_json() == fresh.as_json() == from_json(fresh.as_json()).as_json()


def test_a_supplier_reads_no_stored_report(cast: Cast) -> None:
    store_custody_reports(at=MONDAY, periods=(30,))
    with seen_by(cast.sees(cast.agent)):
        assert stored_custody_report(by="team", days=30) is not None
    for person in (cast.resolver, cast.service_owner):
        with seen_by(cast.sees(person)):
            assert stored_custody_report(by="team", days=30) is None


def test_a_supplier_computes_over_its_own_tickets_only(cast: Cast) -> None:
    worked(cast)
    with seen_by(cast.sees(cast.other_resolver)):
        found = custody_report(from_at=MONDAY, to_at=MONDAY + timedelta(hours=5), by="team")
    assert (found.rows, found.total) == ((), None)


def test_nothing_yet_is_an_empty_report(cast: Cast) -> None:
    found = custody_report(from_at=datetime(2020, 1, 1, tzinfo=UTC), to_at=MONDAY, by="team")
    assert found.as_json()["rows"] == []
