"""What is scored, reviewed and reported, in words and as people write figures."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.performance.rules.measures import UNITS, Key, Unit
from knutepunkt.performance.rules.month import Month
from knutepunkt.performance.rules.scorecard import Direction, Trend, shown
from knutepunkt.web import display
from knutepunkt.web.display import cut, duration, number

MEASURES: Mapping[Key, Promise] = {
    Key.ATTAINMENT: gettext_lazy("Promises kept"),
    Key.HELD_MEDIAN: gettext_lazy("Time held, median"),
    Key.HELD_P90: gettext_lazy("Time held, nine of ten within"),
    Key.PING_PONG: gettext_lazy("Ping-pong"),
    Key.REOPENED: gettext_lazy("Reopened"),
    Key.OVERDUE_ACTIONS: gettext_lazy("Actions past their day"),
    Key.SATISFACTION: gettext_lazy("Satisfaction"),
    Key.CREDITS: gettext_lazy("Credits"),
}
MEANINGS: Mapping[Key, Promise] = {
    Key.ATTAINMENT: gettext_lazy(
        "Of all clocks that stopped in the month, those in time; what was agreed to be excluded is left out."
    ),
    Key.HELD_MEDIAN: gettext_lazy(
        "Half of the tickets were held no longer in the month, day and night, until they were resolved."
    ),
    Key.HELD_P90: gettext_lazy("Nine of ten tickets were held no longer."),
    Key.PING_PONG: gettext_lazy("Tickets that came straight back, for each hundred."),
    Key.REOPENED: gettext_lazy("Tickets whose solution was taken back, for each hundred."),
    Key.OVERDUE_ACTIONS: gettext_lazy("Agreed in reviews, and not done when the month ended."),
    Key.SATISFACTION: gettext_lazy("What requesters answered, 1 to 5; counted from ten answers on."),
    Key.CREDITS: gettext_lazy("NOK excluding VAT, for periods that ended in the month."),
}
TIERS: Mapping[str, Promise] = {
    "operational": gettext_lazy("Operational"),
    "tactical": gettext_lazy("Tactical"),
    "strategic": gettext_lazy("Strategic"),
}


def measure_word(key: str) -> str:
    """Return a measure's name."""
    return str(MEASURES[Key(key)])


def meaning(key: str) -> str:
    """Return what a measure counts."""
    return str(MEANINGS[Key(key)])


def measured(key: str, value: float | None) -> str:
    """Return a measure's value, or one of its bounds, as people write it."""
    if value is None:
        return "–"
    match UNITS[Key(key)]:
        case Unit.PERCENT:
            return f"{(cut if key == Key.ATTAINMENT else number)(value, 1)} %"
        case Unit.HOURS:
            return duration(timedelta(hours=value))
        case Unit.GRADE:
            return number(value, 1)
        case Unit.NOK:
            return _("NOK %(amount)s") % {"amount": number(value, 0)}
        case Unit.COUNT:
            return number(value, 0)


def weights(kept: Mapping[str, Mapping[str, str]]) -> str:
    """Return what weighs, and how much, in one line."""
    return ", ".join(f"{measure_word(key)} {kept[key]['weight']}" for key in Key if key in kept)


def month_word(month: Month | date) -> str:
    """Return a month with its year."""
    return display.month(month.first if isinstance(month, Month) else month)


def short_month(month: Month) -> str:
    """Return a month as an axis has room for it."""
    return formats.date_format(month.first, "b y")


def trend_word(trend: Trend | None) -> str:
    """Return which way a score goes, and by how many points."""
    if trend is None:
        return _("Too few months")
    points = {"points": number(abs(float(trend.change)), 1)}
    match trend.direction:
        case Direction.UP:
            return _("Up %(points)s") % points
        case Direction.DOWN:
            return _("Down %(points)s") % points
        case Direction.STILL:
            return _("Unchanged")


def points(score: float | Decimal | None) -> str:
    """Return a score as people read it: one decimal, half up."""
    return "–" if score is None else number(float(shown(Fraction(score))), 1)
