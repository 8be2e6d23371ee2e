"""What a month is scored by, in which unit, and the weights that hold until somebody sets others."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from knutepunkt.agreement.rules.fault import Reason, refuse_if
from knutepunkt.performance.rules.scorecard import Measure, Scorecard, check_weights


class Key(StrEnum):
    """A measure. All come from custody, clocks, settlements, reviews and surveys; none is judged by hand."""

    ATTAINMENT = "attainment"
    HELD_MEDIAN = "held_median"
    HELD_P90 = "held_p90"
    PING_PONG = "ping_pong"
    REOPENED = "reopened"
    OVERDUE_ACTIONS = "overdue_actions"
    SATISFACTION = "satisfaction"
    CREDITS = "credits"


class Unit(StrEnum):
    """What a measure's values and bounds are written in."""

    PERCENT = "percent"
    HOURS = "hours"
    COUNT = "count"
    GRADE = "grade"
    NOK = "nok"


UNITS: Mapping[Key, Unit] = {
    Key.ATTAINMENT: Unit.PERCENT,
    Key.HELD_MEDIAN: Unit.HOURS,
    Key.HELD_P90: Unit.HOURS,
    Key.PING_PONG: Unit.PERCENT,
    Key.REOPENED: Unit.PERCENT,
    Key.OVERDUE_ACTIONS: Unit.COUNT,
    Key.SATISFACTION: Unit.GRADE,
    Key.CREDITS: Unit.NOK,
}


def _measure(key: Key, weight: int, worst: int, best: int) -> Measure:
    return Measure(key.value, Decimal(weight), Decimal(worst), Decimal(best))


USUAL = (
    _measure(Key.ATTAINMENT, 30, 80, 100),
    _measure(Key.HELD_MEDIAN, 10, 72, 4),
    _measure(Key.HELD_P90, 10, 336, 24),
    _measure(Key.PING_PONG, 10, 20, 0),
    _measure(Key.REOPENED, 10, 10, 0),
    _measure(Key.OVERDUE_ACTIONS, 10, 5, 0),
    _measure(Key.SATISFACTION, 10, 2, 5),
    _measure(Key.CREDITS, 10, 100_000, 0),
)


def written(measures: tuple[Measure, ...]) -> dict[str, dict[str, str]]:
    """Return measures as they are kept: {measure: {weight, worst, best}}."""
    return {one.key: {"weight": f"{one.weight}", "worst": f"{one.worst}", "best": f"{one.best}"} for one in measures}


def read(kept: Mapping[str, Mapping[str, Any]]) -> tuple[Measure, ...]:
    """Return the measures that were kept; one that weighs nothing is not scored.

    Raises `TermsFault`: a weight below nothing, weights that do not make a hundred, a measure that nobody knows.
    """
    refuse_if(not set(kept) <= set(Key), "measures", Reason.UNKNOWN)
    refuse_if(any(Decimal(one["weight"]) < 0 for one in kept.values()), "weight", Reason.NEGATIVE)
    measures = tuple(
        Measure(key, *(Decimal(kept[key][part]) for part in ("weight", "worst", "best")))
        for key in Key
        if key in kept and Decimal(kept[key]["weight"]) != 0
    )
    check_weights(measures)
    return measures


def shown(card: Scorecard, measures: tuple[Measure, ...]) -> dict[str, dict[str, float | None]]:
    """Return a card as it is kept: each measure with value, score, weight here, stated weight, bounds and points."""
    bounds = {one.key: one for one in measures}
    return {
        row.key: {
            "value": _number(row.value),
            "score": _number(row.score),
            "stated": float(row.stated),
            "weight": _number(row.weight),
            "points": _number(row.points),
            "worst": float(bounds[row.key].worst),
            "best": float(bounds[row.key].best),
        }
        for row in card.rows
    }


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)
