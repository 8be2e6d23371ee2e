"""Logs that are as they should be: read, extended, cut off, moved and played."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knutepunkt.base.session import seen_by
from knutepunkt.connectors import event_log
from knutepunkt.connectors.event_log.cases import cases
from knutepunkt.connectors.event_log.events import Event
from knutepunkt.connectors.event_log.history import in_order
from knutepunkt.desk import actions
from knutepunkt.desk.models import Clock, Custody, Note, Ticket
from tests.cast import MONDAY, Cast, make_cast

AT = MONDAY + timedelta(days=1)
MAP = """
[log]
source = "other-desk"
moments = ["%Y-%m-%d %H:%M"]
missing = ["-"]

[columns]
case = "case"
opened = "opened"
moment = "at"
state = "state"
group = "group"
person = "person"
priority = "priority"
customer = "place"
service = "about"
title = "title"

[states]
"open" = "queued"
"/work.*/" = "working"
"asked" = "waiting customer"
"solved" = "resolved"
"done" = "closed"

[teams]
"desk" = "first"
"/ops-[0-9]+/" = ["operations", "operations"]

[customers]
"/.*/" = ["nordvik", "fjellbygda"]

[services]
"/.*/" = "mail"

[priorities]
"high" = 2
"low" = 4
"""
HEADING = "case,opened,at,state,group,person,priority,place,about,title"
# 08:00 UTC on the Monday is 09:00 in Oslo.
STORY = (
    "A1,2026-11-23 09:00,2026-11-23 09:10,open,desk,-,low,a,x,Får ikke sendt e-post",
    "A1,2026-11-23 09:00,2026-11-23 09:30,working,desk,p1,low,a,x,Får ikke sendt e-post",
    "A1,2026-11-23 09:00,2026-11-23 10:00,open,ops-7,-,high,a,x,Får ikke sendt e-post",
    "A1,2026-11-23 09:00,2026-11-23 10:30,working,ops-7,p2,high,a,x,Får ikke sendt e-post",
    "A1,2026-11-23 09:00,2026-11-23 11:00,asked,-,p2,high,a,x,Får ikke sendt e-post",
    "A1,2026-11-23 09:00,2026-11-23 12:00,solved,-,p2,high,a,x,Får ikke sendt e-post",
    "A1,2026-11-23 09:00,2026-11-23 15:00,done,-,p2,high,a,x,Får ikke sendt e-post",
)
Write = Callable[..., Path]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def log_map(tmp_path: Path) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(MAP, "utf-8")
    return path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*rows: str, name: str = "log.csv", heading: str = HEADING) -> Path:
        path = tmp_path / name
        path.write_text("\n".join((heading, *rows)) + "\n", "utf-8")
        return path

    return written


def clock(hour: int, minute: int = 0) -> datetime:
    """Oslo's time on the Monday."""
    return datetime(2026, 11, 23, hour - 1, minute, tzinfo=UTC)


def spans(reference: str = "A1") -> list[tuple[datetime, datetime | None, str, str, str]]:
    rows = Custody.objects.filter(ticket__reference=reference).order_by("start_at")
    return list(rows.values_list("start_at", "end_at", "team__key", "mode", "reason"))


WHOLE = [
    (clock(9), clock(9, 30), "first", "queued", ""),
    (clock(9, 30), clock(10), "first", "working", ""),
    (clock(10), clock(10, 30), "operations", "queued", ""),
    (clock(10, 30), clock(11), "operations", "working", ""),
    (clock(11), clock(12), "operations", "waiting", "customer"),
    (clock(12), clock(15), "operations", "waiting", "confirmation"),
]


def test_a_story_becomes_a_ticket(cast: Cast, log_map: Path, write: Write) -> None:
    summary = event_log.load(write(*STORY), log_map, at=AT)
    assert (summary.rows, summary.used, summary.tickets_new) == (7, 7, 1)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.priority, ticket.handovers, ticket.team) == ("closed", 2, 1, None)
    assert (ticket.opened_at, ticket.closed_at, ticket.resolved_at) == (clock(9), clock(15), clock(12))
    assert ticket.title == "Får ikke sendt e-post"
    assert spans() == WHOLE
    told = Note.objects.order_by("at", "pk").values_list("event", flat=True)
    assert list(told) == ["taken", "handed_over", "taken", "waiting", "resolved", "closed"]


def test_who_took_part_sees_it_and_nobody_else(cast: Cast, log_map: Path, write: Write) -> None:
    event_log.load(write(*STORY), log_map, at=AT)
    for person, sees in ((cast.resolver, 1), (cast.other_resolver, 0), (cast.agent, 1)):
        with seen_by(cast.sees(person)):
            assert Ticket.objects.count() == sees


def test_each_supplier_that_held_it_has_its_clocks(cast: Cast, log_map: Path, write: Write) -> None:
    event_log.load(write(*STORY), log_map, at=AT)
    levels = Clock.objects.values_list("level__contract__key", "level__metric", "applies_from")
    customer = Ticket.objects.get().customer.key
    assert set(levels) == {
        *((customer, metric, clock(9)) for metric in ("pickup", "response", "resolve")),
        *(("a", metric, clock(10)) for metric in ("pickup", "response", "resolve", "hold")),
    }


