"""How a benefit stands against its plan.

The plan is the straight line from the baseline to the target. The forecast is the straight line from the baseline
through the middle of the latest three measurements, drawn on to the target's day; a share ends at 0 and 100 per cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

_LATEST = 3
_WHOLE = 100


class Kind(StrEnum):
    """What is gained."""

    AVOIDED_COST = "avoided_cost"
    SAVED_TIME = "saved_time"
    QUALITY = "quality"


class Outlook(StrEnum):
    """What can be said of it on a day."""

    NOT_STATED = "not_stated"
    NOT_MEASURED = "not_measured"
    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """From where, to where, by when. Raises ValueError where the target does not come after the baseline."""

    baseline: Decimal
    baseline_on: date
    target: Decimal
    target_on: date
    is_lower_better: bool = False
    is_percent: bool = False

    def __post_init__(self) -> None:
        """Refuse a goal that lies before its start."""
        if self.target_on <= self.baseline_on:
            raise ValueError("a target comes after its baseline")

    def is_reached_by(self, value: Fraction | Decimal) -> bool:
        """Say whether a value is at least as good as the target."""
        return value <= self.target if self.is_lower_better else value >= self.target


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured on a day."""

    on: date
    value: Decimal


def planned(goal: Goal, on: date) -> Fraction:
    """Return where the plan's line is on a day; before and after it, its ends."""
    day = min(max(on, goal.baseline_on), goal.target_on)
    passed = Fraction((day - goal.baseline_on).days, (goal.target_on - goal.baseline_on).days)
    return Fraction(goal.baseline) + passed * (Fraction(goal.target) - Fraction(goal.baseline))


def forecast(goal: Goal, readings: Sequence[Reading]) -> Fraction | None:
    """Return the value to expect on the target's day; None before anything was measured after the baseline."""
    latest = sorted((one for one in readings if one.on > goal.baseline_on), key=lambda one: one.on)[-_LATEST:]
    if not latest:
        return None
    days = Fraction(sum((one.on - goal.baseline_on).days for one in latest), len(latest))
    value = sum((Fraction(one.value) for one in latest), Fraction(0)) / len(latest)
    pace = (value - Fraction(goal.baseline)) / days
    found = Fraction(goal.baseline) + pace * (goal.target_on - goal.baseline_on).days
    return min(max(found, Fraction(0)), Fraction(_WHOLE)) if goal.is_percent else found


def outlook(goal: Goal | None, readings: Sequence[Reading], *, on: date) -> Outlook:
    """Return how it stands on a day; what is measured later does not count."""
    if goal is None:
        return Outlook.NOT_STATED
    known = sorted((one for one in readings if goal.baseline_on < one.on <= on), key=lambda one: one.on)
    expected = forecast(goal, known)
    if expected is None:
        return Outlook.NOT_MEASURED
    if goal.is_reached_by(known[-1].value):
        return Outlook.REACHED
    if on >= goal.target_on:
        return Outlook.MISSED
    return Outlook.ON_TRACK if goal.is_reached_by(expected) else Outlook.BEHIND
