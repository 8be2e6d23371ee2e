"""Improvements: ranked by value over effort, one with its effect, and made of what was found elsewhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day, works_at_desk
from knutepunkt.plan.actions import improving
from knutepunkt.plan.models import Improvement
from knutepunkt.plan.queries import improvement as reading
from knutepunkt.plan.rules.improvement import SCALE
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.history import worded
from knutepunkt.web.improvements import leaving
from knutepunkt.web.improvements.words import EFFORTS, VALUES
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.session import Request

SAY: dict[str, Any] = {"word": choice_word, "scale": SCALE, "value_words": VALUES, "effort_words": EFFORTS}
_MAKE = {
    "review-action": improving.from_review_action,
    "ticket": improving.from_ticket,
    "exercise": improving.from_exercise,
}


@require_safe
@page_for(overseeing=True)
def listed(request: Request) -> HttpResponse:
    """What could be better, in the order in which to take it, as page, workbook or JSON. Three queries."""
    rows = reading.in_rank(reading.improvements())
    if form := asked_form(request):
        return leave("forbedringer", leaving.improvements(rows), form=form, at=request.at)
    today = local_day(request.at)
    shown = {
        "open": [one for one in rows if one.place is not None],
        "over": [one for one in rows if one.place is None],
        "today": today,
        "unjudged": sum(one.place is not None and one.ratio is None for one in rows),
        "late": sum(one.is_late(today) for one in rows),
        "unmeasured": sum(one.improvement.state == "done" and one.latest is None for one in rows),
        "may": _may(request),
    }
    return render(request, "improvements/list.html", SAY | shown)


@require_safe
@page_for(overseeing=True)
def improvement(request: Request, key: str) -> HttpResponse:
    """One improvement: what it came from, what it is worth, and what its measure shows."""
    found = reading.improvements().prefetch_related("effects").filter(key=key).first()
    if found is None:
        raise NotYours(_("There is no such improvement, or it is not yours to see."))
    shown = {
        "one": reading.place_of(found),
        "row": found,
        "effects": list(found.effects.all()),
        "today": local_day(request.at),
        "may": _may(request),
        "history": worded(Improvement, history("plan_improvement", found.pk)) if _is_ours(request) else [],
    }
    return render(request, "improvements/improvement.html", SAY | shown)


@require_POST
@page_for(roles=INTEGRATOR)
def make(request: Request, pk: int, of: str) -> HttpResponse:
    """An improvement of a review's action, a ticket or an exercise; where there is one already, that."""
    made = _MAKE[of](pk, by=request.user, at=request.at)
    messages.success(request, _("It stands in the register. Say what it is worth and what it takes."))
    return redirect("improvement", made.key)


def _is_ours(request: Request) -> bool:
    return request.viewer is not None and request.viewer.role is Role.INTEGRATOR


def _may(request: Request) -> bool:
    return _is_ours(request) and works_at_desk(request.user, request.at)
