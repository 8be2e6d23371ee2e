"""Processes: which there are and what they lack, one drawn and told, in and out as BPMN 2.0."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Process, ProcessStep
from knutepunkt.catalogue.queries.process import processes, value_of
from knutepunkt.catalogue.rules import layout
from knutepunkt.catalogue.rules.process import EVENTS, GATEWAYS, Flow, in_order
from knutepunkt.catalogue.rules.process import Process as Value
from knutepunkt.connectors import bpmn
from knutepunkt.connectors.records.faults import Fault
from knutepunkt.party.queries import administers, works_at_desk
from knutepunkt.plan.queries.improvement import about
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.history import worded
from knutepunkt.web.processes.words import GAPS
from knutepunkt.web.session import Request

SAY: dict[str, Any] = {"word": choice_word, "gap_words": GAPS}


@require_safe
@page_for()
def listed(request: Request) -> HttpResponse:
    """The processes that the viewer takes part in, the integrator all, with what they lack. Eight queries."""
    return _list(request)


@require_safe
@page_for()
def process(request: Request, key: str) -> HttpResponse:
    """One process: whose, what for, drawn, told step by step, and what is done to better it."""
    row = _one(key)
    value = value_of(row)
    shown = {
        "row": row,
        "gaps": value.gaps(),
        "drawing": layout.draw(value) if value.steps else None,
        "events": EVENTS,
        "gateways": GATEWAYS,
        "told": _told(row, value),
        "improvements": about(process_id=row.pk),
        "may": _is_ours(request) and administers(request.user, request.at),
        "may_improve": _is_ours(request) and works_at_desk(request.user, request.at),
        "history": worded(Process, history("catalogue_process", row.pk)) if _is_ours(request) else [],
    }
    return render(request, "processes/process.html", SAY | shown)


@require_safe
@page_for()
def export(request: Request, key: str) -> HttpResponse:
    """The process as a file that modelling tools open (BPMN 2.0), drawn as here."""
    answer = HttpResponse(bpmn.write(value_of(_one(key))), content_type="application/xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.bpmn"'
    return answer


@require_POST
@page_for(roles=INTEGRATOR)
def read_in(request: Request) -> HttpResponse:
    """Take in the processes of a file: all or none, with what was left out."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refusal(_("Choose a file."))
        found = bpmn.load(file.read(bpmn.LARGEST + 1), by=request.user, at=request.at)
    except Fault as fault:
        place = _("Line %(line)d, column %(column)d:") % {"line": fault.line, "column": fault.column}
        return _list(request, status=422, fault=f"{place} {fault.message}")
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _list(request, status=422, fault=" ".join(refusal.fields.values()) or refusal.message)
    return render(request, "processes/read.html", SAY | {"found": found})


def _list(request: Request, *, status: int = 200, fault: str = "") -> HttpResponse:
    rows = [(one, value_of(one)) for one in processes()]
    gaps = {one.pk: value.gaps() for one, value in rows}
    shown = {
        "rows": rows,
        "gaps": gaps,
        "without": {gap: sum(gap in found for found in gaps.values()) for gap in ("owner", "description")},
        "may": _is_ours(request) and administers(request.user, request.at),
        "fault": fault,
    }
    return render(request, "processes/list.html", SAY | shown, status=status)


def _one(key: str) -> Process:
    found = processes().filter(key=key).first()
    if found is None:
        raise NotYours(_("There is no such process, or it is not yours to see."))
    return found


def _is_ours(request: Request) -> bool:
    return request.viewer is not None and request.viewer.role is Role.INTEGRATOR


def _told(row: Process, value: Value) -> list[tuple[ProcessStep, list[tuple[Flow, int]]]]:
    """Return the steps in order, each with what comes after it: the flow, and the number of the step it leads to."""
    rows = {one.key: one for one in row.steps.all()}
    order = [step.key for step in in_order(value)]
    number = {key: place for place, key in enumerate(order, start=1)}
    return [(rows[key], [(flow, number[flow.end]) for flow in value.next_of(key)]) for key in order]
