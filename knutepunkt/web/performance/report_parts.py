"""A service report as parts: key figures and tables of plain values, that page, PDF and workbook write alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from knutepunkt.performance.rules.satisfaction import ENOUGH
from knutepunkt.web.display import METRICS, cut, duration, goal, number
from knutepunkt.web.performance.words import month_word


class Form(StrEnum):
    """What a value is, and so how it is written."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    AVAILABILITY = "availability"
    GOAL = "goal"
    LENGTH = "length"
    NOK = "nok"
    GRADE = "grade"
    MONTH = "month"
    MOMENT = "moment"


WORDS = frozenset({Form.TEXT, Form.MONTH, Form.MOMENT})


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its name, what its values are, and what the figures call it."""

    name: str
    form: Form
    key: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures that say most."""

    label: str
    form: Form
    value: Any
    note: str = ""

    @property
    def written(self) -> str:
        """As people read it."""
        return written(self.form, self.value)


@dataclass(frozen=True, slots=True)
class Block:
    """A table: rows of plain values, each in the form of its head."""

    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Any]]
    note: str = ""

    @property
    def written(self) -> list[list[str]]:
        """Its rows as people read them."""
        return [[written(head.form, value) for head, value in zip(self.heads, row, strict=True)] for row in self.rows]


def key_figures(figures: Mapping[str, Any]) -> list[Figure]:
    """Return the figures that say most."""
    found = [
        Figure(_("Opened"), Form.COUNT, figures["opened"]),
        Figure(_("Resolved"), Form.COUNT, figures["resolved"]),
        Figure(_("Open at the end"), Form.COUNT, figures["open"]),
        Figure(_("Promises kept"), Form.PERCENT, figures["share"], _of(figures["met"], figures["total"])),
        Figure(_("Time held, median"), Form.LENGTH, figures["held_median"]),
        Figure(_("Time held, nine of ten within"), Form.LENGTH, figures["held_p90"]),
        Figure(_("Ping-pong"), Form.COUNT, figures["ping_pongs"]),
        Figure(_("Reopened"), Form.COUNT, figures["reopened"]),
        Figure(_("Satisfaction"), Form.GRADE, figures["average"], _answered(figures)),
        Figure(_("Score"), Form.GRADE, figures["score"], _("of 100") if figures["score"] is not None else ""),
    ]
    if figures["credit"] is not None:
        found.append(Figure(_("Credits"), Form.NOK, figures["credit"]))
    if figures["overdue_actions"] is not None:
        found.append(Figure(_("Actions past their day"), Form.COUNT, figures["overdue_actions"]))
    return found


def blocks(figures: Mapping[str, Any]) -> list[Block]:
    """Return the tables, in the order they are read; what is empty is left out."""
    levels = [one | {"metric": str(METRICS[one["metric"]]), "stands": _stands(one)} for one in figures["levels"]]
    several = len({one["contract"] for one in levels}) > 1
    agreement = (Head(_("Agreement"), Form.TEXT, "contract"),) if several else ()
    outages = [one | {"kind": _("Planned") if one["is_planned"] else _("Unplanned")} for one in figures["outages"]]
    up = [one | {"needs": _needs(one["needs"]), "stands": _up(one)} for one in figures.get("availability", ())]
    needs, whole = Head(_("Needs"), Form.TEXT, "needs"), Head(_("End to end"), Form.AVAILABILITY, "end_to_end")
    chain = (needs, whole) if any(one["needs"] for one in up) else ()
    kept = (
        Head(_("In time"), Form.COUNT, "met"),
        Head(_("Of"), Form.COUNT, "total"),
        Head(_("Share"), Form.PERCENT, "share"),
    )
    came = (Head(_("Opened"), Form.COUNT, "opened"), Head(_("Resolved"), Form.COUNT, "resolved"))
    found = [
        _block(
            _("Promises by level"),
            (
                *agreement,
                Head(_("Level"), Form.TEXT, "level"),
                Head(_("Measures"), Form.TEXT, "metric"),
                Head(_("Goal"), Form.GOAL, "goal"),
                *kept,
                Head(_("Stands"), Form.TEXT, "stands"),
            ),
            levels,
            _("Clocks that stopped in the month. Too few: one miss alone would break the goal."),
        ),
        _block(_("By service"), (Head(_("Service"), Form.TEXT, "service"), *came, *kept), figures["services"]),
        _block(
            _("Availability"),
            (
                Head(_("Service"), Form.TEXT, "service"),
                Head(_("Goal"), Form.GOAL, "goal"),
                Head(_("By itself"), Form.AVAILABILITY, "share"),
                *chain,
                Head(_("Stands"), Form.TEXT, "stands"),
            ),
            up,
            _("End to end: a service together with the services that it needs, what each was up, multiplied.")
            if chain
            else "",
        ),
        _block(
            _("Services that were down"),
            (
                Head(_("Service"), Form.TEXT, "service"),
                Head(_("Began"), Form.MOMENT, "start_at"),
                Head(_("In the month"), Form.LENGTH, "within"),
                Head(_("Kind"), Form.TEXT, "kind"),
            ),
            outages,
        ),
        _block(_("The last twelve months"), (Head(_("Month"), Form.MONTH, "month"), *came, *kept), figures["months"]),
    ]
    return [block for block in found if block.rows]


