"""Benefits: all of them against their plans, and one with its measurements."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.actions.benefits import measure
from knutepunkt.plan.models import Benefit, BenefitMeasurement
from knutepunkt.plan.queries.benefits import Stands, benefits, goal_of, standings
from knutepunkt.plan.rules.benefit import Outlook, planned
from knutepunkt.web.access import page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.display import day, exact
from knutepunkt.web.history import worded
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.projects import acting, leaving
from knutepunkt.web.projects import forms as given
from knutepunkt.web.projects.projects import OWNERS, own
from knutepunkt.web.projects.words import SAY
from knutepunkt.web.session import Request

_DO = {"measure": measure}


@require_safe
@page_for(roles=OWNERS, overseeing=True)
def gains(request: Request) -> HttpResponse:
    """Every benefit by project, and what is lost with them, as page, workbook or JSON. Three queries."""
    stands = standings(benefits(), on=local_day(request.at), of=own(request))
    if form := asked_form(request):
        return leave("gevinster", leaving.benefits(stands), form=form, at=request.at)
    won = [one for one in stands if not one.benefit.is_disbenefit]
    shown = {
        "gains": won,
        "losses": [one for one in stands if one.benefit.is_disbenefit],
        "counts": {outlook: sum(one.outlook == outlook for one in won) for outlook in Outlook},
        "ownerless": sum(not one.benefit.owner_function for one in won),
        "of": own(request),
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "projects/benefits.html", SAY | shown)


@page_for(roles=OWNERS, overseeing=True)
def gain(request: Request, key: str) -> HttpResponse:
    """One benefit; what is sent from its form comes back here."""
    one = benefits().filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such benefit, or it is not yours to see."))
    show = partial(_show, request, one)
    if request.method == "POST":
        return acting.act(request, one.pk, offered=_offered(request, one), do=_DO, back=("benefit", one.key), show=show)
    return show()


def _offered(request: Request, one: Benefit) -> acting.Offered:
    may = own(request) is None and manages_terms(request.user, request.at) and not one.measured_by
    return {"measure": given.MeasureForm} if may else {}


def _show(
    request: Request, one: Benefit, *, status: int = 200, faulty: dict[str, forms.Form] | None = None
) -> HttpResponse:
    today, of = local_day(request.at), own(request)
    (stands,) = standings(Benefit.objects.filter(pk=one.pk), on=today, of=of)
    others = BenefitMeasurement.objects.filter(benefit=one).exclude(municipality=None).select_related("municipality")
    shown: dict[str, Any] = {
        "one": one,
        "stands": stands,
        "chart": _chart(one, stands) if stands.readings else None,
        "others": list(others.order_by("-measured_on", "municipality__sort_key")[:60]) if of is None else [],
        "of": of,
        "word": choice_word,
        "may": manages_terms(request.user, request.at) and of is None,
        "history": worded(Benefit, history("plan_benefit", one.pk)) if of is None else [],
        "forms": acting.empty(_offered(request, one)) | (faulty or {}),
    }
    return render(request, "projects/benefit.html", SAY | shown, status=status)


def _chart(one: Benefit, stands: Stands) -> dict[str, Any]:
    """What was measured and what was planned, at the same days."""
    goal = goal_of(one)
    days: list[date] = [row.measured_on for row in stands.readings]
    lines = [[float(planned(goal, on)) for on in days]] if goal else []
    measured = [float(row.value) for row in stands.readings]
    series = [{"name": _("Measured"), "values": measured}]
    series += [{"name": _("The plan"), "values": line} for line in lines]
    rows = [
        (day(row.measured_on), exact(row.value), *([exact(round(lines[0][n], 3))] if lines else []))
        for n, row in enumerate(stands.readings)
    ]
    return {
        "spec": {"type": "line", "categories": [day(on) for on in days], "series": series},
        "sentence": _("A line: what was measured, and what was planned for the same days. The figures stand below."),
        "header": [_("Day"), _("Measured"), *([_("The plan")] if lines else [])],
        "rows": rows,
    }
