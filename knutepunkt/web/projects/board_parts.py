"""The board's figures in words: the page and the document are made of the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knutepunkt.base.text import amount
from knutepunkt.performance.queries.scoring import Line as Scored
from knutepunkt.plan.models import Benefit
from knutepunkt.plan.queries.benefits import PERCENT, Stands
from knutepunkt.plan.queries.board import Board, Kind, Milestone
from knutepunkt.plan.rules.benefit import Outlook
from knutepunkt.plan.rules.project import Phase, next_gate
from knutepunkt.plan.rules.sector import LONGEST_GAP
from knutepunkt.web.display import cut, day, exact, number
from knutepunkt.web.performance.words import trend_word
from knutepunkt.web.procurement.words import STEPS
from knutepunkt.web.projects.words import GATES, MILESTONES, OUTLOOKS, PHASES, quarter

_COUNTED = [one for one in Phase if one not in (Phase.DONE, Phase.STOPPED)]
_TONES = {Outlook.REACHED: "well", Outlook.ON_TRACK: "well", Outlook.BEHIND: "near", Outlook.MISSED: "over"}
_LISTED = 12
_FEW = 4  # of each kind that was not done: the page is one


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that says most; `tone` as paper has them."""

    label: str
    value: str
    note: str = ""
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: the first cell leads to `address`; the cell `marked` has a tone."""

    cells: Sequence[str]
    address: str = ""
    marked: int | None = None
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Block:
    """A table with its heading; `numbers` are the columns that stand to the right."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Row]
    numbers: frozenset[int] = frozenset()
    note: str = ""
    total: Sequence[str] = ()


def figures(found: Board, *, of: int | None) -> list[Figure]:
    """Return what stands on top."""
    money, risks = found.money, found.risks
    known = sum(found.outlooks[one] for one in _TONES)
    well = found.outlooks[Outlook.REACHED] + found.outlooks[Outlook.ON_TRACK]
    shown = [
        Figure(_("Projects"), number(len(found.projects)), _runs(len(found.runs))),
        Figure(_("Budget of projects, NOK"), number(money.budget))
        if of is None
        else Figure(_("Our share, NOK"), number(money.shared), _("of %(budget)s") % {"budget": number(money.budget)}),
        Figure(
            _("Agreements in force, NOK"),
            number(money.contract_value) if money.contracts > money.unvalued else _("not stated"),
            _("%(number)s without a stated value") % {"number": number(money.unvalued)} if money.unvalued else "",
        ),
        Figure(_("Credited in twelve months, NOK"), number(money.credited)),
        Figure(
            _("Benefits on track"),
            number(well),
            _("of %(known)s that are measured against a goal") % {"known": number(known)},
            "near" if risks.benefits_behind else "well" if known else "plain",
        ),
    ]
    if risks.actions_overdue is not None:
        late = risks.actions_overdue
        shown.append(Figure(_("Actions past their day"), number(late), tone="over" if late else "well"))
    return shown


def phases(found: Board) -> list[tuple[str, int]]:
    """Return how many projects are in each phase."""
    return [(str(PHASES[one]), found.phases[one]) for one in _COUNTED]


def blocks(found: Board, *, of: int | None) -> list[Block]:
    """Return the tables in their order; one that is not the viewer's is left out."""
    risks = [_risks(found)] if of is None else []
    undone = [_undone(found)] if of is None or found.undone.improvements else []
    shown = [_portfolio(found), _benefits(found), _shares(found), *risks, *undone]
    return [*shown, _milestones(found.milestones), _scores(found.scores, of=of)]


def _runs(count: int) -> str:
    return ngettext("and %(count)d run-project", "and %(count)d run-projects", count) % {"count": count}


def _portfolio(found: Board) -> Block:
    rows = []
    for one in found.projects:
        gate = next_gate(Phase(one.phase))
        rows.append(
            Row(
                (
                    one.title,
                    str(PHASES[one.phase]),
                    str(GATES[gate]) if gate else "–",
                    day(one.end_on),
                    amount(one.budget) if one.budget is not None else _("not stated"),
                ),
                reverse("project", args=[one.key]),
            )
        )
    heads = (_("Project"), _("Phase"), _("Next gate"), _("Ends"), _("Budget, NOK"))
    total = (_("Together"), "", "", "", amount(found.money.budget))
    shown = _first(rows, _LISTED, reverse("projects"))
    return Block("portfolio", _("Portfolio"), heads, shown, frozenset({4}), total=total)


def _shares(found: Board) -> Block:
    rows = [Row((who.name, amount(share))) for who, share in found.money.shares]
    note = _("What each pays of the projects that are divided so far, by their keys.")
    total = (_("Together"), amount(found.money.shared)) if len(rows) > 1 else ()
    return Block(
        "shares", _("Cost shares"), (_("Municipality"), _("NOK excluding VAT")), rows, frozenset({1}), note, total
    )