def test_again_is_no_second_time_and_a_longer_history_goes_on(cast: Cast, log_map: Path, write: Write) -> None:
    for length in range(1, len(STORY) + 1):
        summary = event_log.load(write(*STORY[:length]), log_map, at=AT)
        assert summary.adds_up
        again = event_log.load(write(*STORY[:length]), log_map, at=AT)
        assert (again.tickets_new, again.tickets_extended, again.tickets_unchanged) == (0, 0, 1)
    assert Ticket.objects.count() == 1
    assert spans() == WHOLE
    pieces = snapshot()
    Ticket.objects.all().delete()
    event_log.load(write(*STORY), log_map, at=AT)
    assert snapshot() == pieces, "loaded row by row is as loaded at once"


def snapshot() -> tuple[object, ...]:
    ticket = Ticket.objects.values("state", "priority", "handovers", "due_at", "is_breached", "version", "resolved_at")
    clocks = Clock.objects.values_list(
        *("level__key", "level__contract__key", "applies_from", "applies_until", "state", "elapsed", "stopped_at")
    )
    notes = Note.objects.values_list("at", "event", "ticket_version").order_by("ticket_version")
    return ticket.get(), set(clocks), list(notes)


def test_a_ticket_worked_on_here_is_left_alone(cast: Cast, log_map: Path, write: Write, tmp_path: Path) -> None:
    event_log.load(write(*STORY[:3]), log_map, at=AT)
    ticket = Ticket.objects.get()
    with seen_by(cast.sees(cast.agent)):
        actions.take(ticket.pk, by=cast.agent, at=AT, team=cast.first_line)
    before = spans()
    rejects = tmp_path / "rejects.csv"
    summary = event_log.load(write(*STORY), log_map, at=AT + timedelta(hours=1), rejects_path=rejects)
    assert spans() == before
    assert summary.rejected == {"left alone": 7}
    assert summary.adds_up
    assert rejects.read_text("utf-8").count("A1") >= 7


def test_a_closing_that_is_taken_back_was_a_wait_for_confirmation(cast: Cast, log_map: Path, write: Write) -> None:
    closed = "A1,2026-11-23 09:00,2026-11-23 09:30,done,desk,p1,low,a,x,Tittel"
    resumed = "A1,2026-11-23 09:00,2026-11-23 10:00,working,desk,p1,low,a,x,Tittel"
    event_log.load(write(closed), log_map, at=AT)
    assert Ticket.objects.get().closed_at == clock(9, 30)
    event_log.load(write(closed, resumed), log_map, at=AT)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.closed_at, ticket.reopenings) == ("working", None, 1)
    assert [row[3:] for row in spans()] == [("queued", ""), ("waiting", "confirmation"), ("working", "")]


def test_rows_of_cases_may_lie_between_each_other(cast: Cast, log_map: Path, write: Write) -> None:
    others = [row.replace("A1", "B2", 1) for row in STORY]
    mixed = [row for pair in zip(STORY, others, strict=True) for row in pair]
    assert event_log.load(write(*mixed), log_map, at=AT).tickets_new == 2
    assert spans("A1") == spans("B2") == WHOLE


def test_sorting_in_runs_gives_each_case_whole_and_in_order() -> None:
    events = [Event(f"C{line % 7}", line, MONDAY) for line in range(1_000)]
    found = list(cases(iter(events), run=37))
    assert [case[0].case for case in found] == [f"C{number}" for number in range(7)]
    assert all([event.line for event in case] == sorted(event.line for event in case) for case in found)
    assert sum(map(len, found)) == 1_000


def test_nothing_after_until_is_loaded_nor_known(cast: Cast, log_map: Path, write: Write) -> None:
    summary = event_log.load(write(*STORY), log_map, at=AT, until=clock(10, 15))
    assert (summary.used, summary.postponed, summary.tickets_open) == (3, 4, 1)
    assert summary.adds_up
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.team, ticket.closed_at, ticket.resolved_at) == ("queued", cast.operations, None, None)


def test_a_closing_filled_in_afterwards_is_not_known_before_it_comes(cast: Cast, log_map: Path, write: Write) -> None:
    log_map.write_text(MAP.replace("[states]", 'closed = "closed"\nbackfilled = ["closed"]\n[states]'), "utf-8")
    rows = [f"{row},2026-11-23 15:00" for row in STORY[:3]]
    path = write(*rows, heading=f"{HEADING},closed")
    event_log.load(path, log_map, at=clock(11))
    assert Ticket.objects.get().closed_at is None
    event_log.load(path, log_map, at=AT)
    assert Ticket.objects.get().closed_at == clock(15)


def test_cases_that_ended_before_after_are_left_out(cast: Cast, log_map: Path, write: Write) -> None:
    later = [row.replace("A1", "B2", 1).replace("11-23", "11-24") for row in STORY[:2]]
    at = AT + timedelta(days=3)
    summary = event_log.load(write(*STORY, *later), log_map, at=at, after=clock(16))
    assert (summary.earlier, summary.used, summary.adds_up) == (7, 2, True)
    assert Ticket.objects.get().reference == "B2"


