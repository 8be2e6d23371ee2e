"""The jobs do what is due, and nothing when run again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Clock, StoredReport, Ticket
from knutepunkt.jobs import tasks
from knutepunkt.performance.models import Regime, Review, Score, ServiceReport, Settlement, Survey
from knutepunkt.performance.rules.month import first_working_day, month_of
from tests.cast import Cast, make_cast
from tests.mailbox import mailbox

pytestmark = pytest.mark.django_db
SYSTEM = Viewer(Role.SYSTEM)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def opened(cast: Cast, *, ago: timedelta) -> Ticket:
    with seen_by(cast.sees(cast.employee)):
        asked = {"service": cast.service, "by": cast.employee, "at": timezone.now() - ago}
        return actions.open_ticket(title="Glemt sak", **asked)  # type: ignore[arg-type]


def test_a_clock_breaks_at_its_due_moment_with_nobody_touching_the_ticket(cast: Cast) -> None:
    ticket = opened(cast, ago=timedelta(days=14))
    with seen_by(SYSTEM):
        assert not Clock.objects.filter(ticket=ticket, state="breached").exists()
    tasks.clocks.func()
    with seen_by(SYSTEM):
        assert set(Clock.objects.filter(ticket=ticket).values_list("state", flat=True)) == {"breached"}
        assert Ticket.objects.get(pk=ticket.pk).is_breached
        before = list(Clock.objects.order_by("pk").values())
    tasks.clocks.func()
    with seen_by(SYSTEM):
        assert list(Clock.objects.order_by("pk").values()) == before


def test_what_was_resolved_long_ago_is_closed_once(cast: Cast) -> None:
    ticket = opened(cast, ago=timedelta(days=40))
    fresh = opened(cast, ago=timedelta(hours=1))
    for one, ago in ((ticket, timedelta(days=39)), (fresh, timedelta(minutes=30))):
        with seen_by(cast.sees(cast.agent)):
            actions.resolve(one.pk, resolution="Løst.", by=cast.agent, at=timezone.now() - ago)
    tasks.confirm.func()
    tasks.confirm.func()
    with seen_by(SYSTEM):
        assert Ticket.objects.get(pk=ticket.pk).state == "closed"
        assert Ticket.objects.get(pk=ticket.pk).notes.filter(event="closed").count() == 1
        assert Ticket.objects.get(pk=fresh.pk).state == "resolved"


def test_mail_goes_from_event_to_mailbox(cast: Cast, settings: Any) -> None:
    with seen_by(SYSTEM):
        cast.employee.mail = "at_once"
        cast.employee.save(update_fields=["mail"])
    ticket = opened(cast, ago=timedelta(hours=2))
    with seen_by(cast.sees(cast.agent)):
        actions.answer(ticket.pk, body="Prøv nå.", by=cast.agent, at=timezone.now() - timedelta(minutes=5))
    with mailbox(settings) as box:
        tasks.mail.func()
        tasks.mail.func()
    assert [mail["To"] for mail in box.mails] == [cast.employee.email]


def test_reports_are_kept_ready(cast: Cast) -> None:
    opened(cast, ago=timedelta(days=2))
    tasks.reports.func()
    tasks.reports.func()
    with seen_by(SYSTEM):
        assert StoredReport.objects.count() == 12  # four periods by three things


def test_months_that_are_over_are_scored(cast: Cast) -> None:
    opened(cast, ago=timedelta(days=40))
    tasks.scores.func()
    tasks.scores.func()
    with seen_by(SYSTEM):
        found = Score.objects.values_list("subject", "subject_id", "month")
        assert ("customer", cast.municipality.pk) in {(subject, key) for subject, key, _month in found}
        assert len(found) == len(set(found))


def test_settlements_are_measured_and_silence_agrees(cast: Cast) -> None:
    ticket = opened(cast, ago=timedelta(days=70))
    with seen_by(cast.sees(cast.agent)):
        actions.resolve(ticket.pk, resolution="Løst.", by=cast.agent, at=timezone.now() - timedelta(days=62))
    tasks.settlements.func()
    with seen_by(SYSTEM):
        states = set(Settlement.objects.values_list("state", flat=True))
        assert (states, Settlement.objects.values("from_on").distinct().count()) == ({"measured"}, 3)
        Settlement.objects.update(shown_on=timezone.localdate() - timedelta(days=15))
    tasks.settlements.func()
    with seen_by(SYSTEM):
        over = Settlement.objects.filter(to_on__lt=timezone.localdate())
        assert set(over.values_list("state", flat=True)) == {"agreed"}
        assert set(Settlement.objects.exclude(pk__in=over).values_list("state", flat=True)) == {"measured"}


def test_last_months_reports_are_made_once(cast: Cast) -> None:
    opened(cast, ago=timedelta(days=75))
    made = 0 if timezone.localdate() < first_working_day(month_of(timezone.localdate())) else 1
    tasks.service_reports.func()
    tasks.service_reports.func()
    with seen_by(SYSTEM):
        assert ServiceReport.objects.filter(organisation=cast.municipality).count() == made


def test_meetings_are_planned_ahead_once(cast: Cast) -> None:
    Regime.objects.create(supplier=cast.supplier, tier="tactical", every_months=3, since_on=timezone.localdate())
    tasks.reviews.func()
    tasks.reviews.func()
    with seen_by(SYSTEM):
        assert Review.objects.filter(supplier=cast.supplier, state="planned").count() == 2


def test_what_was_resolved_is_asked_about_once(cast: Cast) -> None:
    ticket = opened(cast, ago=timedelta(days=2))
    with seen_by(cast.sees(cast.agent)):
        actions.resolve(ticket.pk, resolution="Løst.", by=cast.agent, at=timezone.now() - timedelta(hours=1))
    tasks.surveys.func()
    tasks.surveys.func()
    with seen_by(SYSTEM):
        assert Survey.objects.get().person == cast.employee
