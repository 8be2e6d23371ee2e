"""Writes what follows from the example's incidents: outages, and the months that have been settled."""

from datetime import datetime, timedelta

from django.conf import settings

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import Service
from knutepunkt.connectors.event_log.loading import Progress
from knutepunkt.example.follow_up import write_answers, write_follow_up
from knutepunkt.party.queries import local_day
from knutepunkt.performance.actions.figures import count_applications, count_tickets
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.actions.reporting import make_reports
from knutepunkt.performance.actions.scoring import score_months
from knutepunkt.performance.actions.settling import agree_silently
from knutepunkt.performance.models import Settlement
from knutepunkt.performance.rules.month import ended, months, up_to
from knutepunkt.plan.actions.benefits import measure_months
from knutepunkt.signal.models import Outage

SYSTEM = Viewer(Role.SYSTEM, source="example")
_MONTHS, _A_MONTH, _REPORTED = 12, 31, 3
# Days ago, hour of that day (UTC), how long in minutes, planned: of the example's services in turn.
_OUTAGES = (
    (9, 9, 75, False),
    (23, 18, 180, True),
    (41, 7, 25, False),
    (66, 11, 210, False),
    (97, 3, 60, True),
    (131, 8, 140, False),
    (204, 10, 45, False),
    (288, 12, 95, False),
)


def reckon(*, at: datetime, progress: Progress | None = None) -> None:
    """Write outages once, reckon the last year, and let what was not contested in time be agreed."""
    if not Outage.objects.filter(is_example=True).exists():
        _write_outages(at)
    with seen_by(SYSTEM):
        if Settlement.objects.exists():
            return
        first = local_day(at) - timedelta(days=30 * _MONTHS)
        measure(list(months(first, local_day(at))), at=at)
        # The example has stood here all the year: each month was shown when it was over, the last three days ago.
        for row in Settlement.objects.filter(to_on__lt=local_day(at)):
            shown_on = max(row.to_on + timedelta(days=1), local_day(at) - timedelta(days=3))
            is_last = (local_day(at) - row.to_on).days < _A_MONTH
            Settlement.objects.filter(pk=row.pk).update(shown_on=shown_on if is_last else row.to_on + timedelta(days=1))
        agree_silently(at=at, report=lambda done, total: progress and progress("Settling months", done, total))
        write_follow_up(at=at)
        write_answers()
        score_months(at=at)
        measure_months(at=at)
        count_applications(on=local_day(at).replace(day=1))
        for month in up_to(ended(local_day(at)), _MONTHS):
            count_tickets(month)
        for month in up_to(ended(local_day(at)), _REPORTED):
            make_reports(month, at=at, address=settings.BASE_ADDRESS)


def _write_outages(at: datetime) -> None:
    services = list(Service.objects.filter(is_active=True).order_by("criticality", "key")[: len(_OUTAGES)])
    for service, (days, hour, minutes, planned) in zip(services, _OUTAGES, strict=False):
        start = (at - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
        Outage.objects.create(
            service=service,
            start_at=start,
            end_at=start + timedelta(minutes=minutes),
            is_planned=planned,
            cause="Eksempeldata",
            source="example",
            is_example=True,
        )
