"""When a plan is exercised next, and whether an exercise kept the plan's objectives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from knutepunkt.agreement.rules.duration import add_months


@dataclass(frozen=True, slots=True)
class Objectives:
    """The longest that a service may be down, and the most that may be lost; None where it is not said."""

    recovery_time: timedelta | None
    recovery_point: timedelta | None

    def kept(self, *, recovered_in: timedelta | None, lost: timedelta | None) -> bool | None:
        """Say whether what was measured is within what was said; None where nothing can be compared."""
        pairs = ((recovered_in, self.recovery_time), (lost, self.recovery_point))
        compared = [measured <= said for measured, said in pairs if measured is not None and said is not None]
        return all(compared) if compared else None


def next_exercise(*, approved_on: date | None, held: Iterable[date], months: int) -> date | None:
    """Return the day by which the plan is exercised: so many months after the last time, or after its approval.

    None for a plan that is neither approved nor tried: it is no plan to exercise yet.
    """
    last = max(held, default=approved_on)
    return None if last is None else add_months(last, months)


def days_overdue(due_on: date | None, *, on: date) -> int:
    """Return how many days an exercise is late; 0 when it is not."""
    return 0 if due_on is None else max((on - due_on).days, 0)
