"""Who is responsible for what on a day, what is wrong with it, and the contradictions that wait to be decided."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knutepunkt.assessment.actions import resolving
from knutepunkt.assessment.models import Conflict
from knutepunkt.assessment.queries import responsible
from knutepunkt.assessment.queries.permission import decides
from knutepunkt.assessment.queries.responsible import Row
from knutepunkt.base.editing import seen_of
from knutepunkt.base.errors import MovedOn, NotYours, Refusal
from knutepunkt.base.session import Role
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import INTEGRATOR, WORKERS, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.forms import day_field, text_field
from knutepunkt.web.judgement import leaving
from knutepunkt.web.judgement.words import SAY
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import number


class ResolveForm(forms.Form):
    """What is decided about a contradiction, and until when."""

    decision = text_field(gettext_lazy("Decision"), 4, max_length=resolving.DECISION_LENGTH)
    valid_to = day_field(gettext_lazy("Stands until"), required=False)


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def responsibilities(request: Request) -> HttpResponse:
    """The matrix on a day, as page, workbook or JSON; a supplier sees its own part. Nine queries beside the frame's."""
    today = local_day(request.at)
    on = _day(request.GET.get("on", ""), today)
    is_ours = request.viewer is not None and request.viewer.role is Role.INTEGRATOR
    found = responsible.matrix(on=on)
    if form := asked_form(request):
        listed = leaving.responsibilities(found, on=on, is_ours=is_ours)
        return leave("ansvar", listed, leaving.matrix(found), form=form, at=request.at)
    faulty = [one for one in found.rows if one.faults]
    shown: dict[str, Any] = {
        "matrix": found,
        "groups": _groups(found.rows),
        "on": on,
        "today": today,
        "is_ours": is_ours,
        "faulty": faulty,
    }
    if is_ours:
        conflicts = list(responsible.conflicts())
        open_ones = set(Conflict.objects.filter(responsible.undecided(today)).values_list("pk", flat=True))
        shown |= {
            "conflicts": conflicts,
            "open_ones": open_ones,
            "leads": responsible.leads(on=today),
            "may": decides(request.user, request.at),
        }
    return render(request, "judgement/responsibilities.html", SAY | shown)


@page_for(roles=INTEGRATOR)
def conflict(request: Request, conflict_id: int) -> HttpResponse:
    """One contradiction with its source, and what is decided about it."""
    row = responsible.conflicts().filter(pk=conflict_id).first()
    if row is None:
        raise NotYours(_("There is no such row."))
    form = ResolveForm(request.POST or None, initial={"decision": row.decision, "valid_to": row.valid_to})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                seen = number(request.POST.get("seen", ""))
                resolving.resolve(row.pk, **form.cleaned_data, by=request.user, at=request.at, seen=seen)
                messages.success(request, _("The decision is recorded."))
                return redirect("responsibilities")
            except MovedOn as moved:
                form.add_error(None, moved.message)
                row, status = responsible.conflicts().get(pk=conflict_id), moved.status
            except Refusal as refusal:
                if refusal.status != 422:
                    raise
                show_refusal(form, refusal)
    shown = {"row": row, "form": form, "seen": seen_of(row), "may": decides(request.user, request.at)}
    return render(request, "judgement/conflict.html", SAY | shown, status=status)


@page_for(roles=INTEGRATOR)
def lead(request: Request, supplier_id: int) -> HttpResponse:
    """A supplier that holds the integrator's module and another: why that may be, on the record."""
    supplier = Organisation.objects.filter(pk=supplier_id, kind=Organisation.Kind.SUPPLIER.value).first()
    found = next((one for one in responsible.leads(on=local_day(request.at)) if one.supplier == supplier), None)
    if supplier is None or found is None:
        raise NotYours(_("There is no such row."))
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            resolving.accept_lead_supplier(supplier.pk, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The decision is recorded."))
            return redirect("responsibilities")
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            show_refusal(form, refusal)
    shown = {"found": found, "form": form, "may": decides(request.user, request.at)}
    return render(request, "judgement/lead.html", SAY | shown, status=422 if form.is_bound else 200)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _groups(rows: tuple[Row, ...]) -> list[tuple[str, list[Row]]]:
    """The rows under a heading each: modules, layers, and what lies across."""
    found: dict[str, list[Row]] = {}
    for one in rows:
        function = one.function
        if function.module is not None:
            heading = _("Module %(number)d") % {"number": function.module}
        elif function.layer:
            heading = str(choice_word("function", "layer", function.layer))
        else:
            heading = _("Across modules and layers")
        found.setdefault(heading, []).append(one)
    return list(found.items())
