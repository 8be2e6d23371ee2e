"""When a judgement no longer stands: too old, its subject changed, its model followed by another, its term over."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Why(StrEnum):
    """Why it must be judged again."""

    AGE = "age"
    CHANGED = "changed"
    MODEL = "model"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a judgement stands.

    `lasts_days` is how long the model says that it lasts. `changed`: what it hangs on and is no longer as it was when
    it was judged. `valid_to` is the decision's last day, None without an end or without a decision.
    """

    assessed_on: date
    lasts_days: int
    changed: frozenset[str] = frozenset()
    is_current_model: bool = True
    valid_to: date | None = None


def stale(one: Standing, *, on: date) -> tuple[Why, ...]:
    """Return all reasons for which it no longer stands on a day, none when it does."""
    found = (
        (Why.AGE, on > goes_stale_on(one.assessed_on, one.lasts_days)),
        (Why.CHANGED, bool(one.changed)),
        (Why.MODEL, not one.is_current_model),
        (Why.ENDED, one.valid_to is not None and on > one.valid_to),
    )
    return tuple(why for why, does in found if does)


def goes_stale_on(assessed_on: date, lasts_days: int) -> date:
    """Return the last day on which a judgement is not too old."""
    return assessed_on + timedelta(days=lasts_days)
