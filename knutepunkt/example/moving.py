"""Moves the register's files in time: their days are as far off as on the day that they were written for."""

import re
from datetime import date, timedelta
from pathlib import Path

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.example.parties import SINCE

WRITTEN_FOR = date(2026, 11, 1)
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_LAW = "change_limits.csv"


def move(folder: Path, *, into: Path, on: date) -> None:
    """Write the files of a folder as they would have been written for a day; the limits of the law stand still."""
    months = (on.year - WRITTEN_FOR.year) * 12 + on.month - WRITTEN_FOR.month
    for file in folder.glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        if file.name != _LAW:
            text = _DAY.sub(lambda found: moved(date.fromisoformat(found[0]), months).isoformat(), text)
        (into / file.name).write_text(text, encoding="utf-8")


def moved(day: date, months: int) -> date:
    """Return a day whole months later, the last of a month as the last; what has always been stays."""
    if day <= SINCE:
        return day
    after = day + timedelta(days=1)
    return add_months(after, months) - timedelta(days=1) if after.day == 1 else add_months(day, months)
