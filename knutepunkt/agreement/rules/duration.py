"""How long a contract lasts: options, renewal, notice, and the last day to give it.

Every `_on` named here is a whole day that counts: a contract that ends on a day is in force on it, and notice given on
its last day is in time. Months keep the day of the month, or the month's last where it has no such day.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

from knutepunkt.agreement.rules.fault import Reason, not_negative, positive, refuse_if

FOUR_YEARS = 48
_DAY = timedelta(days=1)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 12, 31)
_LONGEST = 1200  # what is longer is a slip of the finger, and would leave the calendar


class Party(StrEnum):
    """Whose notice it is."""

    CUSTOMER = "customer"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before an end one must say so: so many months after the notice, and then so many days."""

    months: int = 0
    days: int = 0

    def last_day_before(self, ends_on: date) -> date:
        """Return the last day to give notice of an end; the day itself still counts.

        The whole period lies between the two: the day of the notice is not counted, the contract's last day is.
        """
        return add_months(ends_on + (1 - self.days) * _DAY, -self.months) - _DAY

    def end_after(self, given_on: date) -> date:
        """Return the first end that notice on a day brings where there is no other."""
        return add_months(given_on + _DAY, self.months) + (self.days - 1) * _DAY


@dataclass(frozen=True, slots=True)
class Option:
    """A right to prolong by months. `exercise_by`: the last day to use it; None: until the end that it moves."""

    months: int
    exercise_by: date | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """When a contract is in force. Without a `base_ends_on` it lasts until somebody gives notice.

    `options`: those not declined, in their order, of which so many are `exercised`. `renewed_by`: months at a time that
    it goes on when nobody gives notice; 0 for a contract that ends by itself. `ended_on`: its last day, once notice was
    given or it was ended otherwise; nothing prolongs it then. Raises `TermsFault`.
    """

    starts_on: date
    base_ends_on: date | None
    options: tuple[Option, ...] = ()
    exercised: int = 0
    renewed_by: int = 0
    customer_notice: Notice = Notice()
    provider_notice: Notice = Notice()
    ended_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        refuse_if(not _EARLIEST <= self.starts_on <= _LATEST, "starts_on", Reason.OUT_OF_RANGE)
        self._check_end()
        for option in self.options:
            positive("options", option.months)
            _check_length("options", option.months)
        not_negative("exercised", self.exercised)
        refuse_if(self.exercised > len(self.options), "exercised", Reason.TOO_MANY)
        _check_length("renewed_by", self.renewed_by)
        for party in Party:
            _check_length(f"{party}_notice", self.notice_of(party).months)
            _check_length(f"{party}_notice", self.notice_of(party).days)

    def _check_end(self) -> None:
        if self.ended_on is not None:
            refuse_if(self.ended_on < self.starts_on, "ended_on", Reason.ENDS_BEFORE_START)
            refuse_if(self.ended_on > _LATEST, "ended_on", Reason.OUT_OF_RANGE)
        if self.base_ends_on is None:
            refuse_if(bool(self.options), "options", Reason.NOT_WANTED)
            refuse_if(self.renewed_by != 0, "renewed_by", Reason.NOT_WANTED)
            return
        refuse_if(self.base_ends_on < self.starts_on, "base_ends_on", Reason.ENDS_BEFORE_START)
        refuse_if(self.base_ends_on > _LATEST, "base_ends_on", Reason.OUT_OF_RANGE)

    def notice_of(self, party: Party) -> Notice:
        """Return the notice that a party must give."""
        return self.customer_notice if party is Party.CUSTOMER else self.provider_notice


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """The last day to give notice, and the end that it would bring."""

    give_by: date
    ends_on: date


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last day. Months may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def prolonged(ends_on: date, months: int) -> date:
    """Return the end moved by months, counted from the first day after it."""
    return add_months(ends_on + _DAY, months) - _DAY


def ends_on(duration: Duration) -> date | None:
    """Return the end with the options used, before any renewal; None where there is none yet."""
    return _end_after(duration, duration.exercised)


