"""Roadmaps: all of them, and one as a table of quarters."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.models import FeedToken
from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.actions.roadmap import set_baseline
from knutepunkt.plan.models import Roadmap
from knutepunkt.plan.queries.roadmap import Drawn, drawn
from knutepunkt.plan.rules.quarter import Quarter
from knutepunkt.web.access import page_for
from knutepunkt.web.feeds import current_feed
from knutepunkt.web.roadmap.words import HOLDERS
from knutepunkt.web.session import Request

READERS = frozenset({Role.INTEGRATOR, Role.CUSTOMER})


@require_safe
@page_for(roles=READERS, overseeing=True)
def roadmaps(request: Request) -> HttpResponse:
    """All roadmaps, each drawn small: how much is done, what is late. Five queries a roadmap, and two."""
    today = local_day(request.at)
    rows = [drawn(one, today=today) for one in Roadmap.objects.select_related("owner")]
    shown = {"rows": rows, "today": today, "may": manages_terms(request.user, request.at)}
    shown["feed"] = current_feed(request, FeedToken.Of.PLANS)
    return render(request, "roadmap/roadmaps.html", shown)


@require_safe
@page_for(roles=READERS, overseeing=True)
def roadmap(request: Request, key: str) -> HttpResponse:
    """One, by area and quarter."""
    today = local_day(request.at)
    one = drawn(found(key), today=today)
    shown = {
        "one": one,
        "years": _years(one),
        "now": Quarter.of(today),
        "today": today,
        "holders": HOLDERS,
        "late_words": late_words,
        "feed": current_feed(request, FeedToken.Of.PLANS),
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "roadmap/roadmap.html", shown)


@require_POST
@page_for(roles=READERS, overseeing=True)
def baseline(request: Request, key: str) -> HttpResponse:
    """Let the plan as it stands be what slip is counted from."""
    set_baseline(found(key).pk, by=request.user, at=request.at)
    messages.success(request, _("Slip is counted from the plan as it stands today."))
    return redirect("roadmap", key)


def late_words(days: int | None) -> str:
    """Return in words how far something is from its baseline."""
    if days is None:
        return ""
    if days == 0:
        return _("as planned")
    if days > 0:
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    return ngettext("%(n)d day early", "%(n)d days early", -days) % {"n": -days}


def found(key: str) -> Roadmap:
    """Return the roadmap of that key; raises `NotYours`."""
    one = Roadmap.objects.select_related("owner").filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such roadmap, or it is not yours to see."))
    return one


def _years(one: Drawn) -> list[tuple[int, int]]:
    """Return each year with its number of columns."""
    years: dict[int, int] = {}
    for column in one.columns:
        years[column.year] = years.get(column.year, 0) + 1
    return list(years.items())
