"""What requesters answered, for the integrator: how many, how well, and when it is too little to use."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knutepunkt.performance.queries import surveying
from knutepunkt.performance.rules.satisfaction import ENOUGH
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.session import Request

_PERIODS = (30, 90, 365)


@require_safe
@page_for(roles=INTEGRATOR)
def surveys(request: Request) -> HttpResponse:
    """Response rates and averages of a period. Seven queries."""
    typed = request.GET.get("days", "")
    days = int(typed) if typed in map(str, _PERIODS) else 90
    span = (request.at - timedelta(days=days), request.at)
    total, lines = surveying.lines(*span)
    shown = {
        "total": total,
        "lines": lines,
        "comments": surveying.comments(*span),
        "days": days,
        "choices": _PERIODS,
        "enough": ENOUGH,
    }
    return render(request, "performance/surveys.html", shown)
