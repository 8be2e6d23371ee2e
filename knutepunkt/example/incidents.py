"""Loads the real incident log, moved in time so that a busy weekday of it is today at this hour."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from knutepunkt.connectors import event_log
from knutepunkt.connectors.event_log.loading import Progress
from knutepunkt.desk.models import Ticket

LOG = Path(__file__).resolve().parents[2] / "data" / "uci-498" / "incident_event_log.csv.gz"
MAP = Path(str(files("knutepunkt.example").joinpath("uci-498.toml")))
ZONE = ZoneInfo("Europe/Oslo")
SOURCE = "uci-498"
_KEPT, _DONE = "example-shift.json", "example-loaded"
# The log runs from here to here at full strength; before and after it is thin.
_FIRST, _LAST = date(2016, 2, 29), date(2016, 5, 20)


def load_incidents(*, at: datetime, progress: Progress | None) -> None:
    """Load the log up to now, once. The shift is kept before, so that a load cut off goes on with the same."""
    if kept_shift() is not None and (settings.STATE / _DONE).exists() and Ticket.objects.filter(source=SOURCE).exists():
        return
    (settings.STATE / _DONE).unlink(missing_ok=True)
    shift = kept_shift() or shift_for(at)
    (settings.STATE / _KEPT).write_text(json.dumps({"days": shift.days, "loaded_at": at.isoformat()}))
    event_log.load(
        LOG,
        MAP,
        at=at,
        until=at - shift,
        shift=shift,
        progress=progress,
        rejects_path=settings.STATE / "example-rejects.csv",
    )
    (settings.STATE / _DONE).touch()


def kept_shift() -> timedelta | None:
    """Return by how much the log was moved, None before it was loaded."""
    kept = settings.STATE / _KEPT
    return timedelta(days=json.loads(kept.read_text())["days"]) if kept.exists() else None


def loaded_at() -> datetime:
    """Return the moment up to which the log was loaded."""
    return datetime.fromisoformat(json.loads((settings.STATE / _KEPT).read_text())["loaded_at"])


def shift_for(at: datetime) -> timedelta:
    """Return whole days from the log's busiest such weekday to today; at a weekend its busiest weekday of all.

    The day is late enough in the log for all of the month before today's to be in it: what is scored is months.
    """
    today = at.astimezone(ZONE).date()
    month_before = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    earliest = _FIRST + (today - month_before)
    busy = [(n, day) for day, n in _events_by_day().items() if earliest <= day <= _LAST]
    same = [one for one in busy if one[1].weekday() == today.weekday()] if today.weekday() < 5 else busy
    busiest: date = max(same)[1]
    return today - busiest


@cache
def _events_by_day() -> Counter[date]:
    """Count the log's events by day, from the file itself."""
    import csv
    import gzip

    with gzip.open(LOG, "rt", encoding="utf-8") as lines:
        return Counter(
            datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M").date()  # noqa: DTZ007 - only the day is read
            for row in csv.DictReader(lines)
        )
