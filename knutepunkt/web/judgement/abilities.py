"""Capabilities: the heat map, and the plan by which they are taken over."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knutepunkt.assessment.queries import abilities
from knutepunkt.assessment.queries.permission import assesses, decides
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.judgement import leaving
from knutepunkt.web.judgement.words import SAY
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.session import Request


@require_safe
@page_for(roles=INTEGRATOR)
def heat_map(request: Request) -> HttpResponse:
    """Each capability in each dimension, as page, workbook or JSON. Six queries beside the frame's."""
    heats = abilities.heat()
    if form := asked_form(request):
        return leave("varmekart", leaving.heat_map(heats), form=form, at=request.at)
    shown = {"heats": heats, "may": assesses(request.user, request.at), "today": local_day(request.at)}
    return render(request, "judgement/heat.html", SAY | shown)


@require_safe
@page_for(roles=INTEGRATOR)
def transfer(request: Request) -> HttpResponse:
    """Who holds each capability, who shall, and what shows it, as page or file. Three queries beside the frame's."""
    today = local_day(request.at)
    rows = abilities.transfers(on=today)
    if form := asked_form(request):
        return leave("overforingsplan", leaving.transfer_plan(rows), form=form, at=request.at)
    shown = {
        "rows": rows,
        "held": Counter(one.progress.now for one in rows),
        "late": sum(one.progress.days_late > 0 for one in rows),
        "unplanned": sum(not one.steps for one in rows),
        "may": decides(request.user, request.at),
    }
    return render(request, "judgement/transfer.html", SAY | shown)
