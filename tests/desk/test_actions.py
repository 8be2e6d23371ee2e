"""What people do with tickets: the story, the refusals, and clocks that always equal a fresh computation."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knutepunkt.agreement.actions import records as terms
from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.agreement.queries.terms import terms_of
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency, WaitingReason
from knutepunkt.base.editing import save
from knutepunkt.base.errors import MovedOn, NotAllowed, NotYours, Refusal
from knutepunkt.base.filing import path_of
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import Service
from knutepunkt.desk import actions
from knutepunkt.desk.actions.reckoning import fresh, reckon_due, spans_of
from knutepunkt.desk.models import Attachment, Clock, Custody, Follow, Note, Notification, Ticket
from knutepunkt.desk.rules.note import Audience
from knutepunkt.party.models import Person
from tests.cast import MONDAY, Cast, make_cast

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    with seen_by(cast.sees(cast.employee)):
        return actions.open_ticket(title="Får ikke sendt e-post", service=cast.service, by=cast.employee, at=MONDAY)


def do(cast: Cast, person: Person, act: object, *arguments: object, **values: object) -> object:
    with seen_by(cast.sees(person)):
        return act(*arguments, by=person, **values)  # type: ignore[operator]


def test_a_ticket_travels_from_a_municipality_through_the_desk_and_a_supplier_and_back(
    cast: Cast, ticket: Ticket
) -> None:
    do(cast, cast.agent, actions.take, ticket.pk, at=MONDAY + 10 * MINUTE)
    do(cast, cast.agent, actions.answer, ticket.pk, body="Vi ser på det", at=MONDAY + 15 * MINUTE)
    do(cast, cast.agent, actions.hand_over, ticket.pk, to=cast.operations, at=MONDAY + 20 * MINUTE)
    do(cast, cast.resolver, actions.take, ticket.pk, at=MONDAY + 40 * MINUTE)
    do(cast, cast.resolver, actions.wait, ticket.pk, reason=WaitingReason.CUSTOMER, at=MONDAY + 60 * MINUTE)
    do(cast, cast.employee, actions.answer, ticket.pk, body="Feilkode 17", at=MONDAY + 90 * MINUTE)
    do(cast, cast.resolver, actions.resolve, ticket.pk, resolution="Ordnet", at=MONDAY + 120 * MINUTE)
    do(cast, cast.employee, actions.reopen, ticket.pk, why="Nei", at=MONDAY + 150 * MINUTE)
    do(cast, cast.resolver, actions.take, ticket.pk, at=MONDAY + 160 * MINUTE)
    do(cast, cast.resolver, actions.resolve, ticket.pk, resolution="Nå", at=MONDAY + 180 * MINUTE)
    do(cast, cast.employee, actions.close, ticket.pk, at=MONDAY + 200 * MINUTE)
    held = list(Custody.objects.filter(ticket=ticket).order_by("start_at").values_list("mode", "reason"))
    assert held == [
        ("queued", ""),
        ("working", ""),
        ("queued", ""),
        ("working", ""),
        ("waiting", "customer"),
        ("working", ""),
        ("waiting", "confirmation"),
        ("queued", ""),
        ("working", ""),
        ("waiting", "confirmation"),
    ]
    ticket.refresh_from_db()
    assert (ticket.state, ticket.team, ticket.handovers, ticket.reopenings) == ("closed", None, 1, 1)
    clocks = {(clock.level.contract.kind, clock.level.metric): clock for clock in Clock.objects.filter(ticket=ticket)}
    assert clocks["customer", "pickup"].elapsed == 10 * MINUTE
    assert clocks["customer", "response"].elapsed == 15 * MINUTE
    assert clocks["customer", "resolve"].elapsed == (120 - 30 + 30) * MINUTE
    assert clocks["underpinning", "hold"].elapsed == (40 + 30 + 30) * MINUTE
    assert all(clock.state == "met" for clock in clocks.values())


def test_the_database_refuses_a_gap_an_overlap_and_a_second_open_span(cast: Cast, ticket: Ticket) -> None:
    custody = Custody.objects.get(ticket=ticket)
    spans, tickets = Custody.objects.filter(pk=custody.pk), Ticket.objects.filter(pk=ticket.pk)
    later = MONDAY + HOUR

    def another(start_at: datetime, end_at: datetime | None = None) -> None:
        held = {"team": custody.team, "organisation": custody.organisation, "mode": "queued"}
        Custody.objects.create(ticket=ticket, start_at=start_at, end_at=end_at, **held)

    def close(at: datetime) -> None:
        tickets.update(closed_at=at, team=None)

    # Each fault in one or two steps.
    faults: dict[str, tuple[Callable[[], object], ...]] = {
        "a late beginning": (lambda: spans.update(start_at=MONDAY + MINUTE),),
        "an early opening": (lambda: tickets.update(opened_at=MONDAY - MINUTE),),
        "no open span": (lambda: spans.update(end_at=later),),
        "two open spans": (lambda: another(later),),
        "no custody": (spans.delete,),
        "a gap": (lambda: spans.update(end_at=later), lambda: another(later + MINUTE)),
        "an overlap": (lambda: spans.update(end_at=later), lambda: another(later - MINUTE)),
        "closed and yet held": (lambda: close(later),),
        "held after closing": (lambda: spans.update(end_at=later), lambda: close(later - MINUTE)),
    }
    for name, steps in faults.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            for step in steps:
                step()
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
            pytest.fail(f"{name} was let through")
    with transaction.atomic(), connection.cursor() as cursor:
        spans.update(end_at=later)
        another(later)
        cursor.execute("set constraints all immediate")  # whole custody is let through


def test_ended_custody_is_never_rewritten(cast: Cast, ticket: Ticket) -> None:
    do(cast, cast.agent, actions.take, ticket.pk, at=MONDAY + MINUTE)
    with pytest.raises(IntegrityError, match="append-only"), seen_by(Viewer(Role.SYSTEM)):
        Custody.objects.filter(end_at__isnull=False).update(mode="working")
    with pytest.raises(IntegrityError, match="append-only"), seen_by(Viewer(Role.SYSTEM)):
        Custody.objects.filter(end_at__isnull=False).delete()


def test_what_lasted_no_time_leaves_no_custody(cast: Cast, ticket: Ticket) -> None:
    """Solved and confirmed in one moment; withdrawn in the moment it came."""
    solved_at = MONDAY + MINUTE
    do(cast, cast.agent, actions.resolve, ticket.pk, resolution="Løst", at=solved_at)
    do(cast, cast.employee, actions.close, ticket.pk, at=solved_at)
    withdrawn = opened_by_employee(cast)
    do(cast, cast.employee, actions.withdraw, withdrawn.pk, at=MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    for one, closed_at, spans in ((ticket, solved_at, [(MONDAY, solved_at)]), (withdrawn, MONDAY, [])):
        one.refresh_from_db()
        assert (one.state, one.closed_at, one.team_id) == ("closed", closed_at, None)
        assert list(Custody.objects.filter(ticket=one).values_list("start_at", "end_at")) == spans
        require_fresh(one.pk)
    resolve = Clock.objects.get(ticket=ticket, level__metric="resolve")
    assert (resolve.state, resolve.stopped_at) == ("met", solved_at)


def test_two_people_on_one_ticket_the_second_is_told(cast: Cast, ticket: Ticket) -> None:
    do(cast, cast.agent, actions.take, ticket.pk, at=MONDAY + MINUTE, seen=1)
    with pytest.raises(MovedOn) as refusal:
        do(cast, cast.second_agent, actions.take, ticket.pk, at=MONDAY + 2 * MINUTE, seen=1)
    assert refusal.value.since == 1
    ticket.refresh_from_db()
    assert ticket.assignee == cast.agent


def test_what_is_said_collides_with_nobody(cast: Cast, ticket: Ticket) -> None:
    do(cast, cast.employee, actions.answer, ticket.pk, body="Mer", at=MONDAY + MINUTE)
    do(cast, cast.agent, actions.take, ticket.pk, at=MONDAY + 2 * MINUTE, seen=1)


def test_a_stranger_touches_nothing(cast: Cast, ticket: Ticket) -> None:
    for person in (cast.stranger, cast.colleague, cast.other_resolver, cast.resolver):
        with pytest.raises(NotYours):
            do(cast, person, actions.take, ticket.pk, at=MONDAY + MINUTE)


def test_the_requester_does_not_do_the_desks_work(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(NotAllowed):
        do(cast, cast.employee, actions.take, ticket.pk, at=MONDAY + MINUTE)


def test_a_supplier_hands_over_to_itself_or_the_integrator_only(cast: Cast, ticket: Ticket) -> None:
    do(cast, cast.agent, actions.hand_over, ticket.pk, to=cast.operations, at=MONDAY + MINUTE)
    with pytest.raises(NotAllowed):
        do(cast, cast.resolver, actions.hand_over, ticket.pk, to=cast.security, at=MONDAY + 2 * MINUTE)
    do(cast, cast.resolver, actions.hand_over, ticket.pk, to=cast.first_line, at=MONDAY + 3 * MINUTE)


def test_what_does_not_fit_the_state_is_refused(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(Refusal):
        do(cast, cast.agent, actions.resume, ticket.pk, at=MONDAY + MINUTE)
    with pytest.raises(Refusal):
        do(cast, cast.agent, actions.close, ticket.pk, at=MONDAY + MINUTE)


def test_each_reads_what_is_addressed_to_them(cast: Cast, ticket: Ticket) -> None:
    at = MONDAY + MINUTE
    do(cast, cast.agent, actions.hand_over, ticket.pk, to=cast.operations, at=at)
    do(cast, cast.agent, actions.answer, ticket.pk, body="til innmelder", at=at)
    own = Audience.chosen(cast.integrator.pk)
    do(cast, cast.agent, actions.add_note, ticket.pk, body="internt", audience=own, at=at)
    chosen = Audience.chosen(cast.supplier.pk)
    do(cast, cast.agent, actions.add_note, ticket.pk, body="til leverandør", audience=chosen, at=at)
    do(cast, cast.agent, actions.add_note, ticket.pk, body="til alle", audience=Audience.parties(), at=at)
    read = {}
    for name in ("employee", "service_owner", "resolver", "agent", "other_resolver"):
        with seen_by(cast.sees(getattr(cast, name))):
            read[name] = set(Note.objects.exclude(kind="event").values_list("body", flat=True))
    assert read["employee"] == read["service_owner"] == {"til innmelder", "til alle"}
    assert read["resolver"] == {"til leverandør", "til alle"}
    assert read["agent"] == {"til innmelder", "internt", "til leverandør", "til alle"}
    assert read["other_resolver"] == set()


def test_a_restricted_ticket_is_seen_by_the_cleared_its_holders_and_its_requester(cast: Cast, ticket: Ticket) -> None:
    do(cast, cast.security_officer, actions.restrict, ticket.pk, restricted=True, at=MONDAY + MINUTE)
    seen = {}
    for name in ("employee", "service_owner", "agent", "supplier_manager", "security_officer"):
        person = getattr(cast, name, None)
        if person is not None:
            with seen_by(cast.sees(person)):
                seen[name] = (Ticket.objects.exists(), Custody.objects.exists(), Note.objects.exists())
    assert seen["employee"] == seen["agent"] == seen["security_officer"] == (True, True, True)
    assert seen["service_owner"] == (False, False, False)
    with pytest.raises(NotAllowed):
        do(cast, cast.agent, actions.restrict, ticket.pk, restricted=False, at=MONDAY + 2 * MINUTE)


def test_files_are_kept_under_their_digest_and_the_wrong_ones_refused(
    cast: Cast, ticket: Ticket, settings: object
) -> None:
    def send(name: str, content: bytes) -> object:
        files = [SimpleUploadedFile(name, content)]
        return do(cast, cast.employee, actions.answer, ticket.pk, body="Se her", files=files, at=MONDAY + MINUTE)

    send("../../skjerm.PNG", b"bilde")
    kept = Attachment.objects.get()
    assert kept.name == "skjerm.PNG"
    assert Path(path_of(kept.digest)).read_bytes() == b"bilde"
    for name, content in (("virus.html", b"<script>"), ("tom.pdf", b""), ("uten-endelse", b"x"), ("a.svg", b"<svg/>")):
        with pytest.raises(Refusal):
            send(name, content)
    settings.ATTACHMENT_MAX_BYTES = 3  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="stor.pdf"):
        send("stor.pdf", BytesIO(b"0123456789").getvalue())
    assert Attachment.objects.count() == 1
    assert Note.objects.filter(kind="answer").count() == 1  # a refused file takes its text back to the form


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("title", ""),
        ("title", "   \x00\x07 "),
        ("title", "x" * 201),
        ("description", "x" * (10 * 2**20)),
        ("description", "fødselsnummer 15108695088"),
        ("title", "151086 95088 logger ikke inn"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(cast: Cast, fields: str, text: str) -> None:
    values: dict[str, Any] = {"title": "Noe er galt", "description": ""} | {fields: text}
    with pytest.raises(Refusal) as refusal, seen_by(cast.sees(cast.employee)):
        actions.open_ticket(**values, service=cast.service, by=cast.employee, at=MONDAY)
    assert set(refusal.value.fields) == {fields}
    assert not Ticket.objects.exists()


def test_html_and_odd_characters_are_kept_as_text(cast: Cast) -> None:
    with seen_by(cast.sees(cast.employee)):
        opened = actions.open_ticket(title="<b>Hei</b>\x00\u202e 🙂", service=cast.service, by=cast.employee, at=MONDAY)
    assert opened.title == "<b>Hei</b>\u202e 🙂"


def test_people_hear_what_concerns_them_and_not_what_they_did(cast: Cast, ticket: Ticket) -> None:
    do(cast, cast.agent, actions.take, ticket.pk, at=MONDAY + MINUTE)
    do(cast, cast.agent, actions.answer, ticket.pk, body="Hei", at=MONDAY + 2 * MINUTE)
    do(cast, cast.employee, actions.answer, ticket.pk, body="Hallo", at=MONDAY + 3 * MINUTE)
    told = set(Notification.objects.values_list("person__name", "event"))
    assert told == {("Ansatt", "answered"), ("Agent", "answered")}


def test_duplicates_are_merged_and_the_requester_follows_the_one_that_goes_on(cast: Cast, ticket: Ticket) -> None:
    with seen_by(cast.sees(cast.colleague)):
        double = actions.open_ticket(title="E-post nede", service=cast.service, by=cast.colleague, at=MONDAY)
    do(cast, cast.agent, actions.merge, double.pk, into=ticket.pk, at=MONDAY + MINUTE)
    double.refresh_from_db()
    assert (double.state, double.merged_into) == ("closed", ticket)
    with seen_by(cast.sees(cast.colleague)):
        assert Ticket.objects.count() == 2
    with pytest.raises(Refusal):
        do(cast, cast.agent, actions.merge, ticket.pk, into=ticket.pk, at=MONDAY + MINUTE)


def test_another_customers_ticket_is_merged_only_into_one_that_it_has_a_part_in(cast: Cast, ticket: Ticket) -> None:
    with seen_by(cast.sees(cast.stranger)):
        double = actions.open_ticket(title="E-post nede", service=cast.service, by=cast.stranger, at=MONDAY)
    with pytest.raises(Refusal) as refusal:
        do(cast, cast.agent, actions.merge, double.pk, into=ticket.pk, at=MONDAY + MINUTE)
    assert set(refusal.value.fields) == {"into"}
    assert "Fjellbygda" in refusal.value.message
    with seen_by(cast.sees(cast.stranger)):
        assert not Ticket.objects.filter(pk=ticket.pk).exists()
    do(cast, cast.agent, actions.change_affected, ticket.pk, customers=(cast.other_municipality,), at=MONDAY + MINUTE)
    do(cast, cast.agent, actions.merge, double.pk, into=ticket.pk, at=MONDAY + 2 * MINUTE)
    assert Follow.objects.filter(ticket=ticket, person=cast.stranger).exists()


def test_a_customer_that_is_hit_too_does_not_read_what_goes_to_the_requester(cast: Cast, ticket: Ticket) -> None:
    at = MONDAY + MINUTE
    do(cast, cast.agent, actions.change_affected, ticket.pk, customers=(cast.other_municipality,), at=at)
    do(cast, cast.agent, actions.answer, ticket.pk, body="til innmelder", at=at)
    do(cast, cast.agent, actions.add_note, ticket.pk, body="til alle", audience=Audience.parties(), at=at)
    said = Note.objects.exclude(kind="event").values_list("body", flat=True)
    with seen_by(cast.sees(cast.stranger)):
        assert set(said.all()) == {"til alle"}
    for person in (cast.employee, cast.service_owner):
        with seen_by(cast.sees(person)):
            assert set(said.all()) == {"til innmelder", "til alle"}


def test_a_supplier_responds_by_an_answer_given_since_it_had_the_ticket(cast: Cast, ticket: Ticket) -> None:
    def response() -> tuple[str, object]:
        clock = Clock.objects.get(ticket=ticket, level__contract__provider=cast.supplier, level__metric="response")
        return clock.state, clock.stopped_at

    do(cast, cast.agent, actions.answer, ticket.pk, body="Vi ser på det", at=MONDAY + 5 * MINUTE)
    do(cast, cast.agent, actions.hand_over, ticket.pk, to=cast.operations, at=MONDAY + 10 * MINUTE)
    assert response() == ("running", None)
    do(cast, cast.employee, actions.answer, ticket.pk, body="Takk", at=MONDAY + 20 * MINUTE)
    assert response() == ("running", None), "the requester's own words are no answer"
    do(cast, cast.resolver, actions.answer, ticket.pk, body="Rettet", at=MONDAY + 30 * MINUTE)
    assert response() == ("met", MONDAY + 30 * MINUTE)
    do(
        cast,
        cast.agent,
        actions.change_priority,
        ticket.pk,
        impact=Impact.HIGH,
        urgency=Urgency.HIGH,
        at=MONDAY + 40 * MINUTE,
    )
    require_fresh(ticket.pk)


STEPS = (
    "close",
    "take",
    "hand_over",
    "wait",
    "resume",
    "resolve",
    "reopen",
    "urgent",
    "calm",
    "service",
    "mail",
    "answer",
    "back",
)
# Before the clocks go forward, before they go back, before Ascension Day, before Christmas, before Easter.
EVES = ((2026, 3, 27), (2026, 10, 23), (2026, 5, 13), (2026, 12, 22), (2027, 3, 24))


@pytest.fixture
def varied(cast: Cast) -> Cast:
    """Terms that differ by priority and by service, in office hours without holidays and around the clock."""
    ServiceCalendar.objects.filter(pk=cast.calendar.pk).update(holidays_country="NO")
    always = ServiceCalendar.objects.create(key="always", name="Hele døgnet", always=True)
    ours, theirs = (Contract.objects.get(key=key) for key in ("nordvik", "a"))
    level = {"target": 2 * HOUR, "calendar": always}
    ServiceLevel.objects.create(contract=ours, key="p1", name="P1", metric="resolve", priority=1, **level)
    ServiceLevel.objects.create(
        contract=theirs, key="p1", name="P1", metric="hold", priority=1, per_visit=True, **level
    )
    of_service = ServiceLevel.objects.create(
        contract=ours, key="firewall", name="Brannmur", metric="resolve", pauses=["customer", "confirmation"], **level
    )
    of_service.services.add(cast.security_service)
    return cast


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(EVES),
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3 * 24 * 60)), min_size=1, max_size=12),
)
def test_a_stored_clock_always_equals_a_fresh_computation(
    varied: Cast, eve: tuple[int, int, int], steps: list[tuple[str, int]]
) -> None:
    """Through hand-overs, waits, reopenings, changed priority and service, nights, weekends, holidays, summer time."""
    at = datetime(*eve, 9, 30, tzinfo=UTC)
    with seen_by(varied.sees(varied.employee)):
        ticket = actions.open_ticket(title="Noe", service=varied.service, by=varied.employee, at=at)
    for step, minutes in steps:
        at += minutes * MINUTE
        try:
            take_step(varied, ticket.pk, step, at)
        except Refusal:
            continue
        require_fresh(ticket.pk)
    with seen_by(Viewer(Role.SYSTEM)):
        reckon_due(at=at + timedelta(days=30))
    require_fresh(ticket.pk)


def test_another_priority_and_another_service_bring_their_own_levels(varied: Cast) -> None:
    with seen_by(varied.sees(varied.employee)):
        ticket = actions.open_ticket(title="Noe", service=varied.service, by=varied.employee, at=MONDAY)

    def resolving() -> set[str]:
        clocks = Clock.objects.filter(ticket=ticket, applies_until=None, level__metric="resolve")
        return set(clocks.values_list("level__key", flat=True))

    assert resolving() == {"resolve"}
    for step, key in (("urgent", "p1"), ("service", "firewall"), ("mail", "p1"), ("calm", "resolve")):
        take_step(varied, ticket.pk, step, MONDAY + MINUTE)
        assert resolving() == {key}, step
        require_fresh(ticket.pk)


def test_a_ticket_keeps_the_levels_that_applied_at_their_version(cast: Cast, ticket: Ticket) -> None:
    level = ServiceLevel.objects.get(contract__key="nordvik", key="resolve")
    with seen_by(cast.sees(cast.administrator)):
        save(terms.LEVEL, level, {"target": HOUR}, by=cast.administrator, at=MONDAY)
    later = opened_by_employee(cast)
    do(cast, cast.agent, actions.take, ticket.pk, at=MONDAY + 2 * HOUR)
    kept, new = (
        Clock.objects.get(ticket=one, level__key="resolve", level__contract__key="nordvik") for one in (ticket, later)
    )
    assert (kept.level.version, kept.level.target, kept.state) == (1, 8 * HOUR, "running")
    assert (new.level.version, new.level.target) == (2, HOUR)


def test_the_service_decides_the_team_and_the_agreement_the_priority(cast: Cast, ticket: Ticket) -> None:
    assert (ticket.team, ticket.priority) == (cast.first_line, 4)
    contract = Contract.objects.get(key="nordvik")
    table = {impact: dict.fromkeys(("high", "medium", "low"), 2) for impact in ("high", "medium", "low")}
    with seen_by(cast.sees(cast.administrator)):
        save(terms.CONTRACT, contract, {"priorities": table}, by=cast.administrator, at=MONDAY)
    Service.objects.filter(pk=cast.service.pk).update(first_team=cast.operations)
    cast.service.refresh_from_db()
    later = opened_by_employee(cast)
    assert (later.team, later.priority) == (cast.operations, 2)
    with seen_by(cast.sees(cast.resolver)):
        assert Ticket.objects.filter(pk=later.pk).exists()


def opened_by_employee(cast: Cast) -> Ticket:
    with seen_by(cast.sees(cast.employee)):
        return actions.open_ticket(title="Noe", service=cast.service, by=cast.employee, at=MONDAY)


def take_step(cast: Cast, pk: int, step: str, at: datetime) -> None:
    agent = cast.agent
    acts: dict[str, tuple[Any, dict[str, Any]]] = {
        "hand_over": (actions.hand_over, {"to": cast.operations}),
        "back": (actions.hand_over, {"to": cast.first_line}),
        "wait": (actions.wait, {"reason": WaitingReason.CUSTOMER}),
        "resolve": (actions.resolve, {"resolution": "Løst"}),
        "reopen": (actions.reopen, {"why": "Nei"}),
        "close": (actions.close, {}),
        "urgent": (actions.change_priority, {"impact": Impact.HIGH, "urgency": Urgency.HIGH}),
        "calm": (actions.change_priority, {"impact": Impact.LOW, "urgency": Urgency.LOW}),
        "service": (actions.change_service, {"service": cast.security_service}),
        "mail": (actions.change_service, {"service": cast.service}),
        "answer": (actions.answer, {"body": "Hei"}),
        "take": (actions.take, {}),
        "resume": (actions.resume, {}),
    }
    act, values = acts[step]
    do(cast, agent, act, pk, at=at, **values)


def require_fresh(pk: int) -> None:
    ticket = Ticket.objects.get(pk=pk)
    spans = spans_of(ticket)
    for clock in Clock.objects.filter(ticket=ticket):
        level = terms_of({clock.level_id})[clock.level_id]
        reading = fresh(clock, level, spans, ticket, at=clock.computed_at)
        stored = (clock.state, clock.elapsed, clock.due_at, clock.stopped_at, clock.breached_at)
        assert stored == (reading.state, reading.elapsed, reading.due_at, reading.stopped_at, reading.breached_at)
