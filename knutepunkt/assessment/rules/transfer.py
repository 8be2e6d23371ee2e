"""Who holds a capability on the way from a partner's hands to one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Holder(StrEnum):
    """Who can do it."""

    PARTNER = "partner"
    SHARED = "shared"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Step:
    """Who is to hold it from a day on; `reached_on` when that was shown, `by_on` None where no day is stated."""

    number: int
    holder: Holder
    by_on: date | None
    reached_on: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a transfer is: who holds it now (None: not stated), where it shall end, what comes next, how late."""

    now: Holder | None
    target: Holder | None
    next: Step | None
    days_late: int

    @property
    def is_done(self) -> bool:
        """Say whether it is where it shall end."""
        return self.next is None and self.target is not None


def progress(steps: Iterable[Step], *, on: date) -> Progress:
    """Return how far it is on a day. Steps are taken in the order of their numbers; one passed over counts as taken."""
    ordered = sorted(steps, key=lambda step: step.number)
    reached = [step for step in ordered if step.reached_on is not None and step.reached_on <= on]
    ahead = [step for step in ordered if not reached or step.number > reached[-1].number]
    coming = ahead[0] if ahead else None
    late = max((on - coming.by_on).days, 0) if coming and coming.by_on else 0
    return Progress(reached[-1].holder if reached else None, ordered[-1].holder if ordered else None, coming, late)


def out_of_order(steps: Iterable[Step]) -> Step | None:
    """Return the first step whose day lies before that of a step it comes after."""
    last: date | None = None
    for step in sorted(steps, key=lambda one: one.number):
        if step.by_on is None:
            continue
        if last is not None and step.by_on < last:
            return step
        last = step.by_on
    return None
