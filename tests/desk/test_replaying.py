"""A draft read on past tickets shows what the same levels, signed from the start, have as stored clocks."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency, WaitingReason
from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import Service
from knutepunkt.desk import actions
from knutepunkt.desk.actions.recomputing import recompute
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.desk.queries.replaying import replay
from tests.cast import MONDAY, SINCE, Cast, make_cast

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=9)
H = timedelta(hours=1)
WAITS = (WaitingReason.CUSTOMER, WaitingReason.SCHEDULED)
PERIOD = {"from_at": MONDAY - timedelta(days=1), "to_at": LATER, "at": LATER}


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    for key in ("nordvik", "a"):
        contract = Contract.objects.get(key=key)
        only = {"contract": contract, "calendar": cast.calendar}
        ServiceLevel.objects.create(key="resolve-p1", metric="resolve", priority=1, target=4 * H, **only)
        ServiceLevel.objects.create(
            key="pickup-p3", metric="pickup", priority=3, target=2 * H, counts_from="applying", **only
        )
        named = ServiceLevel.objects.create(key="response-fw", metric="response", target=3 * H, **only)
        named.services.add(cast.security_service)
    ServiceLevel.objects.create(
        key="hold-p2",
        metric="hold",
        priority=2,
        target=2 * H,
        contract=Contract.objects.get(key="a"),
        calendar=cast.calendar,
        per_visit=True,
        pauses=["customer", "scheduled"],
    )
    return cast


def draft_of(key: str) -> Contract:
    """Copy a signed contract with its levels into a draft that nobody has signed."""
    signed = Contract.objects.get(key=key)
    draft = Contract.objects.create(
        key=f"{key}-draft",
        kind=signed.kind,
        title="Utkast",
        provider=signed.provider,
        customer=signed.customer,
        state="draft",
        valid_from=SINCE,
    )
    for level in signed.levels.all():
        services = list(level.services.all())
        level.pk, level.contract = None, draft
        level._state.adding = True
        level.save()
        level.services.set(services)
    return draft


def work(cast: Cast, number: int) -> None:
    """Open a ticket and do with it what chance says: also priority and service that change, and visits that repeat."""
    chance, at = Random(number), MONDAY + timedelta(minutes=31 * number)
    with seen_by(cast.sees(cast.employee)):
        pk = actions.open_ticket(title=f"Sak {number}", service=cast.service, by=cast.employee, at=at).pk
    for _ in range(chance.randrange(9)):
        at += timedelta(minutes=chance.randrange(1, 500))
        with suppress(Refusal), seen_by(cast.sees(cast.agent)):  # what the desk refuses does not happen
            step(cast, pk, chance, at)
    with suppress(Refusal), seen_by(cast.sees(cast.agent)):
        actions.close(pk, by=cast.agent, at=at + H)


def step(cast: Cast, pk: int, chance: Random, at: datetime) -> None:
    how: dict[str, Any] = {"by": cast.agent, "at": at}
    do = chance.choice(("take", "answer", "over", "back", "other", "wait", "priority", "service", "resolve", "reopen"))
    if do == "take":
        take(cast, pk, at)
    elif do == "answer":
        actions.answer(pk, body="Vi ser på det.", **how)
    elif do in ("over", "back", "other"):
        to = {"over": cast.operations, "back": cast.first_line, "other": cast.security}[do]
        actions.hand_over(pk, to=to, **how)
    elif do == "priority":
        actions.change_priority(pk, impact=chance.choice(tuple(Impact)), urgency=chance.choice(tuple(Urgency)), **how)
    elif do == "service":
        actions.change_service(pk, service=chance.choice((cast.service, cast.security_service)), **how)
    elif do == "wait":
        actions.wait(pk, reason=chance.choice(WAITS), **how)
    elif do == "resolve":
        actions.resolve(pk, resolution="Løst.", **how)
    else:
        actions.reopen(pk, why="Ikke løst", **how)


def take(cast: Cast, ticket_id: int, at: datetime) -> None:
    """Let somebody of the team that holds the ticket take it."""
    team_id = Ticket.objects.get(pk=ticket_id).team_id
    by = {cast.operations.pk: cast.resolver, cast.security.pk: cast.other_resolver}.get(team_id or 0, cast.agent)
    with seen_by(cast.sees(by)):
        actions.take(ticket_id, by=by, at=at)


def stored(key: str) -> Counter[tuple[object, ...]]:
    clocks = Clock.objects.filter(level__contract__key=key)
    shown = ("ticket_id", "level__key", "state", "elapsed", "due_at", "stopped_at", "breached_at")
    return Counter(clocks.values_list(*shown))


def replayed(draft: Contract, **period: datetime) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    keys = dict(ServiceLevel.objects.values_list("pk", "key"))
    for one in replay(draft, **(PERIOD | period)):
        for ticket, level, shown in zip(one.ticket.tolist(), one.level.tolist(), one.readings.each(), strict=True):
            found[ticket, keys[one.levels[level].level_id], shown.state.value, *shown[1:]] += 1
    return found


@pytest.mark.parametrize("key", ["nordvik", "a"])
def test_a_draft_shows_what_the_same_levels_have_as_stored_clocks(cast: Cast, key: str) -> None:
    for number in range(60):
        work(cast, number)
    recompute(at=LATER)
    draft = draft_of(key)
    with seen_by(Viewer(Role.SYSTEM)):
        expected = stored(key)
        found = replayed(draft)
        states = {row[2] for row in expected}
        assert not stored(draft.key), "nothing is stored"
    assert found == expected
    assert len(expected) > 40
    assert {"met", "breached", {"nordvik": "released", "a": "paused"}[key]} <= states


def test_a_service_whose_change_was_told_by_name_alone_is_known_by_it(cast: Cast) -> None:
    with seen_by(cast.sees(cast.employee)):
        pk = actions.open_ticket(title="Sak", service=cast.service, by=cast.employee, at=MONDAY).pk
    with seen_by(cast.sees(cast.agent)):
        actions.change_service(pk, service=cast.security_service, by=cast.agent, at=MONDAY + H)
    with seen_by(Viewer(Role.SYSTEM)), connection.cursor() as cursor:
        cursor.execute("update desk_note set details = details - 'before_id' - 'after_id'")
    recompute(at=LATER)
    draft = draft_of("nordvik")
    with seen_by(Viewer(Role.SYSTEM)):
        assert replayed(draft) == stored("nordvik")
        Service.objects.filter(pk=cast.security_service.pk).update(name="Et nytt navn")
        assert replayed(draft) != Counter(), "an unknown name is no fault"


def held_by_supplier(cast: Cast) -> int:
    """Open a ticket that supplier A gets at once."""
    with seen_by(cast.sees(cast.employee)):
        pk = actions.open_ticket(title="Sak", service=cast.service, by=cast.employee, at=MONDAY).pk
    with seen_by(cast.sees(cast.agent)):
        actions.hand_over(pk, to=cast.operations, by=cast.agent, at=MONDAY)
    return pk


def test_a_contract_has_clocks_only_where_it_applies_and_a_draft_of_it_shows_the_same(cast: Cast) -> None:
    """The book of terms asks what a contract is about, and is read anew when that changes."""
    signed = Contract.objects.get(key="a")

    def clocks(ticket_id: int) -> int:
        return Clock.objects.filter(ticket=ticket_id, level__contract=signed).count()

    assert clocks(held_by_supplier(cast)) > 0
    signed.services.add(cast.security_service)
    elsewhere = held_by_supplier(cast)
    assert clocks(elsewhere) == 0
    with seen_by(cast.sees(cast.agent)):
        actions.change_service(elsewhere, service=cast.security_service, by=cast.agent, at=MONDAY + H)
    assert clocks(elsewhere) > 0
    recompute(at=LATER)
    draft = draft_of("a")
    draft.services.add(cast.security_service)
    with seen_by(Viewer(Role.SYSTEM)):
        of_it = Counter({row: n for row, n in stored("a").items() if row[0] == elsewhere})
        assert replayed(draft) == of_it
    signed.services.clear()
    signed.municipalities.add(cast.other_municipality)
    assert clocks(held_by_supplier(cast)) == 0
    signed.municipalities.add(cast.municipality)
    assert clocks(held_by_supplier(cast)) > 0


def test_only_what_the_draft_is_about_and_what_was_open_in_the_period(cast: Cast) -> None:
    for number in range(5):
        work(cast, number)
    draft = draft_of("a")
    with seen_by(Viewer(Role.SYSTEM)):
        assert replayed(draft) == replayed(draft, from_at=MONDAY)
        assert replayed(draft, to_at=MONDAY) == Counter(), "nothing was open before the first came"
        draft.services.add(cast.security_service)
        about = {row[1] for row in replayed(draft)}
        draft.municipalities.add(cast.other_municipality)
        assert replayed(draft) == Counter()
    assert "resolve-p1" not in about or about <= {"resolve", "resolve-p1", "response-fw", "pickup", "pickup-p3", "hold"}


def test_a_draft_without_a_level_and_a_desk_without_a_ticket_show_nothing(cast: Cast) -> None:
    assert replayed(draft_of("a")) == Counter()
    work(cast, 3)
    ServiceLevel.objects.filter(contract__key="a-draft").delete()
    assert replayed(Contract.objects.get(key="a-draft")) == Counter()
