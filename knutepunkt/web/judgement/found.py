"""Findings and debt, with who answers for each, and the share of time that run-projects eat."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from knutepunkt.assessment.models import Finding
from knutepunkt.assessment.queries import found
from knutepunkt.assessment.queries.permission import assesses
from knutepunkt.party.queries import local_day
from knutepunkt.plan.queries import projects
from knutepunkt.plan.rules.capacity import quarter_of, quarters
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.judgement import leaving
from knutepunkt.web.judgement.words import SAY
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.projects.words import quarter
from knutepunkt.web.session import Request

_YEAR, _SHOWN = timedelta(days=365), 5  # the running quarter, and the four before it

SHOWN: dict[str, tuple[Any, Callable[[Finding], bool]]] = {
    "": (_("All"), lambda one: True),
    "debt": (_("Debt"), lambda one: one.kind in found.DEBT),
    "unowned": (_("Without an owner"), lambda one: one.owner_id is None and one.state in found.STANDING),
    "strength": (_("Strengths"), lambda one: one.kind == Finding.Kind.STRENGTH),
}


@require_safe
@page_for(roles=INTEGRATOR)
def findings(request: Request) -> HttpResponse:
    """The register, by kind, dimension or capability, as page, workbook or JSON. Seven queries beside the frame's."""
    today = local_day(request.at)
    every = list(found.findings())
    show = request.GET.get("show", "")
    fits = SHOWN.get(show, SHOWN[""])[1]
    dimension, capability = request.GET.get("dimension", ""), request.GET.get("capability", "")
    rows = [
        one
        for one in every
        if fits(one)
        and dimension in ("", one.dimension)
        and (not capability or capability in {of.key for of in one.capabilities.all()})
    ]
    if form := asked_form(request):
        return leave("funn", leaving.findings(rows), form=form, at=request.at)
    time = projects.eaten_in(list(quarters(today - _YEAR, _SHOWN)))
    shown = {
        "rows": rows,
        "show": show,
        "shown": {key: name for key, (name, _fits) in SHOWN.items()},
        "counts": {key: sum(map(fits, every)) for key, (_name, fits) in SHOWN.items()},
        "dimension": dimension,
        "capability": capability,
        "kinds": Counter(one.kind for one in every),
        "overdue": sum(bool(one.due_on and one.due_on < today and one.state in found.STANDING) for one in every),
        "debt_hours": found.debt_hours(),
        "time": {first: rows for first, rows in reversed(time.items()) if any(one.run for one in rows)},
        "latest": _latest(time, quarter_of(today)),
        "quarter": quarter,
        "today": today,
        "asked": _asked(show, dimension, capability),
        "may": assesses(request.user, request.at),
    }
    return render(request, "judgement/findings.html", SAY | shown)


def _asked(show: str, dimension: str, capability: str) -> str:
    given = {"show": show, "dimension": dimension, "capability": capability}
    chosen = urlencode({name: value for name, value in given.items() if value})
    return f"{chosen}&" if chosen else ""


def _latest(time: Mapping[date, Sequence[projects.Eaten]], running: date) -> tuple[date, Fraction] | None:
    """The newest whole quarter in which hours were written down, and what run-projects took of the capacity."""
    for first, rows in reversed(list(time.items())):
        share = projects.run_share(rows)
        if first < running and share is not None and any(one.all for one in rows):
            return first, share
    return None
