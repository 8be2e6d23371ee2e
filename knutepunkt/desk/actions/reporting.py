"""Keeps reports ready: computed by a job, read by pages."""

from datetime import datetime, timedelta
from typing import get_args

from django.db import transaction

from knutepunkt.base.session import as_system
from knutepunkt.desk.models import StoredReport
from knutepunkt.desk.queries.custody_report import CUSTODY, By, of_ledger, read_ledger

PERIODS = (30, 90, 365, 3 * 365)


@transaction.atomic
def store_custody_reports(*, at: datetime, periods: tuple[int, ...] = PERIODS) -> int:
    """Compute the custody report of each period by organisation, team and service; return how many."""
    with as_system():
        reports = []
        for days in periods:
            from_at = at - timedelta(days=days)
            ledger = read_ledger(from_at=from_at, to_at=at)
            for by in get_args(By):
                figures = of_ledger(ledger, from_at=from_at, to_at=at, by=by).as_json()
                reports.append(StoredReport(name=CUSTODY, by=by, days=days, as_of=at, figures=figures))
        StoredReport.objects.bulk_create(
            reports,
            update_conflicts=True,
            unique_fields=["name", "by", "days"],
            update_fields=["as_of", "figures"],
        )
    return len(reports)
