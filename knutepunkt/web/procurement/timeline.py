"""A procurement's steps as bars over the same days, each with its place in per cent, for a picture beside the words."""

from dataclasses import dataclass
from datetime import date

from knutepunkt.plan.models import PlannedStep, Procurement
from knutepunkt.plan.queries.procurement import happened
from knutepunkt.plan.rules.procedure import Step

_NARROWEST = 1.2


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what was planned, what came of it, and where both lie between the first day and the last."""

    step: str
    planned: PlannedStep | None
    done: date | None
    left: float
    width: float
    mark: float | None
    today: float | None


def timeline(one: Procurement, *, today: date) -> list[Line]:
    """Return the steps that are planned or done, in their order."""
    planned = {row.step: row for row in one.plan.all()}
    done = {step.value: day for step, day in happened(one).items()}
    days = [day for row in planned.values() for day in (row.first_on, row.last_on)] + list(done.values())
    if not days:
        return []
    first, last = min(days), max(days)
    whole = max((last - first).days, 1)

    def place(day: date) -> float:
        return round(100 * (day - first).days / whole * (100 - _NARROWEST) / 100, 2)

    now = place(today) if first <= today <= last else None
    lines = []
    for step in (one.value for one in Step):
        row, came = planned.get(step), done.get(step)
        if row is None and came is None:
            continue
        left = place(row.first_on) if row else 0.0
        width = max(place(row.last_on) - left + 100 / whole / 2, _NARROWEST) if row else 0.0
        lines.append(Line(step, row, came, left, min(width, 100 - left), place(came) if came else None, now))
    return lines
