"""Waves: all in their order with what blocks what, and one with its readiness and its steps."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knutepunkt.assessment.queries.placement import placements
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import Role
from knutepunkt.party.queries import administers, local_day, manages_terms
from knutepunkt.plan.actions import moving
from knutepunkt.plan.models import Clarification, Wave
from knutepunkt.plan.queries.moving import OPEN, hosting, planned, steps_of
from knutepunkt.plan.queries.readiness import moves, readiness
from knutepunkt.plan.rules.wave import Demand
from knutepunkt.web.access import page_for
from knutepunkt.web.choices import HOSTING
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.roadmap import leaving
from knutepunkt.web.roadmap.mending import told, ways_of
from knutepunkt.web.roadmap.roadmaps import READERS
from knutepunkt.web.roadmap.words import DEMANDS, STEP_KINDS, WAVE_COLOURS, WAVE_STATES, WAYS
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import number

_AHEAD = timedelta(days=2 * 365)
_WORDS = {
    "hostings": HOSTING,
    "ways": WAYS,
    "states": WAVE_STATES,
    "colours": WAVE_COLOURS,
    "demands": DEMANDS,
    "kinds": STEP_KINDS,
    "Demand": tuple(Demand),
}


class StartForm(forms.Form):
    """Why a wave starts while something is lacking."""

    because = forms.CharField(
        label=gettext_lazy("Reason, where something is lacking"), required=False, widget=forms.Textarea({"rows": 3})
    )


@require_safe
@page_for(roles=READERS, overseeing=True)
def waves(request: Request) -> HttpResponse:
    """All waves, the order that dependencies suggest, and where all is hosted by the quarter. Seventeen queries."""
    today = local_day(request.at)
    found, is_ours = planned(on=today), _is_ours(request)
    if asked := asked_form(request):
        return leave("bolger", leaving.waves(found, tells=is_ours), form=asked, at=request.at)
    shown = {
        "found": found,
        "hosted": hosting(today, today + _AHEAD),
        "today": today,
        "is_ours": is_ours,
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "roadmap/waves.html", _WORDS | shown)


@page_for(roles=READERS, overseeing=True)
def wave(request: Request, key: str) -> HttpResponse:
    """One; what is done on it comes back here. Fifteen queries beside the frame's."""
    one = Wave.objects.select_related("activity").filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such wave, or it is not yours to see."))
    if request.method == "POST":
        return _act(request, one)
    return _show(request, one, StartForm())


def _act(request: Request, one: Wave) -> HttpResponse:
    given = request.POST
    try:
        if "start" in given:
            moving.start(one.pk, because=given.get("because", ""), by=request.user, at=request.at)
            messages.success(request, _("The wave runs."))
        elif step := number(given.get("step", "")):
            moving.do_step(step, result=given.get("result", ""), by=request.user, at=request.at)
        elif "accept" in given:
            moving.accept(one.pk, by=request.user, at=request.at)
            messages.success(request, _("The wave is accepted: its applications stand where they moved to."))
        elif "roll_back" in given:
            moving.roll_back(one.pk, by=request.user, at=request.at)
            messages.success(request, _("The wave is rolled back: everything stands where it stood."))
    except Refusal as refusal:
        form = StartForm(given)
        show_refusal(form, refusal)
        return _show(request, one, form, status=422)
    return redirect("wave", one.key)


def _show(request: Request, one: Wave, form: forms.Form, *, status: int = 200) -> HttpResponse:
    """What is lacking stays with the integrator; others see what was decided of theirs."""
    today, is_ours = local_day(request.at), _is_ours(request)
    may = is_ours and manages_terms(request.user, request.at)
    every = list(moves())
    mine = [move for move in every if move.wave_id == one.pk]
    asks = is_ours and one.state in OPEN
    ready = readiness(mine, every=every, on=today) if asks else {}
    opens = ways_of({manages_terms: may, administers: asks and administers(request.user, request.at)})
    shown = {
        "one": one,
        "moves": [(move, ready.get(move.pk), told(move, ready[move.pk], opens=opens) if asks else {}) for move in mine],
        "placed": {} if is_ours else placements((move.application_id for move in mine), on=today),
        "asks": asks,
        "lists": steps_of(one),
        "clarifications": Clarification.objects.filter(move__wave=one).select_related("move__application"),
        "form": form,
        "is_ours": is_ours,
        "may": may,
    }
    return render(request, "roadmap/wave.html", _WORDS | shown, status=status)


def _is_ours(request: Request) -> bool:
    return request.viewer is not None and request.viewer.role is Role.INTEGRATOR
