"""A framework: lots with what is used of their ceilings, the matrix with its guesses, and what keeps it unsigned."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.actions.kinds import confirm_cell
from knutepunkt.agreement.actions.register import sign as sign_framework
from knutepunkt.agreement.models import Framework, Lot, MatrixCell, MatrixCount
from knutepunkt.agreement.queries.register import award_of, call_offs, consumption_of, unready
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.agreement.rules.framework import AllocationKey, standings
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import Role
from knutepunkt.party.queries import manages_terms
from knutepunkt.web.access import INTEGRATOR, WORKERS, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.session import Request

_WORKING = {
    AllocationKey.RANKING: gettext_lazy("The first in rank is asked; one who declines leaves it to the next."),
    AllocationKey.ROTATION: gettext_lazy("Each in turn by rank, from the one after whoever got the latest call-off."),
    AllocationKey.SHARE: gettext_lazy(
        "Whoever has got least compared with its share of all that is called off; where they are equal, by rank."
    ),
}


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def framework(request: Request, key: str) -> HttpResponse:
    """One framework. Twelve queries beside the frame's."""
    one = _found(key)
    ours = request.viewer is not None and request.viewer.role is Role.INTEGRATOR  # others do not see every call-off
    cells = MatrixCell.objects.filter(module=one.module).select_related("type", "confirmed_by")
    shown: dict[str, Any] = {
        "one": one,
        "lots": [
            (
                lot,
                consumption_of(lot) if ours else None,
                lot.suppliers.all(),
                lot.contracts.all(),
                _turn(lot) if ours else None,
            )
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


def _turn(lot: Lot) -> dict[str, Any] | None:
    """Whose turn it is by the key and why, or what is wrong with the key; None where there is none."""
    names = {one.supplier_id: one.supplier.name for one in lot.suppliers.all()}
    try:
        award = award_of(lot)
    except TermsFault as fault:
        return {"fault": fault.field}
    if award is None:
        return None
    rows = [(names[one.seat.supplier_id], one) for one in standings(award, call_offs(lot))]
    return {"rows": rows, "key": award.key, "working": _WORKING[award.key] if award.key else ""}


def _found(key: str) -> Framework:
    one = Framework.objects.select_related("owner", "version__type").filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such framework, or it is not yours to see."))
    return one
