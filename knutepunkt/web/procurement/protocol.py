"""The protocol of a procurement (FOA § 25-5) as it writes itself, and the award letters, as pages and PDF."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.connectors import paper
from knutepunkt.party.queries import integrator
from knutepunkt.plan.models import AwardLetter, Procurement
from knutepunkt.web.access import INTEGRATOR, WORKERS, page_for
from knutepunkt.web.procurement.buying import found_by
from knutepunkt.web.procurement.protocol_parts import sections
from knutepunkt.web.session import Request


@require_safe
@page_for(roles=INTEGRATOR)
def page(request: Request, key: str) -> HttpResponse:
    """What has happened so far, section by section."""
    one = found_by(key)
    shown: dict[str, Any] = {"one": one, "sections": sections(one, at=request.at), "kind_of": _kind_of}
    return render(request, "procurement/protocol.html", shown)


@require_safe
@page_for(roles=INTEGRATOR)
def document(request: Request, key: str) -> HttpResponse:
    """The same as PDF/UA."""
    one = found_by(key)
    written = paper.Letter(_frame(one.title, _("Protocol of a procurement"), one, request.at), _written(one, request))
    return _pdf(paper.letter(written, at=request.at), f"protokoll-{one.key}.pdf")


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def letter(request: Request, letter_id: int) -> HttpResponse:
    """One supplier's award letter, as it was sent."""
    found = AwardLetter.objects.select_related("supplier").filter(pk=letter_id).first()
    if found is None:
        raise NotYours(_("There is no such letter, or it is not yours to read."))
    first, _empty, rest = found.body.partition("\n\n")
    frame = _frame(_("Award"), _("Award letter"), None, found.sent_at, recipient=found.supplier.name)
    parts = [paper.Section(_("Award"), [paper.Text(first)])]
    parts += [paper.Section(_("Reasons"), [paper.Text(rest.replace("\n–", "\n\n–"))])] if rest else []
    return _pdf(paper.letter(paper.Letter(frame, parts), at=request.at), f"tildelingsbrev-{found.pk}.pdf")


def _written(one: Procurement, request: Request) -> list[paper.Section]:
    return sections(one, at=request.at)


def _frame(title: str, kind: str, one: Procurement | None, at: datetime, *, recipient: str = "") -> paper.Frame:
    made = formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
    return paper.Frame(
        language=translation.get_language() or "nb",
        house=integrator().name,
        kind=kind,
        title=title,
        period=one.archive_reference if one else formats.date_format(timezone.localtime(at), "DATE_FORMAT"),
        computed=_("Written out %(moment)s") % {"moment": made},
        page=_("Page {page} of {pages}"),
        recipient=[recipient] if recipient else [],
    )


def _kind_of(part: object) -> str:
    return type(part).__name__.lower()


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
