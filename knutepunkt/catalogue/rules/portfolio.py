"""What follows from what is written about applications: days that have passed, work done twice."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_SOON = timedelta(days=365)


class Sign(StrEnum):
    """What days say against the phase, or ahead."""

    LATE_LIVE = "late_live"
    LATE_REPLACE = "late_replace"
    LATE_RETIRED = "late_retired"
    SUPPORT_ENDED = "support_ended"
    SUPPORT_ENDS = "support_ends"


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """An application's phase and its days; a day that is not known is None."""

    phase: str
    live_on: date | None = None
    replace_on: date | None = None
    retired_on: date | None = None
    support_ends_on: date | None = None


def signs(life: LifeCycle, *, on: date) -> tuple[Sign, ...]:
    """Return what `on` makes of the days: a plan that was not kept, support that has ended or ends within a year."""
    if life.phase == "retired":
        return ()
    found = []
    if life.phase == "planned" and _passed(life.live_on, on):
        found.append(Sign.LATE_LIVE)
    if _passed(life.retired_on, on):
        found.append(Sign.LATE_RETIRED)
    elif _passed(life.replace_on, on):
        found.append(Sign.LATE_REPLACE)
    if life.support_ends_on is not None and life.support_ends_on < on + _SOON:
        found.append(Sign.SUPPORT_ENDED if life.support_ends_on < on else Sign.SUPPORT_ENDS)
    return tuple(found)


def _passed(day: date | None, on: date) -> bool:
    return day is not None and day < on


def review_due_on(reviewed_on: date | None, every_months: int) -> date | None:
    """Return when a document is to be looked through again; None: it never was, and is due at once."""
    if reviewed_on is None:
        return None
    years, month = divmod(reviewed_on.month - 1 + every_months, 12)
    year, month = reviewed_on.year + years, month + 1
    return date(year, month, min(reviewed_on.day, monthrange(year, month)[1]))


class Duplication(StrEnum):
    """How several applications serve one function."""

    ACROSS = "across"  # different ones for different customers
    TWICE = "twice"  # two for the same customer
    UNSTATED = "unstated"  # who uses which is not stated, so it may be either or neither


def duplication(users: Mapping[str, Iterable[str]]) -> Duplication | None:
    """Return how a function is served twice: applications to their users, none where they are not stated."""
    if len(users) < 2:
        return None
    each = [set(those) for those in users.values()]
    if sum(map(len, each)) > len(set().union(*each)):
        return Duplication.TWICE
    stated = [those for those in each if those]
    return Duplication.ACROSS if len(stated) > 1 else Duplication.UNSTATED