def _risks(found: Board) -> Block:
    risks = found.risks
    rows = [
        Row(
            (_("Actions of reviews past their day"), number(risks.actions_overdue)),
            reverse("reviews"),
            1,
            "over" if risks.actions_overdue else "well",
        ),
        Row(
            (_("Assessments that are stale"), number(risks.assessments_stale)),
            reverse("assessments"),
            1,
            "near" if risks.assessments_stale else "well",
        ),
        Row(
            (_("Benefits behind their plan"), number(risks.benefits_behind)),
            reverse("benefits"),
            1,
            "near" if risks.benefits_behind else "well",
        ),
    ]
    for area, load in risks.over_capacity or ():
        told = {"area": area.name, "quarter": quarter(load.quarter)}
        assert load.capacity is not None
        over = _("%(hours)s hours too many") % {"hours": exact(load.together - load.capacity)}
        rows.append(Row((_("%(area)s, %(quarter)s") % told, over), reverse("capacity"), 1, "over"))
    too_long = _("Over %(days)s days") % {"days": LONGEST_GAP}
    for name in risks.sectors_waiting or ():
        about = _("%(sector)s: since its strategy meeting") % {"sector": name}
        rows.append(Row((about, too_long), reverse("sector-strategy"), 1, "near"))
    return Block("risks", _("Risk"), (_("What"), _("Stands")), rows)


def _undone(found: Board) -> Block:
    undone = found.undone
    improvement, continuity = _("Improvement"), _("Continuity")
    late = [
        Row(
            (one.title, improvement, _days_late((found.on - one.due_on).days)),
            reverse("improvement", args=[one.key]),
            2,
            "over",
        )
        for one in undone.improvements
        if one.due_on
    ]
    without = [
        Row(
            (one.name, continuity, _("Critical, and no approved plan")),
            reverse("value-stream", args=[one.key]),
            2,
            "over",
        )
        for one in undone.unprepared
    ]
    untried = [
        Row(
            (one.plan.title, continuity, _("Exercise: %(late)s") % {"late": _days_late(one.days_overdue)}),
            reverse("continuity-plan", args=[one.plan.key]),
            2,
            "near",
        )
        for one in undone.unexercised
    ]
    rows = [
        *_first(late, _FEW, reverse("improvements")),
        *_first(without, _FEW, reverse("continuity")),
        *_first(untried, _FEW, reverse("continuity")),
    ]
    return Block("undone", _("Not done in its time"), (_("What"), _("Kind"), _("Stands")), rows)


def _first(rows: Sequence[Row], most: int, everything: str) -> list[Row]:
    """Return the first, and a row that leads to where the others stand."""
    more = len(rows) - most
    if more <= 0:
        return list(rows)
    told = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    return [*rows[:most], Row((told, *[""] * (len(rows[0].cells) - 1)), everything)]


def _days_late(days: int) -> str:
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def _benefits(found: Board) -> Block:
    shown = [one for one in found.benefits if one.outlook is not Outlook.NOT_STATED]
    unstated = len(found.benefits) - len(shown)
    rows = [
        Row(
            (
                one.benefit.title,
                measured(one),
                value(one.planned, one.benefit),
                value(one.forecast, one.benefit),
                value(one.benefit.aim, one.benefit),
                str(OUTLOOKS[one.outlook]),
            ),
            reverse("benefit", args=[one.benefit.key]),
            5,
            _TONES.get(one.outlook, "plain"),
        )
        for one in shown
    ]
    heads = (_("Benefit"), _("Measured"), _("Planned now"), _("Forecast"), _("Target"), _("Stands"))
    note = (
        ngettext("%(count)d more benefit has no stated goal.", "%(count)d more benefits have no stated goal.", unstated)
        % {"count": unstated}
        if unstated
        else ""
    )
    listed = _first(rows, _LISTED, reverse("benefits"))
    return Block("benefits", _("Benefits"), heads, listed, frozenset({1, 2, 3, 4}), note)


def measured(one: Stands) -> str:
    """Return the latest measurement in words."""
    return "–" if one.latest is None else value(one.latest.value, one.benefit)


def value(amount_of: Fraction | object, benefit: Benefit) -> str:
    """Return a value in the benefit's unit, with one decimal at most."""
    if amount_of is None:
        return "–"
    if benefit.unit == PERCENT:  # cut off, so that it is never shown as better
        return f"{cut(float(Fraction(str(amount_of))))} %"
    return exact(Fraction(round(Fraction(str(amount_of)) * 10), 10))


def _milestones(found: Sequence[Milestone]) -> Block:
    rows = [Row((day(one.on), _what(one), one.title), _address(one)) for one in found[:_LISTED]]
    more = len(found) - len(rows)
    note = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more} if more else ""
    return Block("milestones", _("Milestones ahead"), (_("Day"), _("What"), _("Concerns")), rows, note=note)


def _what(one: Milestone) -> str:
    return str(STEPS[one.step] if one.step else MILESTONES[one.kind])


def _address(one: Milestone) -> str:
    if one.kind is Kind.MEETING:
        return reverse("strategy-meeting", args=[int(one.key)])
    names = {Kind.PROJECT: "project", Kind.PROCUREMENT: "procurement", Kind.ROADMAP: "roadmap"}
    return reverse(names[one.kind], args=[one.key])


def _scores(found: Sequence[Scored], *, of: int | None) -> Block:
    rows = []
    for one in found:
        latest = one.latest
        score = number(latest.score) if latest and latest.score is not None else "–"
        where = reverse("scorecard", args=["leverandorer" if of is None else "kommuner", one.id])
        rows.append(Row((one.name, score, trend_word(one.trend)), where))
    title, whose = _("Our scorecard"), _("Municipality")
    if of is None:
        title, whose = _("Suppliers' scorecards"), _("Supplier")
    return Block("scores", title, (whose, _("Points, of 100"), _("Trend")), rows, frozenset({1}))
