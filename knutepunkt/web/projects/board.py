"""The whole on one page for the owners, and the same as a document."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.connectors import paper
from knutepunkt.party.queries import integrator, local_day
from knutepunkt.plan.queries.board import Board, board
from knutepunkt.web.access import page_for
from knutepunkt.web.projects import board_parts as parts
from knutepunkt.web.projects.projects import OWNERS, own
from knutepunkt.web.projects.words import SAY
from knutepunkt.web.session import Request

_ACROSS = ("portfolio", "benefits")
_BESIDE = (("shares", "risks", "scores"), ("undone", "milestones"))


@require_safe
@page_for(roles=OWNERS, overseeing=True)
def page(request: Request) -> HttpResponse:
    """The board; a municipality gets its own figures only."""
    of = own(request)
    found = board(on=local_day(request.at), of=of)
    shown: dict[str, Any] = {
        "figures": parts.figures(found, of=of),
        "phases": parts.phases(found),
        "blocks": parts.blocks(found, of=of),
        "on": found.on,
        "of": request.user.organisation if of is not None else None,
    }
    return render(request, "projects/board.html", SAY | shown)


@require_safe
@page_for(roles=OWNERS, overseeing=True)
def document(request: Request) -> HttpResponse:
    """The same as PDF/UA, on one sheet of paper."""
    of = own(request)
    found = board(on=local_day(request.at), of=of)
    sections = {one.key: _section(one) for one in parts.blocks(found, of=of)}
    written = paper.OnePage(
        _frame(found, request, of),
        [paper.KeyFigure(one.label, one.value, one.note, paper.Tone(one.tone)) for one in parts.figures(found, of=of)],
        [_phases(found), *(sections[key] for key in _ACROSS)],
        [[sections[key] for key in column if key in sections] for column in _BESIDE],
    )
    answer = HttpResponse(paper.one_page(written, at=request.at), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="styret-{found.on:%Y-%m-%d}.pdf"'
    return answer


def _frame(found: Board, request: Request, of: int | None) -> paper.Frame:
    made = formats.date_format(timezone.localtime(request.at), "DATETIME_FORMAT")
    return paper.Frame(
        language=translation.get_language() or "nb",
        house=integrator().name,
        kind=_("For the board"),
        title=_("The whole on one page") if of is None else request.user.organisation.name,
        period=formats.date_format(found.on, "DATE_FORMAT"),
        computed=_("Computed %(moment)s") % {"moment": made},
        page=_("Page {page} of {pages}"),
        recipient=[] if of is None else [request.user.organisation.name],
    )


def _phases(found: Board) -> paper.Section:
    phases = parts.phases(found)
    columns = [paper.Column(name, grows=True) for name, _count in phases]
    return paper.Section(_("Projects by phase"), [paper.Table("", columns, [[str(count) for _name, count in phases]])])


def _section(one: parts.Block) -> paper.Section:
    if not one.rows:
        return paper.Section(one.title, [paper.Text(_("Nothing to show."))])
    columns = [paper.Column(head, is_number=n in one.numbers, grows=n == 0) for n, head in enumerate(one.heads)]
    rows = [
        [
            paper.Marked(cell, paper.Tone(row.tone)) if n == row.marked and row.tone != "plain" else cell
            for n, cell in enumerate(row.cells)
        ]
        for row in one.rows
    ]
    return paper.Section(one.title, [paper.Table("", columns, rows, one.total, one.note)])
