"""A framework: lots with what is used of their ceilings, the matrix with its guesses, and what keeps it unsigned."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.actions.kinds import confirm_cell
from knutepunkt.agreement.actions.register import sign as sign_framework
from knutepunkt.agreement.models import Framework, MatrixCell, MatrixCount
from knutepunkt.agreement.queries.register import consumption_of, unready
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.party.queries import manages_terms
from knutepunkt.web.access import INTEGRATOR, WORKERS, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.session import Request


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def framework(request: Request, key: str) -> HttpResponse:
    """One framework. Twelve queries beside the frame's."""
    one = _found(key)
    cells = MatrixCell.objects.filter(module=one.module).select_related("type", "confirmed_by")
    shown: dict[str, Any] = {
        "one": one,
        "lots": [
            (lot, consumption_of(lot), lot.suppliers.all(), lot.contracts.all())
            for lot in one.lots.prefetch_related("suppliers__supplier", "contracts__changes")
        ],
        "cells": cells.order_by("type__order"),
        "expected": MatrixCount.objects.filter(module=one.module).first(),
        "called": sum(1 for cell in cells if cell.is_called),
        "missing": unready(one) if one.state == Framework.State.DRAFT else [],
        "documents": one.documents.select_related("appendix__template__version__type"),
        "appendices": one.appendices.select_related("template__version__type"),
        "may": manages_terms(request.user, request.at),
        "word": choice_word,
    }
    return render(request, "agreements/framework.html", shown)


@require_POST
@page_for(roles=INTEGRATOR, overseeing=True)
def sign(request: Request, key: str) -> HttpResponse:
    """Sign it, or say what is missing."""
    one = _found(key)
    try:
        sign_framework(one.pk, by=request.user, at=request.at)
        messages.success(request, _("%(name)s is signed.") % {"name": one})
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("framework", key)


@require_POST
@page_for(roles=INTEGRATOR, overseeing=True)
def confirm(request: Request, cell_id: int) -> HttpResponse:
    """Say for certain whether the module calls off a kind of agreement."""
    cell = confirm_cell(cell_id, is_called="called" in request.POST, by=request.user, at=request.at)
    messages.success(request, _("%(name)s is confirmed.") % {"name": cell.type})
    back = Framework.objects.filter(module=cell.module, key=request.POST.get("framework", "")).first()
    return redirect("framework", back.key) if back else redirect("agreements")


def _found(key: str) -> Framework:
    one = Framework.objects.select_related("owner", "version__type").filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such framework, or it is not yours to see."))
    return one
