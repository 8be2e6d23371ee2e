"""Sector strategy: how often each sector meets, and one meeting with its agenda and decisions."""

from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.actions import sectors as acts
from knutepunkt.plan.models import Project, StrategyFocus, StrategyMeeting
from knutepunkt.plan.queries import sectors as queries
from knutepunkt.plan.rules.project import ENDED
from knutepunkt.plan.rules.sector import A_YEAR, LONGEST_GAP
from knutepunkt.web.access import page_for
from knutepunkt.web.projects import acting
from knutepunkt.web.projects import forms as given
from knutepunkt.web.projects.projects import OWNERS, own
from knutepunkt.web.projects.words import SAY
from knutepunkt.web.session import Request

_LISTED = 60
_DO: acting.Do = {"put_up": acts.put_up, "hold": acts.hold, "call_off": acts.call_off, "decide": acts.decide}
_STATE = StrategyMeeting.State


@require_safe
@page_for(roles=OWNERS, overseeing=True)
def sectors(request: Request) -> HttpResponse:
    """Every sector with its rhythm, and the meetings; a municipality sees those in which its projects come up."""
    today = local_day(request.at)
    rows = queries.sectors(on=today) if own(request) is None else []
    shown = {
        "sectors": rows,
        "waiting": sum(one.rhythm.is_too_long for one in rows),
        "seldom": sum(one.rhythm.is_too_seldom for one in rows),
        "meetings": list(queries.meetings().prefetch_related("items")[:_LISTED]),
        "focus": list(StrategyFocus.objects.all()),
        "longest": LONGEST_GAP,
        "a_year": A_YEAR,
        "today": today,
        "of": own(request),
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "projects/sectors.html", SAY | shown)


@page_for(roles=OWNERS, overseeing=True)
def meeting(request: Request, meeting_id: int) -> HttpResponse:
    """One meeting; what is sent from its forms comes back here."""
    one = queries.meetings().filter(pk=meeting_id).first()
    if one is None:
        raise NotYours(_("There is no such meeting, or it is not yours to see."))
    show = partial(_show, request, one)
    if request.method == "POST":
        offered = _offered(request, one)
        return acting.act(request, one.pk, offered=offered, do=_DO, back=("strategy-meeting", one.pk), show=show)
    return show()


def _offered(request: Request, one: StrategyMeeting) -> acting.Offered:
    if own(request) is not None or not manages_terms(request.user, request.at):
        return {}
    found: dict[str, Any] = {}
    if one.state == _STATE.PLANNED:
        found["put_up"] = partial(given.PutUpForm, _may_come_up(one))
        found["call_off"] = given.PlainForm
        if one.planned_on <= local_day(request.at):
            found["hold"] = given.HoldForm
    if one.state == _STATE.HELD and one.items.exists():
        found["decide"] = partial(given.DecideForm, one.items.select_related("project"))
    return found


def _may_come_up(one: StrategyMeeting) -> Any:
    """Return the sector's projects that are not over and not on the agenda."""
    of_sector = Q(sector=one.sector_id) | Q(sector=None)
    open_ones = Project.objects.filter(of_sector).exclude(phase__in=[phase.value for phase in ENDED])
    return open_ones.exclude(discussed__meeting=one).order_by("title")


def _show(
    request: Request, one: StrategyMeeting, *, status: int = 200, faulty: dict[str, forms.Form] | None = None
) -> HttpResponse:
    shown = {
        "one": one,
        "items": list(one.items.select_related("project")),
        "may": manages_terms(request.user, request.at) and own(request) is None,
        "forms": acting.empty(_offered(request, one)) | (faulty or {}),
    }
    return render(request, "projects/meeting.html", SAY | shown, status=status)
