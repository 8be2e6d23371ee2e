"""Service reports: which there are, one as page, PDF and workbook, and who gets them sent."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.connectors import paper
from knutepunkt.connectors.workbook import FINE_SHARE, SHARE, About, Column, Sheet, workbook
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import integrator
from knutepunkt.performance.actions import reporting
from knutepunkt.performance.models import ServiceReport, Subscription
from knutepunkt.performance.queries.reporting import reports
from knutepunkt.web.access import EVERYBODY, page_for
from knutepunkt.web.performance import report_parts as parts
from knutepunkt.web.performance import words
from knutepunkt.web.session import Request

_PAGE = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CELLS = {parts.Form.PERCENT: SHARE, parts.Form.AVAILABILITY: FINE_SHARE, parts.Form.GOAL: FINE_SHARE}


@require_safe
@page_for(roles=EVERYBODY, overseeing=True)
def index(request: Request) -> HttpResponse:
    """The reports one may read, the latest month first. Four queries beside the frame's."""
    chosen = set(Subscription.objects.filter(person=request.user).values_list("organisation_id", flat=True))
    shown = {
        "page": Paginator(reports(), _PAGE).get_page(request.GET.get("page")),
        "organisations": _offered(chosen),
        "chosen": chosen,
        "month_word": words.month_word,
    }
    return render(request, "performance/reports.html", shown)


@require_safe
@page_for(roles=EVERYBODY, overseeing=True)
def report(request: Request, report_id: int) -> HttpResponse:
    """One report as a page. Two queries."""
    found = _one(report_id)
    shown = {
        "report": found,
        "figures": parts.key_figures(found.figures),
        "blocks": parts.blocks(found.figures),
        "words": parts.WORDS,
        "month": words.month_word(found.month),
        **_chart(found),
    }
    return render(request, "performance/report.html", shown)


@require_safe
@page_for(roles=EVERYBODY, overseeing=True)
def as_pdf(request: Request, report_id: int) -> HttpResponse:
    """The same on paper (PDF/UA)."""
    found = _one(report_id)
    return _download(paper.service_report(_document(found), at=found.made_at), found, "pdf", "application/pdf")


@require_safe
@page_for(roles=EVERYBODY, overseeing=True)
def as_workbook(request: Request, report_id: int) -> HttpResponse:
    """The same as a workbook."""
    found = _one(report_id)
    month = words.month_word(found.month)
    lines = [
        (_("For"), found.organisation.name),
        (_("Month"), month),
        (_("Computed"), found.made_at),
        *((one.label, parts.plain(one.form, one.value)) for one in parts.key_figures(found.figures)),
    ]
    sheets = [_sheet(block) for block in parts.blocks(found.figures)]
    about = About(_("Key figures"), _("Service report for %(organisation)s, %(month)s") % _named(found), lines)
    return _download(workbook(about, sheets, zone=timezone.get_current_timezone()), found, "xlsx", _XLSX)


@require_POST
@page_for(roles=EVERYBODY, overseeing=True)
def subscribe(request: Request, organisation_id: int) -> HttpResponse:
    """Have them sent, or no longer."""
    act = reporting.subscribe if request.POST.get("act") == "subscribe" else reporting.unsubscribe
    act(organisation_id, by=request.user, at=request.at)
    return redirect("reports")


def _one(report_id: int) -> ServiceReport:
    found = reports().filter(pk=report_id).first()
    if found is None:
        raise NotYours(_("There is no such report, or it is not yours to see."))
    return found


def _offered(chosen: set[int]) -> list[Organisation]:
    """Those with reports that one may read, and what one has chosen: who had no ticket never gets a report."""
    reported = ServiceReport.objects.order_by().values("organisation")
    return list(Organisation.objects.filter(Q(pk__in=reported) | Q(pk__in=chosen)))


def _named(found: ServiceReport) -> dict[str, str]:
    return {"organisation": found.organisation.name, "month": words.month_word(found.month)}


def _chart(found: ServiceReport) -> dict[str, Any]:
    """Opened and resolved by month; its table is the last of the blocks."""
    months = found.figures["months"]
    return {
        "spec": {
            "type": "bar",
            "categories": [words.month_word(date.fromisoformat(one["month"])) for one in months],
            "series": [
                {"name": _("Opened"), "values": [one["opened"] for one in months]},
                {"name": _("Resolved"), "values": [one["resolved"] for one in months]},
            ],
        },
        "header": [_("Month"), _("Opened"), _("Resolved")],
        "table": [
            (words.month_word(date.fromisoformat(one["month"])), one["opened"], one["resolved"]) for one in months
        ],
    }


def _document(found: ServiceReport) -> paper.ServiceReport:
    figures = [paper.KeyFigure(one.label, one.written, one.note) for one in parts.key_figures(found.figures)]
    months = found.figures["months"]
    picture = paper.Chart(
        title=_("Promises kept, by month"),
        words=_(
            "A line: the share of promises kept in each of the last twelve months. The figures stand in the table."
        ),
        labels=[formats.date_format(date.fromisoformat(one["month"]), "b") for one in months],
        series=[paper.Series(_("Promises kept"), [one["share"] for one in months])],
        is_line=True,
        unit=" %",
        ends_at=100,
    )
    blocks = parts.blocks(found.figures)
    sections = [paper.Section(block.title, [_table(block)]) for block in blocks[:-1]]
    sections.append(paper.Section(blocks[-1].title, [picture, _table(blocks[-1])]))
    return paper.ServiceReport(_frame(found), figures, sections)


def _frame(found: ServiceReport) -> paper.Frame:
    made = formats.date_format(timezone.localtime(found.made_at), "DATETIME_FORMAT")
    return paper.Frame(
        language=translation.get_language() or "nb",
        house=integrator().name,
        kind=_("Service report"),
        title=found.organisation.name,
        period=words.month_word(found.month),
        computed=_("Computed %(moment)s") % {"moment": made},
        page=_("Page {page} of {pages}"),
        recipient=[found.organisation.name],
    )


def _table(block: parts.Block) -> paper.Table:
    columns = [
        paper.Column(head.name, is_number=head.form not in parts.WORDS, grows=n == 0)
        for n, head in enumerate(block.heads)
    ]
    return paper.Table("", columns, block.written, note=block.note)


def _sheet(block: parts.Block) -> Sheet:
    columns = [Column(head.name, _CELLS.get(head.form, "")) for head in block.heads]
    rows = [[parts.plain(head.form, value) for head, value in zip(block.heads, row, strict=True)] for row in block.rows]
    return Sheet(block.title, columns, rows)


def _download(content: bytes, found: ServiceReport, ending: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    kind = _("service-report")
    name = f"{kind}-{found.organisation.key}-{found.month:%Y-%m}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
