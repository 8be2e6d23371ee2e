"""A calendar month: what is scored and reported is told by these."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.performance.rules.period import Period

_DAY = timedelta(days=1)
_NORWAY = holidays.country_holidays("NO")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month by its first day. Raises ValueError for any other day."""

    first: date

    def __post_init__(self) -> None:
        if self.first.day != 1:
            raise ValueError(f"{self.first}: a month is named by its first day")

    @property
    def last(self) -> date:
        """Its last day."""
        return self.back(-1).first - _DAY

    @property
    def start_at(self) -> datetime:
        """The moment at which it begins."""
        return self.period.starts_at

    @property
    def end_at(self) -> datetime:
        """The moment at which the next begins."""
        return self.period.ends_at

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.first, self.last)

    def back(self, months: int) -> "Month":
        """Return the month so many before; a negative number goes forward."""
        return Month(add_months(self.first, -months))


def month_of(day: date) -> Month:
    """Return the month that holds a day."""
    return Month(day.replace(day=1))


def months(first: date, last: date) -> Iterator[Period]:
    """Yield the days of the months from that of `first` to that of `last`."""
    month = month_of(first)
    while month.first <= last:
        yield month.period
        month = month.back(-1)


def ended(day: date) -> Month:
    """Return the latest month that is over on a day."""
    return month_of(day).back(1)


def up_to(month: Month, how_many: int) -> list[Month]:
    """Return so many months, the oldest first and `month` last."""
    return [month.back(n) for n in reversed(range(how_many))]


def first_working_day(month: Month) -> date:
    """Return the first day of a month that is neither a weekend's nor a Norwegian public holiday."""
    day = month.first
    while day.weekday() > 4 or day in _NORWAY:
        day += _DAY
    return day
