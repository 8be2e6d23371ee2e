"""Counts days as Regulation 1182/71 does, which procurement law (FOA § 7-6) points to."""

from datetime import date, timedelta

import holidays

_DAY = timedelta(days=1)
_NORWAY = holidays.country_holidays("NO")
_LEAST_WORKING_DAYS = 2


def is_working_day(on: date) -> bool:
    """Say whether it is neither Saturday, Sunday nor public holiday; 24 and 31 December are working days."""
    return on.weekday() < 5 and on not in _NORWAY


def working_day_from(on: date) -> date:
    """Return the day, or the first working day after it."""
    while not is_working_day(on):
        on += _DAY
    return on


def working_day_until(on: date) -> date:
    """Return the day, or the last working day before it."""
    while not is_working_day(on):
        on -= _DAY
    return on


def period_end(event: date, days: int) -> date:
    """Return the last day of a period of `days` calendar days after `event`, which itself is not counted.

    One that would end on another day than a working day runs to the end of the next; and one of two days or more holds
    two working days at least (article 3).
    """
    if days < 1:
        raise ValueError("a period is a day at least")
    end = working_day_from(event + days * _DAY)
    while days >= _LEAST_WORKING_DAYS and _working_days(event, end) < _LEAST_WORKING_DAYS:
        end = working_day_from(end + _DAY)
    return end


def latest_event(days: int, *, by: date) -> date:
    """Return the last day on which a period of `days` can begin that is to end on `by` or before."""
    event = by - days * _DAY
    while period_end(event, days) > by:
        event -= _DAY
    return event


def _working_days(event: date, end: date) -> int:
    return sum(is_working_day(event + n * _DAY) for n in range(1, (end - event).days + 1))
