"""All clocks computed anew at once say what each says by itself, and what was stored wrong is found and mended."""

from datetime import timedelta
from random import Random

import pytest

from knutepunkt.agreement.queries.terms import terms_of
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency, WaitingReason
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.actions.reckoning import fresh, mirrored, spans_of
from knutepunkt.desk.actions.recomputing import recompute
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.desk.queries.ticket import answers
from tests.cast import MONDAY, Cast, make_cast

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=9)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def work(cast: Cast, number: int) -> Ticket:
    """Open a ticket and do with it what chance says."""
    chance, at = Random(number), MONDAY + timedelta(minutes=37 * number)
    with seen_by(cast.sees(cast.employee)):
        ticket = actions.open_ticket(title=f"Sak {number}", service=cast.service, by=cast.employee, at=at)
    for step in range(chance.randrange(6)):
        at += timedelta(minutes=chance.randrange(1, 900))
        with seen_by(cast.sees(cast.agent)):
            do = {"by": cast.agent, "at": at}
            if step == 0:
                actions.take(ticket.pk, **do)  # type: ignore[arg-type]
            elif step == 1:
                actions.answer(ticket.pk, body="Vi ser på det.", **do)  # type: ignore[arg-type]
            elif step == 2:
                actions.hand_over(ticket.pk, to=cast.operations, **do)  # type: ignore[arg-type]
            elif step == 3:
                actions.wait(ticket.pk, reason=WaitingReason.CUSTOMER, **do)  # type: ignore[arg-type]
            elif step == 4:
                actions.change_priority(ticket.pk, impact=Impact.HIGH, urgency=Urgency.HIGH, **do)  # type: ignore[arg-type]
    if chance.random() < 0.4:
        with seen_by(cast.sees(cast.agent)):
            actions.resolve(ticket.pk, resolution="Løst.", by=cast.agent, at=at + timedelta(hours=1))
    return ticket


def test_many_at_once_show_what_each_shows_by_itself(cast: Cast) -> None:
    for number in range(40):
        work(cast, number)
    heard: list[tuple[int, int]] = []
    result = recompute(at=LATER, report=lambda done, total: heard.append((done, total)))
    with seen_by(Viewer(Role.SYSTEM)):
        clocks = list(Clock.objects.select_related("ticket"))
        levels = terms_of({clock.level_id for clock in clocks})
        for clock in clocks:
            level, ticket = levels[clock.level_id], clock.ticket
            reading = fresh(clock, level, spans_of(ticket), ticket, answers(ticket, [level]), at=LATER)
            shown = (clock.state, clock.elapsed, clock.due_at, clock.stopped_at, clock.breached_at)
            expected = (reading.state, reading.elapsed, reading.due_at, reading.stopped_at, reading.breached_at)
            assert shown == expected
        for ticket in Ticket.objects.all():
            mirror = mirrored(list(ticket.clocks.all()))
            assert (ticket.due_at, ticket.is_breached) == (mirror["due_at"], mirror["is_breached"])
    assert (result.tickets, result.clocks, result.wrong) == (40, len(clocks), 0)
    assert 0 < result.changed < len(clocks)
    assert heard[-1][0] == heard[-1][1]
    assert recompute(at=LATER).changed == 0


def test_a_clock_that_had_ended_and_was_stored_wrong_is_counted_and_mended(cast: Cast) -> None:
    ticket = work(cast, 0)
    with seen_by(Viewer(Role.SYSTEM)):
        assert Ticket.objects.get(pk=ticket.pk).state == "resolved"
    recompute(at=LATER)
    with seen_by(Viewer(Role.SYSTEM)):
        pickup = Clock.objects.get(ticket=ticket, level__metric="pickup", level__contract__kind="customer")
        before = (pickup.state, pickup.elapsed)
        Clock.objects.filter(pk=pickup.pk).update(state="met", elapsed=timedelta(0))
        Ticket.objects.filter(pk=ticket.pk).update(is_breached=False)
    assert recompute(at=LATER).wrong == 1
    with seen_by(Viewer(Role.SYSTEM)):
        again = Clock.objects.get(pk=pickup.pk)
        assert (again.state, again.elapsed) == before
        assert Ticket.objects.get(pk=ticket.pk).is_breached == (before[0] == "breached")


def test_nothing_is_nothing(db: None) -> None:
    assert recompute(at=LATER).tickets == 0