def last_day(duration: Duration) -> date | None:
    """Return the last day in force; None for what goes on until somebody ends it, as one that renews itself does."""
    if duration.ended_on is not None or duration.renewed_by:
        return duration.ended_on
    return ends_on(duration)


def longest_end(duration: Duration) -> date | None:
    """Return the end with every option; None where there is none, or it is renewed without end."""
    if duration.ended_on is not None:
        return duration.ended_on
    return None if duration.renewed_by else _end_after(duration, len(duration.options))


def next_option_by(duration: Duration) -> date | None:
    """Return the last day to use the next option, itself included; None where none is left."""
    if duration.exercised == len(duration.options) or duration.ended_on is not None:
        return None
    return duration.options[duration.exercised].exercise_by or ends_on(duration)


def period_end(duration: Duration, *, on: date) -> date | None:
    """Return the end of the period that holds `on`, as if no more notice is given; of a fixed contract its end."""
    if duration.ended_on is not None:
        return duration.ended_on
    return next((end for end in _ends(duration) if end >= on or not duration.renewed_by), None)


def next_notice(duration: Duration, party: Party, *, on: date) -> NoticeDay | None:
    """Return the next last day for a party's notice, `on` included; None for what ends by itself, or has no end."""
    if not duration.renewed_by or duration.ended_on is not None:
        return None
    notice = duration.notice_of(party)
    days = (NoticeDay(notice.last_day_before(end), end) for end in _ends(duration))
    return next(day for day in days if day.give_by >= on)


def term_notice(duration: Duration, party: Party, *, on: date) -> NoticeDay | None:
    """Return a party's last day of notice for the term now running, also where that ends by itself; None without."""
    end = ends_on(duration)
    if duration.ended_on is not None or end is None or duration.notice_of(party) == Notice():
        return None
    return next_notice(duration, party, on=on) or NoticeDay(duration.notice_of(party).last_day_before(end), end)


def option_notices(duration: Duration, party: Party) -> list[NoticeDay]:
    """Return what the last days of notice would be after each option that is not used, the first first."""
    if duration.ended_on is not None or duration.notice_of(party) == Notice():
        return []
    left = range(duration.exercised + 1, len(duration.options) + 1)
    ends = [end for number in left if (end := _end_after(duration, number))]
    return [NoticeDay(duration.notice_of(party).last_day_before(end), end) for end in ends]


def end_after_notice(duration: Duration, party: Party, *, given_on: date) -> date:
    """Return when the contract ends that a party gave notice of on a day; a fixed one at its end all the same."""
    if duration.ended_on is not None:
        return duration.ended_on
    found = next_notice(duration, party, on=given_on)
    return found.ends_on if found else ends_on(duration) or duration.notice_of(party).end_after(given_on)


def check_framework(duration: Duration, *, months: int = FOUR_YEARS, justification: str = "") -> None:
    """Refuse a framework that may last longer than allowed, unless its object justifies it and somebody wrote why.

    Every option counts, used or not; raises `TermsFault` at the field that carries it over.
    """
    if justification.strip():
        return
    limit = add_months(duration.starts_on, months) - _DAY
    refuse_if(duration.base_ends_on is None or duration.base_ends_on > limit, "base_ends_on", Reason.TOO_LONG)
    end = longest_end(duration)
    refuse_if(end is None, "renewed_by", Reason.TOO_LONG)
    refuse_if(end is not None and end > limit, "options", Reason.TOO_LONG)


def _check_length(field: str, length: int) -> None:
    not_negative(field, length)
    refuse_if(length > _LONGEST, field, Reason.TOO_LONG)


def _end_after(duration: Duration, options: int) -> date | None:
    if duration.base_ends_on is None:
        return None
    return prolonged(duration.base_ends_on, sum(option.months for option in duration.options[:options]))


def _ends(duration: Duration) -> Iterator[date]:
    """Yield the end with the options used, and after it those of each renewal, all counted from the base end."""
    if duration.base_ends_on is None:
        return
    months = sum(option.months for option in duration.options[: duration.exercised])
    for renewals in count():
        yield prolonged(duration.base_ends_on, months + renewals * duration.renewed_by)