def test_a_shift_moves_the_wall_clock_over_daylight_saving(cast: Cast, log_map: Path, write: Write) -> None:
    summer = [row.replace("2026-11-23", "2026-07-06") for row in STORY]
    event_log.load(write(*summer), log_map, at=AT, shift=timedelta(days=140))
    assert Ticket.objects.get().opened_at == clock(9), "nine o'clock stays nine o'clock"
    assert spans() == WHOLE


def test_gzip_and_another_name_make_no_difference(cast: Cast, log_map: Path, write: Write, tmp_path: Path) -> None:
    packed = tmp_path / "log.data"
    packed.write_bytes(gzip.compress(write(*STORY).read_bytes()))
    assert event_log.load(packed, log_map, at=AT).used == 7
    assert spans() == WHOLE


def xes() -> str:
    events = []
    for row in STORY:
        _, _, at, state, group, person, priority, *_ = row.split(",")
        moment = at.replace(" ", "T") + ":00+01:00"
        values = {"state": state, "org:group": group, "person": person, "priority": priority}
        strings = "".join(f'<string key="{key}" value="{value}"/>' for key, value in values.items())
        events.append(f'<event>{strings}<date key="time:timestamp" value="{moment}"/></event>')
    trace = '<string key="concept:name" value="A1"/><string key="place" value="a"/><string key="about" value="x"/>'
    start = '<date key="opened" value="2026-11-23T09:00:00+01:00"/>'
    body = "\n".join(events)
    return f'<?xml version="1.0"?>\n<log xes.version="1.0"><trace>{trace}{start}\n{body}</trace></log>'


XES_COLUMNS = """[columns]
case = "case:concept:name"
opened = "case:opened"
moment = "time:timestamp"
state = "state"
group = "org:group"
person = "person"
priority = "priority"
customer = "case:place"
service = "case:about"

[states]"""


@pytest.fixture
def xes_map(log_map: Path) -> Path:
    start, rest = MAP.split("[columns]")
    moments = start.replace('moments = ["%Y-%m-%d %H:%M"]', 'moments = ["iso"]')
    log_map.write_text(moments + XES_COLUMNS + rest.split("[states]")[1], "utf-8")
    return log_map


def test_xes_tells_the_same_story(cast: Cast, xes_map: Path, tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(xes().encode()))
    summary = event_log.load(path, xes_map, at=AT)
    assert (summary.rows, summary.used) == (7, 7)
    assert spans() == WHOLE


def test_the_log_plays_on_from_where_it_was_loaded(cast: Cast, log_map: Path, write: Write) -> None:
    path, start = write(*STORY), clock(9, 20)
    event_log.load(path, log_map, at=start, until=start)
    now = [start]

    def sleep(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    played = list(
        event_log.play(path, log_map, shift=timedelta(0), from_at=start, clock=lambda: now[0], sleep=sleep, speed=60.0)
    )
    assert [one.events for one in played] == [1, 1, 1, 1, 1, 1]
    assert now[0] - start < timedelta(minutes=6), "five hours and forty minutes, sixty times as fast"
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.handovers) == ("closed", 1)
    assert ticket.closed_at == start + (clock(15) - start) / 60
    assert [row[2:] for row in spans()] == [row[2:] for row in WHOLE]


def test_in_real_time_what_was_played_is_what_would_have_been_loaded(cast: Cast, log_map: Path, write: Write) -> None:
    path, start = write(*STORY), clock(9, 20)
    event_log.load(path, log_map, at=start, until=start)
    now = [clock(16)]
    played = list(
        event_log.play(path, log_map, shift=timedelta(0), from_at=start, clock=lambda: now[0], sleep=lambda _: None)
    )
    assert [one.events for one in played] == [6], "what has come due meanwhile happens at once"
    assert spans() == WHOLE
    assert event_log.load(path, log_map, at=AT).tickets_unchanged == 1


def test_a_ticket_that_a_visitor_took_is_not_played_over(cast: Cast, log_map: Path, write: Write) -> None:
    path, start = write(*STORY), clock(9, 20)
    event_log.load(path, log_map, at=start, until=start)
    with seen_by(cast.sees(cast.agent)):
        actions.take(Ticket.objects.get().pk, by=cast.agent, at=start)
    [one] = event_log.play(
        path, log_map, shift=timedelta(0), from_at=start, clock=lambda: clock(16), sleep=lambda _: None
    )
    assert list(one.recorded.left_alone) == ["A1"]
    assert Ticket.objects.get().assignee == cast.agent


@pytest.mark.parametrize(
    ("hours", "kept"),
    [
        ([1, 2, 3], {0, 1, 2}),
        ([5, 1, 2, 9], {1, 2, 3}),
        ([1, 9, 2, 3], {0, 2, 3}),
        ([1, 1, 1], {0, 1, 2}),
        ([3, 2], {1}),
    ],
)
def test_the_fewest_rows_that_go_backwards_are_left_out(hours: list[int], kept: set[int]) -> None:
    assert in_order([MONDAY + timedelta(hours=hour) for hour in hours]) == kept
