"""The jobs: clocks at their due moment, mail, closing what nobody reopened, reports kept ready."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from knutepunkt.base import outbox
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.actions.mailing import mail_notifications
from knutepunkt.desk.actions.reckoning import next_due, reckon_due
from knutepunkt.desk.actions.reporting import store_custody_reports
from knutepunkt.party.queries import local_day
from knutepunkt.performance.actions.figures import count_applications, count_tickets
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.actions.recounting import recount_closed
from knutepunkt.performance.actions.reporting import make_due_reports
from knutepunkt.performance.actions.reviewing import plan_reviews
from knutepunkt.performance.actions.scoring import score_months
from knutepunkt.performance.actions.settling import agree_silently
from knutepunkt.performance.actions.surveying import ask
from knutepunkt.performance.rules.month import ended, months
from knutepunkt.plan.actions.benefits import measure_months

SYSTEM = Viewer(Role.SYSTEM, source="job")
_AHEAD = timedelta(minutes=1)
_RECOUNTED = timedelta(days=400)  # a year, and the month before it


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="clocks")
def clocks(timestamp: int = 0) -> None:
    """Reckon what has come due, and be back at the next due moment within the minute."""
    at = timezone.now()
    with seen_by(SYSTEM):
        reckon_due(at=at)
        upcoming = next_due(after=at)
        if upcoming and upcoming - at < _AHEAD:
            clocks.configure(schedule_at=upcoming + timedelta(seconds=1), queueing_lock="clocks-due").defer()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail")
def mail(timestamp: int = 0) -> None:
    """Gather notifications into mails, and send what is due."""
    with seen_by(SYSTEM):
        mail_notifications(at=timezone.now(), address=settings.BASE_ADDRESS)
    outbox.deliver(now=timezone.now)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="confirm")
def confirm(timestamp: int = 0) -> None:
    """Close what was resolved so long ago that nobody will reopen it."""
    with seen_by(SYSTEM):
        actions.close_confirmed(at=timezone.now())


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="settlements")
def settlements(timestamp: int = 0) -> None:
    """Reckon the months that are still open, agree for those who let the days to contest pass, recount the closed."""
    at = timezone.now()
    with seen_by(SYSTEM):
        first = local_day(at).replace(day=1) - timedelta(days=45)
        measure(list(months(first, local_day(at))), at=at)
        agree_silently(at=at)
        recount_closed(since=local_day(at) - _RECOUNTED, at=at)


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="reports")
def reports(timestamp: int = 0) -> None:
    """Compute the custody reports that pages show."""
    with seen_by(SYSTEM):
        store_custody_reports(at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="scores")
def scores(timestamp: int = 0) -> None:
    """Score the months that are over."""
    with seen_by(SYSTEM):
        score_months(at=timezone.now())


@app.periodic(cron="10 4 * * *")
@app.task(queueing_lock="service-reports")
def service_reports(timestamp: int = 0) -> None:
    """Make last month's service reports, from the first working day on."""
    with seen_by(SYSTEM):
        make_due_reports(at=timezone.now(), address=settings.BASE_ADDRESS)


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="reviews")
def reviews(timestamp: int = 0) -> None:
    """Plan the meetings of the next half year."""
    with seen_by(SYSTEM):
        plan_reviews(at=timezone.now())


@app.periodic(cron="30 4 * * *")
@app.task(queueing_lock="figures")
def figures(timestamp: int = 0) -> None:
    """Count the month that is over, and what there is at the beginning of this one."""
    today = local_day(timezone.now())
    with seen_by(SYSTEM):
        count_tickets(ended(today))
        count_applications(on=today.replace(day=1))


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="surveys")
def surveys(timestamp: int = 0) -> None:
    """Ask how it went with what was resolved."""
    with seen_by(SYSTEM):
        ask(at=timezone.now(), address=settings.BASE_ADDRESS)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="benefits")
def benefits(timestamp: int = 0) -> None:
    """Measure what benefits the platform itself can tell, for months that are over."""
    with seen_by(SYSTEM):
        measure_months(at=timezone.now())
