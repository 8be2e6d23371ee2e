"""How what is reckoned is written: lateness, the lines of a credit's working, a figure beside another."""

from datetime import timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from knutepunkt.agreement.rules.compensation import Line, Unit, What
from knutepunkt.base.money import Portion
from knutepunkt.performance.rules.attainment import Tally
from knutepunkt.performance.rules.availability import Availability
from knutepunkt.web.display import cut, duration, exact, number, service_time

_CAPS: dict[What, Promise] = {
    What.CAP_UNITS: gettext_lazy("the most units"),
    What.CAP_PER_CASE: gettext_lazy("the case's cap"),
    What.CAP_PER_PERIOD: gettext_lazy("the period's cap"),
    What.CAP_PER_YEAR: gettext_lazy("the year's cap"),
}


def lateness(late: timedelta | Decimal | int, unit: str) -> str:
    """Return how much beyond the target a case was, as time or in the rule's own unit; calendar days pass at night."""
    if not isinstance(late, timedelta):
        return exact(late)
    return duration(late) if unit == Unit.CALENDAR_DAY else service_time(late)


def cut_to_nothing(cases: int, by: What) -> str:
    """Return how many cases a cap left nothing of."""
    told = {"n": number(cases), "nothing": number(0, 2), "cap": _CAPS[by]}
    return (
        ngettext(
            "%(n)s more case, cut to %(nothing)s by %(cap)s",
            "%(n)s more cases, cut to %(nothing)s by %(cap)s",
            cases,
        )
        % told
    )


def working_line(line: Line) -> str:
    """Return one line of a credit's working."""
    amount = number(float(line.amount), 2)
    if line.what is What.RATE:
        told = {"units": exact(line.units or 0), "each": _portion(line.each), "amount": amount}
        return _("%(units)s × %(each)s = %(amount)s") % told
    limit = {"limit": exact(line.limit or 0), "amount": amount}
    return {
        What.MINIMUM: _("at least %(limit)s: %(amount)s"),
        What.CAP_UNITS: _("at most %(limit)s units: %(amount)s"),
        What.CAP_PER_CASE: _("cap of the case %(limit)s: %(amount)s"),
        What.CAP_PER_PERIOD: _("left of the period's cap %(limit)s: %(amount)s"),
        What.CAP_PER_YEAR: _("left of the year's cap %(limit)s: %(amount)s"),
    }[line.what] % limit


def figure(found: Tally | Availability | None) -> str:
    """Return a figure in short."""
    if found is None:
        return "–"
    if isinstance(found, Availability):
        return "–" if found.percent is None else f"{cut(found.percent, 3)} %"
    return _("%(met)s of %(total)s") % {"met": number(found.met), "total": number(found.total)}


def _portion(portion: Portion | None) -> str:
    if portion is None:
        return "–"
    value = exact(portion.value)
    return f"{value} %" if portion.is_percent else _("%(amount)s kr") % {"amount": value}