def written(form: Form, value: Any) -> str:
    """Return a value as people read it, on the page and on paper."""
    if value is None or value == "":
        return "–"
    match form:
        case Form.TEXT:
            return str(value)
        case Form.COUNT:
            return number(value)
        case Form.PERCENT:
            return f"{cut(value)} %"
        case Form.GOAL:
            return f"{goal(value)} %"
        case Form.AVAILABILITY:
            return f"{cut(value, 3)} %"
        case Form.LENGTH:
            return duration(value)
        case Form.NOK:
            return _("NOK %(amount)s") % {"amount": number(float(value), 2)}
        case Form.GRADE:
            return number(value, 1)
        case Form.MONTH:
            return month_word(date.fromisoformat(value))
        case Form.MOMENT:
            return formats.date_format(timezone.localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")


def plain(form: Form, value: Any) -> object:
    """Return a value as a workbook takes it."""
    if value is None:
        return None
    match form:
        case Form.PERCENT | Form.AVAILABILITY | Form.GOAL:
            return float(value) / 100
        case Form.LENGTH:
            return timedelta(seconds=value)
        case Form.NOK:
            return Decimal(value)
        case Form.GRADE:
            return float(value)
        case Form.MONTH:
            return date.fromisoformat(value)
        case Form.MOMENT:
            return datetime.fromisoformat(value)
        case _:
            return value


def _block(title: str, heads: Sequence[Head], rows: Sequence[Mapping[str, Any]], note: str = "") -> Block:
    return Block(title, heads, [[row[head.key] for head in heads] for row in rows], note)


def _of(met: int, total: int) -> str:
    return _("%(met)s of %(ended)s") % {"met": number(met), "ended": number(total)} if total else ""


def _answered(figures: Mapping[str, Any]) -> str:
    told = {"answered": number(figures["answered"]), "asked": number(figures["asked"])}
    said = _("%(answered)s of %(asked)s answered") % told
    return said if figures["answered"] >= ENOUGH else _("%(said)s, too few to use") % {"said": said}


def _stands(level: Mapping[str, Any]) -> str:
    if level["is_thin"]:
        return _("Too few")
    return _("Reached") if level["reached"] else _("Below the goal")


def _needs(needed: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{one['service']} {written(Form.AVAILABILITY, one['share'])}" for one in needed)


def _up(one: Mapping[str, Any]) -> str:
    """Say whether a service reached what was agreed; and whether it did with all that it needs."""
    if one["share"] is None:
        return "–"
    if not one["reached"]:
        return _("Below the goal")
    return _("Below the goal end to end") if one["end_to_end_reached"] is False else _("Reached")
