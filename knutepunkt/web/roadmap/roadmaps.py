"""Roadmaps: all of them, one as a table of quarters, and its days for a calendar program."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role
from knutepunkt.connectors.days import Day, feed
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.actions.roadmap import set_baseline
from knutepunkt.plan.models import Roadmap
from knutepunkt.plan.queries.roadmap import Drawn, drawn
from knutepunkt.plan.rules.quarter import Quarter
from knutepunkt.web.access import page_for
from knutepunkt.web.roadmap.words import HOLDERS
from knutepunkt.web.session import Request

READERS = frozenset({Role.INTEGRATOR, Role.CUSTOMER})
_ALARM = timedelta(days=14)


@require_safe
@page_for(roles=READERS, overseeing=True)
def roadmaps(request: Request) -> HttpResponse:
    """All roadmaps, each drawn small: how much is done, what is late. Four queries a roadmap."""
    today = local_day(request.at)
    rows = [drawn(one, today=today) for one in Roadmap.objects.select_related("owner")]
    shown = {"rows": rows, "today": today, "may": manages_terms(request.user, request.at)}
    return render(request, "roadmap/roadmaps.html", shown)


@require_safe
@page_for(roles=READERS, overseeing=True)
def roadmap(request: Request, key: str) -> HttpResponse:
    """One, by area and quarter."""
    today = local_day(request.at)
    one = drawn(_found(key), today=today)
    shown = {
        "one": one,
        "years": _years(one),
        "now": Quarter.of(today),
        "today": today,
        "holders": HOLDERS,
        "late_words": late_words,
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "roadmap/roadmap.html", shown)


@require_POST
@page_for(roles=READERS, overseeing=True)
def baseline(request: Request, key: str) -> HttpResponse:
    """Let the plan as it stands be what slip is counted from."""
    set_baseline(_found(key).pk, by=request.user, at=request.at)
    messages.success(request, _("Slip is counted from the plan as it stands today."))
    return redirect("roadmap", key)


@require_safe
@page_for(roles=READERS, overseeing=True)
def calendar(request: Request, key: str) -> HttpResponse:
    """Its milestones and the ends of its activities, as iCalendar."""
    one = drawn(_found(key), today=local_day(request.at))
    answer = HttpResponse(_calendar(one, at=request.at), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.ics"'
    return answer


def late_words(days: int | None) -> str:
    """Return in words how far something is from its baseline."""
    if days is None:
        return ""
    if days == 0:
        return _("as planned")
    if days > 0:
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    return ngettext("%(n)d day early", "%(n)d days early", -days) % {"n": -days}


def _found(key: str) -> Roadmap:
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


def _calendar(one: Drawn, *, at: datetime) -> bytes:
    days = []
    for row, _late in one.milestones:
        if on := row.reached_on or row.not_after_on:
            days.append(Day(uid=f"milestone-{row.pk}@knutepunkt", on=on, title=row.title, alarm=_ALARM))
    for area, lines in one.areas:
        days += [
            Day(
                uid=f"activity-{line.activity.pk}@knutepunkt",
                on=line.activity.ends_on,
                title=_("%(area)s: %(activity)s ends") % {"area": area, "activity": line.activity.title},
                alarm=_ALARM,
            )
            for line in lines
            if line.activity.ends_on
        ]
    return feed(one.roadmap.title, days, language=get_language() or "nb", at=at)
