"""Tickets worked elsewhere: recorded as if worked here, extended, never rewritten."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.agreement.queries.terms import book, terms_of
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.models import Trail
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.actions.reckoning import fresh, mirrored, spans_of
from knutepunkt.desk.actions.record import Recorded, record
from knutepunkt.desk.models import Clock, Custody, Note, Ticket
from knutepunkt.desk.queries.ticket import answers
from knutepunkt.desk.rules.custody import CustodyFault, Mode, Span
from knutepunkt.desk.rules.past import PastTicket, custody_of
from tests.cast import MONDAY, Cast, make_cast

LATER = MONDAY + timedelta(days=2)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def hour(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def step(cast: Cast, at: float, mode: Mode = Mode.QUEUED, reason: str | None = None, *, supplier: bool = False) -> Span:
    team = cast.operations if supplier else cast.first_line
    person = None if mode is Mode.QUEUED else (cast.resolver if supplier else cast.agent)
    return Span(hour(at), None, team.pk, team.organisation_id, mode, reason, person.pk if person else None)


def past(
    cast: Cast, *steps: Span, closed: float | None = None, priorities: tuple[tuple[float, int], ...] = ((0, 3),)
) -> PastTicket:
    closed_at = None if closed is None else hour(closed)
    return PastTicket(
        source="elsewhere",
        reference="X1",
        title="Får ikke skrevet ut",
        description="Skriveren svarer ikke",
        channel="phone",
        requester_id=cast.employee.pk,
        opener_id=cast.agent.pk,
        customer_id=cast.municipality.pk,
        service_id=cast.service.pk,
        group_id=cast.service.group_id,
        impact="low",
        urgency="medium",
        opened_at=MONDAY,
        resolved_at=None,
        closed_at=closed_at,
        priorities=tuple((hour(at), priority) for at, priority in priorities),
        spans=custody_of(MONDAY, steps, closed_at=closed_at),
    )


def write(*tickets: PastTicket, at: datetime = LATER) -> Recorded:
    return record(tickets, book=book(), at=at)


def require_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def test_it_stands_in_the_queue_of_who_holds_it(cast: Cast) -> None:
    write(past(cast, step(cast, 0), step(cast, 1, Mode.WORKING), step(cast, 2, supplier=True)))
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.team, ticket.mode, ticket.held_since) == ("queued", cast.operations, "queued", hour(2))
    assert (ticket.handovers, ticket.assignee, ticket.answered_at) == (1, None, None)
    require_constraints()


def test_it_can_be_worked_on_here_like_any_other(cast: Cast) -> None:
    write(past(cast, step(cast, 0), step(cast, 2, supplier=True)))
    ticket = Ticket.objects.get()
    with seen_by(cast.sees(cast.resolver)):
        actions.take(ticket.pk, by=cast.resolver, at=LATER, seen=ticket.version)
        actions.resolve(ticket.pk, resolution="Byttet toner", by=cast.resolver, at=LATER + timedelta(hours=1))
    assert Ticket.objects.get().state == "resolved"
    require_constraints()


def test_it_is_found_by_its_words_as_norwegian(cast: Cast) -> None:
    write(past(cast, step(cast, 0)))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from desk_tickettext where document @@ to_tsquery('norwegian', 'svar')")
        assert cursor.fetchone() == (1,)


def test_the_trail_names_the_import(cast: Cast) -> None:
    write(past(cast, step(cast, 0)))
    ticket = Ticket.objects.get()
    assert Trail.objects.get(table_name="desk_ticket", row_id=ticket.pk).source == "import elsewhere"


def test_what_closed_the_moment_it_opened_was_held_by_nobody(cast: Cast) -> None:
    write(past(cast, step(cast, 0), closed=0))
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.closed_at) == ("closed", MONDAY)
    assert not Custody.objects.exists()
    assert not Clock.objects.exists()
    require_constraints()


def test_another_priority_brings_other_clocks_and_releases_the_old(cast: Cast) -> None:
    level = ServiceLevel.objects.get(contract__key="nordvik", metric="resolve")
    level.priority = 3
    level.save()
    urgent = ServiceLevel.objects.create(
        contract=level.contract,
        key="urgent",
        name="urgent",
        metric="resolve",
        priority=1,
        target=timedelta(hours=1),
        calendar=level.calendar,
    )
    write(past(cast, step(cast, 0, Mode.WORKING), priorities=((0, 3), (5, 1))))
    old, new = Clock.objects.get(level=level), Clock.objects.get(level=urgent)
    assert (old.applies_until, old.state, old.elapsed) == (hour(5), "released", timedelta(hours=5))
    assert (new.applies_from, new.state) == (hour(5), "breached")
    assert Ticket.objects.get().is_breached


def pickup_by_priority() -> None:
    for level in ServiceLevel.objects.filter(metric="pickup", contract__key="nordvik"):
        for priority in (2, 3):
            level.pk, level.key, level.priority = None, f"pickup-{priority}", priority
            level._state.adding = True
            level.save()


def test_a_level_that_comes_back_after_its_clock_stopped_is_measured_once(cast: Cast) -> None:
    pickup_by_priority()
    write(past(cast, step(cast, 0), step(cast, 1, Mode.WORKING), priorities=((0, 3), (2, 2), (3, 3), (4, 2))))
    found = Clock.objects.filter(level__metric="pickup", level__contract__key="nordvik").order_by("applies_from")
    assert [(clock.level.key, clock.state, clock.stopped_at) for clock in found] == [
        ("pickup-3", "met", hour(1)),
        ("pickup-2", "met", hour(1)),
    ]


def test_a_level_that_comes_back_here_is_not_measured_again(cast: Cast) -> None:
    pickup_by_priority()
    write(past(cast, step(cast, 0), step(cast, 1, Mode.WORKING), priorities=((0, 3), (2, 2))))
    ticket = Ticket.objects.get()
    with seen_by(cast.sees(cast.agent)):
        actions.change_priority(ticket.pk, impact=Impact.MEDIUM, urgency=Urgency.MEDIUM, by=cast.agent, at=hour(5))
    ticket.refresh_from_db()
    assert ticket.priority == 3
    found = Clock.objects.filter(ticket=ticket, level__metric="pickup", level__contract__key="nordvik")
    assert sorted(found.values_list("level__key", flat=True)) == ["pickup-2", "pickup-3"]


def test_a_longer_history_extends_and_nothing_is_written_twice(cast: Cast) -> None:
    steps = [step(cast, 0), step(cast, 1, Mode.WORKING), step(cast, 2, supplier=True)]
    assert write(past(cast, *steps)).new == ["X1"]
    assert write(past(cast, *steps)).unchanged == ["X1"]
    steps += [step(cast, 3, Mode.WORKING, supplier=True), step(cast, 4, Mode.WAITING, "confirmation", supplier=True)]
    before = set(Custody.objects.filter(end_at__isnull=False).values_list("pk", flat=True))
    assert write(past(cast, *steps, closed=9)).extended == ["X1"]
    assert before < set(Custody.objects.values_list("pk", flat=True)), "the spans that had ended are the same rows"
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.closed_at, ticket.version) == ("closed", hour(9), Note.objects.count() + 1)
    require_constraints()


@pytest.mark.parametrize("other", [(0.5, Mode.WORKING, None), (1.5, Mode.WAITING, "customer")])
def test_a_history_that_tells_otherwise_is_left_alone(cast: Cast, other: tuple[float, Mode, str | None]) -> None:
    write(past(cast, step(cast, 0), step(cast, 1, Mode.WORKING)))
    custody = list(Custody.objects.values_list())
    told = write(past(cast, step(cast, 0), step(cast, *other), step(cast, 7, Mode.WORKING)))
    assert list(told.left_alone) == ["X1"]
    assert list(Custody.objects.values_list()) == custody


def test_what_began_at_the_same_moment_takes_the_place_of_what_lasted_no_time(cast: Cast) -> None:
    write(past(cast, step(cast, 0), step(cast, 1, Mode.WORKING)))
    steps = [step(cast, 0), step(cast, 1, Mode.WORKING), step(cast, 1, supplier=True), step(cast, 3, Mode.WORKING)]
    assert write(past(cast, *steps)).extended == ["X1"]
    found = Custody.objects.order_by("start_at").values_list("start_at", "team__key", "mode")
    assert list(found) == [
        (hour(0), "first", "queued"),
        (hour(1), "operations", "queued"),
        (hour(3), "first", "working"),
    ]
    assert Clock.objects.filter(level__contract__key="a", applies_from=hour(1)).count() == 4
    assert [note.event for note in Note.objects.order_by("pk")] == ["taken", "handed_over", "handed_over", "taken"]
    require_constraints()


def test_custody_that_is_not_whole_is_refused_before_it_is_written(cast: Cast) -> None:
    torn = past(cast, step(cast, 0), step(cast, 1, Mode.WORKING))
    torn = replace(torn, spans=(torn.spans[0].ended(hour(0.5)), torn.spans[1]))
    with pytest.raises(CustodyFault, match="gap"):
        write(torn)
    assert not Ticket.objects.exists()


def test_an_empty_batch_is_no_work(cast: Cast) -> None:
    assert write() == Recorded()


KINDS = some.sampled_from(
    [(Mode.QUEUED, None), (Mode.WORKING, None), (Mode.WAITING, "customer"), (Mode.WAITING, "confirmation")]
)
STEPS = some.lists(some.tuples(some.integers(0, 400), KINDS, some.booleans()), min_size=1, max_size=6)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, ends=some.booleans(), cut=some.integers(1, 6), priority_at=some.integers(0, 300))
def test_recorded_in_two_parts_it_is_as_recorded_at_once(
    cast: Cast, steps: list[tuple[int, tuple[Mode, str | None], bool]], ends: bool, cut: int, priority_at: int
) -> None:
    """And each stored clock equals a fresh computation from the stored custody."""
    Ticket.objects.all().delete()
    made = [
        step(cast, at / 7, mode, reason, supplier=supplier)
        for at, (mode, reason), supplier in sorted(steps, key=lambda one: one[0])
    ]
    priorities = ((0, 3),) if priority_at == 0 else ((0, 3), (priority_at / 7, 2))
    whole = past(cast, *made, closed=60 if ends else None, priorities=priorities)
    write(whole)
    once = shown()
    Ticket.objects.all().delete()
    start = [one for one in made if one.start_at <= made[min(cut, len(made)) - 1].start_at]
    known = tuple(one for one in priorities if one[0] <= (start[-1].start_at - MONDAY) / timedelta(hours=1)) or (
        (0, 3),
    )
    write(past(cast, *start, priorities=known))
    told = write(whole)
    assert told.extended or told.unchanged
    assert shown() == once
    ticket = Ticket.objects.get()
    clocks = list(ticket.clocks.all())
    levels = terms_of({clock.level_id for clock in clocks})
    for clock in clocks:
        heard = answers(ticket, levels.values())
        reading = fresh(clock, levels[clock.level_id], spans_of(ticket), ticket, heard, at=LATER)
        assert (clock.state, clock.elapsed, clock.due_at, clock.stopped_at, clock.breached_at) == (
            *(reading.state.value, reading.elapsed, reading.due_at, reading.stopped_at, reading.breached_at),
        )
    assert mirrored(clocks) == {"due_at": ticket.due_at, "is_breached": ticket.is_breached}
    require_constraints()


def shown() -> tuple[object, ...]:
    columns = ("start_at", "end_at", "team_id", "mode", "reason", "person_id")
    clocks = ("level_id", "applies_from", "applies_until", "state", "elapsed", "due_at", "stopped_at", "breached_at")
    ticket = ("state", "priority", "handovers", "reopenings", "answered_at", "closed_at", "due_at", "is_breached")
    return (
        Ticket.objects.values_list(*ticket).get(),
        list(Custody.objects.order_by("start_at").values_list(*columns)),
        sorted(Clock.objects.values_list(*clocks)),
    )
