"""What was judged: what waits to be decided, what no longer stands; and every decision."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from knutepunkt.assessment.models import Conflict
from knutepunkt.assessment.queries import judged as judging
from knutepunkt.assessment.queries.judged import Judged
from knutepunkt.assessment.queries.permission import assesses
from knutepunkt.assessment.queries.responsible import leads, undecided
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.judgement import leaving
from knutepunkt.web.judgement.words import SAY
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.session import Request

_PAGE = 100
CHOSEN: dict[str, tuple[Any, Callable[[Judged], bool]]] = {
    "": (_("All"), lambda one: True),
    "awaiting": (_("Awaits a decision"), lambda one: one.awaits_decision),
    "unfinished": (_("Not finished"), lambda one: one.is_unfinished),
    "stopped": (_("Hard stop"), lambda one: one.row.is_stopped),
    "stale": (_("No longer stands"), lambda one: bool(one.stale)),
}


@require_safe
@page_for(roles=INTEGRATOR)
def assessments(request: Request) -> HttpResponse:
    """All that was judged, what waits first, as page, workbook or JSON. Nine queries beside the frame's."""
    today = local_day(request.at)
    models = list(judging.models_in_force())
    every = waiting_first(judging.judged(judging.assessments(), on=today))
    show = request.GET.get("show", "")
    fits = CHOSEN.get(show, CHOSEN[""])[1]
    of = request.GET.get("model", "")
    rows = [one for one in every if fits(one) and of in ("", one.row.model.key)]
    if form := asked_form(request):
        return leave("vurderinger", leaving.assessments(rows), form=form, at=request.at)
    waiting = Conflict.objects.filter(undecided(today)).count()
    shown = {
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "counts": {key: sum(map(fits, every)) for key, (_name, fits) in CHOSEN.items()},
        "chosen": {key: name for key, (name, _fits) in CHOSEN.items()},
        "show": show,
        "of": of,
        "models": models,
        "asked": f"{urlencode({'show': show, 'model': of})}&" if show or of else "",
        "conflicts": waiting + sum(one.decision is None for one in leads(on=today)),
        "may": assesses(request.user, request.at),
    }
    return render(request, "judgement/assessments.html", SAY | shown)


def waiting_first(rows: list[Judged]) -> list[Judged]:
    """Return them in the order in which somebody must act on them."""
    return sorted(rows, key=lambda one: (not one.awaits_decision, not one.stale, one.row.model.title, str(one.subject)))


@require_safe
@page_for(roles=frozenset({Role.INTEGRATOR, Role.CUSTOMER}), overseeing=True)
def decisions(request: Request) -> HttpResponse:
    """Every decision that the viewer sees, the newest first. Two queries beside the frame's."""
    page = Paginator(judging.decisions(), _PAGE).get_page(request.GET.get("page"))
    today = local_day(request.at)
    rows = [(one, one.assessment, one.assessment.model.scheme.outcome(one.outcome)) for one in page]
    shown = {"page": page, "rows": rows, "today": today, "soon": today + judging.ENDS_SOON}
    return render(request, "judgement/decisions.html", SAY | shown)
