"""What a service owner sees: the own organisation's figures, equal to the tickets behind them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries import owner
from knutepunkt.party.models import Person
from tests.cast import MONDAY, Cast, make_cast

OSLO = ZoneInfo("Europe/Oslo")
MONTHS = [datetime(2026, month, 1, tzinfo=OSLO) for month in (9, 10, 11)]
LATER = MONDAY + timedelta(hours=5)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def opened(cast: Cast, by: Person, *, at: datetime = MONDAY) -> Ticket:
    with seen_by(cast.sees(by)):
        return actions.open_ticket(title="Får ikke sendt e-post", service=cast.service, by=by, at=at)


def standing(cast: Cast, who: Person, *, at: datetime = LATER) -> owner.Standing:
    viewer = cast.sees(who)
    with seen_by(viewer):
        return owner.standing(viewer.organisations, month_starts=MONTHS, at=at)


def test_open_late_and_waiting_are_counted_by_service(cast: Cast) -> None:
    opened(cast, cast.employee)
    waiting = opened(cast, cast.colleague)
    with seen_by(cast.sees(cast.agent)):
        actions.wait(waiting.pk, reason=WaitingReason.CUSTOMER, by=cast.agent, at=MONDAY + timedelta(minutes=1))
    [row] = standing(cast, cast.service_owner).services
    assert (row.open, row.waits_for_us, row.opened) == (2, 1, 2)
    assert row.late == 1, "the one that waits for us has its clocks paused"


def test_promises_kept_are_those_that_ended_this_month(cast: Cast) -> None:
    kept, broken = opened(cast, cast.employee), opened(cast, cast.employee)
    for ticket, minutes in ((kept, 10), (broken, 4 * 60)):
        with seen_by(cast.sees(cast.agent)):
            at = MONDAY + timedelta(minutes=minutes)
            actions.take(ticket.pk, by=cast.agent, at=at)
            actions.resolve(ticket.pk, resolution="Ordnet", by=cast.agent, at=at + timedelta(minutes=1))
    found = standing(cast, cast.service_owner)
    assert (found.total.kept.ended, found.total.kept.met) == (6, 4), "resolved within its target, picked up too late"
    assert [month.kept.ended for month in found.months] == [0, 0, 6]
    assert [month.opened for month in found.months] == [0, 0, 2]


def test_each_figure_leads_to_its_tickets(cast: Cast) -> None:
    opened(cast, cast.employee)
    held = opened(cast, cast.colleague)
    with seen_by(cast.sees(cast.agent)):
        actions.hand_over(held.pk, to=cast.operations, by=cast.agent, at=MONDAY + timedelta(minutes=1))
    found = standing(cast, cast.service_owner)
    viewer = cast.sees(cast.service_owner)
    with seen_by(viewer):
        for which, number in (("open", found.total.open), ("late", found.total.late), ("ours", 0), ("all", 2)):
            rows, _ = owner.tickets(viewer.organisations, owner.Chosen(which), month_start=MONTHS[-1], at=LATER)
            assert len(rows) == number, which
        for holder in found.holders:
            chosen = owner.Chosen("open", team_id=holder.team_id)
            rows, _ = owner.tickets(viewer.organisations, chosen, month_start=MONTHS[-1], at=LATER)
            assert len(rows) == holder.open


def test_another_municipality_is_never_in_the_figures(cast: Cast) -> None:
    opened(cast, cast.employee)
    found = standing(cast, cast.stranger)
    assert (found.total.open, found.holders) == (0, [])
    assert not any(month.opened for month in found.months)
    with seen_by(cast.sees(cast.stranger)):
        rows, _ = owner.tickets([cast.municipality.pk], owner.Chosen("all"), month_start=MONTHS[-1], at=LATER)
    assert rows == [], "also when somebody asks for it by name"
