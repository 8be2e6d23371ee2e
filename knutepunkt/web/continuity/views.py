"""Continuity: plans with their objectives and exercises, what is overdue, and which critical services have none."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day, manages_terms, works_at_desk
from knutepunkt.plan.models import ContinuityPlan, Improvement
from knutepunkt.plan.queries import continuity as reading
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.history import worded
from knutepunkt.web.session import Request

SAY: dict[str, Any] = {"word": choice_word}


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def listed(request: Request) -> HttpResponse:
    """The plans, the most overdue first, and the critical services without one. Four queries."""
    found = reading.prepared(reading.plans(), on=local_day(request.at))
    shown = {
        "plans": found,
        "overdue": sum(one.days_overdue > 0 for one in found),
        "unapproved": sum(one.plan.approved_on is None for one in found),
        "without": list(reading.unprepared()) if _is_ours(request) else [],
        "may": _may(request),
    }
    return render(request, "continuity/list.html", SAY | shown)


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def plan(request: Request, key: str) -> HttpResponse:
    """One plan: objectives, who leads, what to do, and how it went when it was tried."""
    found = reading.prepared(reading.plans().filter(key=key), on=local_day(request.at))
    if not found:
        raise NotYours(_("There is no such plan, or it is not yours to see."))
    row = found[0].plan
    shown = {
        "one": found[0],
        "row": row,
        "steps": list(row.steps.all()),
        "made": dict(Improvement.objects.filter(exercise__plan=row).values_list("exercise", "key")),
        "may": _may(request),
        "may_improve": _is_ours(request) and works_at_desk(request.user, request.at),
        "history": worded(ContinuityPlan, history("plan_continuityplan", row.pk)) if _is_ours(request) else [],
    }
    return render(request, "continuity/plan.html", SAY | shown)


def _is_ours(request: Request) -> bool:
    return request.viewer is not None and request.viewer.role is Role.INTEGRATOR


def _may(request: Request) -> bool:
    return _is_ours(request) and manages_terms(request.user, request.at)
