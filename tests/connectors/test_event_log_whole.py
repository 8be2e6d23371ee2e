"""The whole real log: nothing lost, custody whole, and times equal to a computation from the raw file."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum

from knutepunkt.agreement.queries.terms import terms_of
from knutepunkt.base.models import Trail
from knutepunkt.connectors import event_log
from knutepunkt.connectors.event_log.mapping import read_map
from knutepunkt.desk.actions.reckoning import fresh, spans_of
from knutepunkt.desk.models import Clock, Custody, Note, Participation, Ticket
from knutepunkt.desk.queries.custody_report import custody_report
from tests.connectors.stage import set_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REPOSITORY = Path(__file__).resolve().parents[2]
LOG = REPOSITORY / "data" / "uci-498" / "incident_event_log.csv.gz"
MAP = REPOSITORY / "knutepunkt" / "example" / "uci-498.toml"
AT = datetime(2017, 6, 1, tzinfo=UTC)
TICKETS, ROWS = 24_918, 141_712

# The states of the log in our words; a closing that is taken back is a wait for confirmation.
MEANING = {
    "New": ("queued", ""),
    "Active": ("working", ""),
    "Awaiting User Info": ("waiting", "customer"),
    "Awaiting Vendor": ("waiting", "supplier"),
    "Awaiting Problem": ("waiting", "problem"),
    "Awaiting Evidence": ("waiting", "evidence"),
    "Resolved": ("waiting", "confirmation"),
    "Closed": ("waiting", "confirmation"),
}
Case = list[tuple[datetime, str]]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[event_log.Summary]:
    """The log, loaded once for all tests of this file in a transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        set_up(read_map(MAP))
        summary = event_log.load(LOG, MAP, at=AT)
        require_constraints()  # a fault in any ticket's custody fails every test here
        yield summary
        transaction.set_rollback(True)


def require_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@pytest.fixture(scope="module")
def raw() -> dict[str, tuple[datetime, Case]]:
    """Opening and rows of each case, straight from the file: by hand, without our code."""
    found: dict[str, tuple[datetime, Case]] = {}
    with gzip.open(LOG, "rt", encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            if row["incident_state"] == "-100" or line == 359:  # 359: the row that goes backwards
                continue
            opened_at, rows = found.setdefault(row["number"], (utc(row["opened_at"]), []))
            rows.append((max(opened_at, utc(row["sys_updated_at"])), row["incident_state"]))
    return found


def utc(text: str) -> datetime:
    if text.startswith("27/3/2016 02:"):  # this hour did not exist
        return datetime(2016, 3, 27, 1, tzinfo=UTC)
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZoneInfo("Europe/Oslo")).astimezone(UTC)


def test_every_row_is_accounted_for(loaded: event_log.Summary) -> None:
    assert loaded.adds_up
    assert (loaded.rows, loaded.used, loaded.postponed, loaded.unchanged) == (ROWS, ROWS - 6, 0, 0)
    assert loaded.rejected == {"unknown state": 5, "backwards": 1}
    assert (loaded.tickets_new, loaded.tickets_open) == (TICKETS, 0)
    assert loaded.unnamed_columns == ()
    assert Ticket.objects.filter(source="uci-498").count() == TICKETS


def test_custody_adds_up_to_closing_minus_opening_for_every_ticket(
    loaded: event_log.Summary, raw: dict[str, tuple[datetime, Case]]
) -> None:
    held = dict(
        Custody.objects.values_list("ticket__reference").annotate(time=Sum(F("end_at") - F("start_at"))).order_by()
    )
    expected = {case: rows[-1][0] - opened_at for case, (opened_at, rows) in raw.items()}
    assert len(expected) == TICKETS
    assert {case: held.get(case, timedelta(0)) for case in expected} == expected
    assert sum(not time for time in expected.values()) == 9, "opened and closed in one minute"


def test_tickets_open_and_close_when_the_log_says(
    loaded: event_log.Summary, raw: dict[str, tuple[datetime, Case]]
) -> None:
    found = {case: times for case, *times in Ticket.objects.values_list("reference", "opened_at", "closed_at")}
    assert found == {case: [opened_at, rows[-1][0]] for case, (opened_at, rows) in raw.items()}


def test_time_by_state_equals_the_raw_file(loaded: event_log.Summary, raw: dict[str, tuple[datetime, Case]]) -> None:
    expected: dict[tuple[str, str], timedelta] = defaultdict(timedelta)
    for opened_at, rows in raw.values():
        expected["queued", ""] += rows[0][0] - opened_at
        for (start, state), (end, _) in pairwise(rows):
            expected[MEANING[state]] += end - start
    found = Custody.objects.values_list("mode", "reason").annotate(time=Sum(F("end_at") - F("start_at"))).order_by()
    assert {(mode, reason): time for mode, reason, time in found} == dict(expected)


