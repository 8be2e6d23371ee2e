"""A review's agenda in words: a title, a table of figures, for the page and for paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from knutepunkt.web.display import cut, day, duration, goal, number
from knutepunkt.web.performance.words import month_word

TOPICS: Mapping[str, Promise] = {
    "attainment": gettext_lazy("Promises below the goal"),
    "settlements": gettext_lazy("Contested and credited"),
    "tickets": gettext_lazy("Tickets held longest"),
    "actions": gettext_lazy("Actions from earlier reviews"),
    "days": gettext_lazy("Days of the agreements ahead"),
}
STATES: Mapping[str, Promise] = {
    "planned": gettext_lazy("Planned meeting"),
    "held": pgettext_lazy("a meeting", "Held"),
    "cancelled": pgettext_lazy("a meeting", "Called off"),
}
_SETTLED: Mapping[str, Promise] = {
    "measured": gettext_lazy("Measured"),
    "contested": gettext_lazy("Contested"),
    "agreed": gettext_lazy("Agreed"),
    "credited": gettext_lazy("Credited"),
}
_DAYS: Mapping[str, Promise] = {
    "notice": gettext_lazy("Last day to give notice"),
    "option": gettext_lazy("Last day to use the option"),
    "end": gettext_lazy("The agreement ends"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One item: its title, heads and rows of words; the first column grows."""

    topic: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    tickets: Sequence[int] = ()


def shown(agenda: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Return the items in words."""
    return [_WORDED[one["topic"]](one["figures"]) for one in agenda if one["topic"] in _WORDED]


def _attainment(figures: Sequence[Mapping[str, Any]]) -> Shown:
    rows = [
        (
            f"{one['contract']}: {one['level']}",
            f"{goal(one['goal'])} %",
            f"{cut(one['share'])} %",
            f"{number(one['met'])} / {number(one['total'])}",
            _("Too few") if one["is_thin"] else _("Below the goal"),
        )
        for one in figures
    ]
    return _item("attainment", (_("Level"), _("Goal"), _("Share"), _("In time"), _("Stands")), rows)


def _settlements(figures: Sequence[Mapping[str, Any]]) -> Shown:
    rows = [
        (
            one["contract"],
            month_word(date.fromisoformat(one["from_on"])),
            str(_SETTLED[one["state"]]),
            f"{number(one['contests'])} / {number(one['open'])}",
            "–" if one["credit"] is None else _("NOK %(amount)s") % {"amount": number(float(one["credit"]), 2)},
        )
        for one in figures
    ]
    heads = (_("Agreement"), _("Month"), _("State"), _("Contests, of these open"), _("Credit"))
    return _item("settlements", heads, rows)


def _tickets(figures: Sequence[Mapping[str, Any]]) -> Shown:
    rows = [(f"KP-{one['ticket']}", duration(one["held"])) for one in figures]
    title = str(TOPICS["tickets"])
    return Shown("tickets", title, (_("Ticket"), _("Time held")), rows, [one["ticket"] for one in figures])


def _actions(figures: Sequence[Mapping[str, Any]]) -> Shown:
    rows = [
        (
            one["text"],
            one["organisation"],
            day(date.fromisoformat(one["due_on"])),
            _("Past its day") if one["is_overdue"] else _("Not done"),
        )
        for one in figures
    ]
    return _item("actions", (_("What"), _("Who"), _("By"), _("Stands")), rows)


def _days(figures: Sequence[Mapping[str, Any]]) -> Shown:
    rows = [(one["contract"], str(_DAYS[one["what"]]), day(date.fromisoformat(one["day"]))) for one in figures]
    return _item("days", (_("Agreement"), _("What"), _("Day")), rows)


def _item(topic: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Shown:
    return Shown(topic, str(TOPICS[topic]), heads, rows)


_WORDED: Mapping[str, Callable[[Sequence[Mapping[str, Any]]], Shown]] = {
    "attainment": _attainment,
    "settlements": _settlements,
    "tickets": _tickets,
    "actions": _actions,
    "days": _days,
}