def test_the_database_would_not_have_taken_a_gap(loaded: event_log.Summary) -> None:
    span = Custody.objects.filter(ticket__reference="INC0000045").earliest("start_at")
    with pytest.raises(IntegrityError, match="not whole"):
        start_later(span)


@transaction.atomic
def start_later(span: Custody) -> None:
    Custody.objects.filter(pk=span.pk).update(start_at=span.start_at + timedelta(minutes=1))
    require_constraints()


def test_stored_clocks_equal_a_fresh_computation(loaded: event_log.Summary) -> None:
    tickets = Ticket.objects.order_by("reference")[:TICKETS:83]
    checked = 0
    for ticket in tickets:
        clocks = list(ticket.clocks.all())
        levels = terms_of({clock.level_id for clock in clocks})
        for clock in clocks:
            reading = fresh(clock, levels[clock.level_id], spans_of(ticket), ticket, at=AT)
            stored = (clock.state, clock.elapsed, clock.due_at, clock.stopped_at, clock.breached_at)
            assert stored == (
                *(reading.state.value, reading.elapsed, reading.due_at, reading.stopped_at, reading.breached_at),
            ), ticket.reference
            checked += 1
    assert checked > 900


def test_every_ticket_has_the_clocks_of_its_chain(loaded: event_log.Summary) -> None:
    with_customer_clock = Clock.objects.filter(level__contract__kind="customer").values("ticket").distinct()
    assert with_customer_clock.count() == TICKETS - 9
    holders = Participation.objects.filter(part=Participation.Part.HOLDER.value).values_list("ticket", "organisation")
    supplied = Clock.objects.filter(level__contract__kind="underpinning", level__metric="hold")
    assert set(supplied.values_list("ticket", "level__contract__provider")) == set(holders)


def test_the_timeline_tells_each_hand_over(loaded: event_log.Summary) -> None:
    told = Note.objects.filter(event="handed_over").count()
    assert told == sum(Ticket.objects.values_list("handovers", flat=True))
    assert Note.objects.filter(event="closed").count() == TICKETS


def test_the_logs_word_beside_ours(loaded: event_log.Summary) -> None:
    found = event_log.promises(LOG, MAP, at=AT)
    log_broken = {row.priority: row.both_broken + row.only_log_broken for row in found.rows}
    tickets = {row.priority: row.tickets for row in found.rows}
    assert found.without_clock + sum(tickets.values()) == TICKETS
    assert found.without_clock == 9
    # Known from the log by final priority: 98.1 % of 270, 99.5 % of 408, 35.5 % of 23,466, 15.9 % of 774; 9,115 in all.
    assert tickets == {1: 270, 2: 408, 3: 23_466, 4: 774 - 9}, "the nine without a clock were low, and kept"
    assert log_broken == {1: 265, 2: 406, 3: 8_321, 4: 123}
    for row in found.rows:
        assert row.both_kept + row.both_broken + row.only_log_broken + row.only_ours_broken == row.tickets


def test_the_report_counts_what_the_file_holds(
    loaded: event_log.Summary, raw: dict[str, tuple[datetime, Case]]
) -> None:
    found = custody_report(from_at=datetime(2016, 1, 1, tzinfo=UTC), to_at=AT, by="team").total
    assert found is not None
    lasting = [rows for opened_at, rows in raw.values() if rows[-1][0] > opened_at]
    resolved = sum(len(rows) > 1 and MEANING[rows[-2][1]][1] == "confirmation" for rows in lasting)
    assert found.tickets == found.closed == TICKETS - 9
    assert (found.never_resolved, found.solved) == (len(lasting) - resolved, resolved)
    assert found.never_resolved > 0
    assert found.handovers == sum(Ticket.objects.filter(source="uci-498").values_list("handovers", flat=True))


def test_again_changes_nothing(loaded: event_log.Summary) -> None:
    before = counts()
    again = event_log.load(LOG, MAP, at=AT + timedelta(days=1))
    assert (again.tickets_new, again.tickets_extended, again.tickets_unchanged) == (0, 0, TICKETS)
    assert (again.unchanged, again.used) == (ROWS - 6, 0)
    assert again.adds_up
    assert counts() == before


def counts() -> Counter[str]:
    models = (Ticket, Custody, Clock, Note, Participation, Trail)
    return Counter({model.__name__: model.objects.count() for model in models})
