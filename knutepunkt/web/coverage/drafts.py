"""A draft before it is signed: what it leaves uncovered, what it would have shown on past tickets, and signing it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.actions import signing
from knutepunkt.agreement.models import Contract
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.performance.queries import backtesting
from knutepunkt.performance.queries.back_to_back import back_to_back
from knutepunkt.performance.rules.month import month_of, up_to
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.coverage.views import SAY, listed
from knutepunkt.web.session import Request

MONTHS = (3, 6, 12, 24)


@require_safe
@page_for(roles=INTEGRATOR, overseeing=True)
def draft(request: Request, key: str) -> HttpResponse:
    """What the draft promises, or is to carry, and how that is carried."""
    return render(request, "coverage/draft.html", _shown(request, _contract(key)))


@require_POST
@page_for(roles=INTEGRATOR, overseeing=True)
def sign(request: Request, key: str) -> HttpResponse:
    """Sign it; gaps must have been seen."""
    found = _contract(key)
    seen = request.POST.get("despite_gaps") == "yes"
    try:
        signing.sign(found.pk, despite_gaps=seen, by=request.user, at=request.at)
    except Refusal as refusal:
        shown = _shown(request, found) | {"refusal": refusal, "seen": seen}
        return render(request, "coverage/draft.html", shown, status=refusal.status)
    messages.success(request, _("%(title)s is signed.") % {"title": found.title})
    return redirect("draft", key)


@require_safe
@page_for(roles=INTEGRATOR, overseeing=True)
def backtest(request: Request, key: str) -> HttpResponse:
    """What its levels would have shown on past tickets, and what they would have given back; as page or JSON."""
    contract = _contract(key)
    typed = request.GET.get("months", "")
    number = int(typed) if typed in {str(one) for one in MONTHS} else 12
    periods = [month.period for month in up_to(month_of(local_day(request.at)), number)]
    found = backtesting.backtest(contract, periods, at=request.at)
    if request.GET.get("as") == "json":
        return JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False})
    months = [month for month in found.months if month.owed or any(one.percent is not None for one in month.shown)]
    shown = {
        "contract": contract,
        "found": found,
        "months": months,
        "by_level": [
            (level, found.whole(level), [_of_level(month, level.pk) for month in months]) for level in found.levels
        ],
        "month_label": _month_label,
        "choices": MONTHS,
        "number": number,
    }
    return render(request, "coverage/backtest.html", shown)


def _month_label(first: date) -> str:
    """Return a month as short as a column is narrow."""
    return formats.date_format(first, "b Y")


def _of_level(month: backtesting.Month, level_id: int) -> Any:
    """Return a level's figure in a month; of an availability level that of the service which was up least."""
    found = [one for one in month.shown if one.level.pk == level_id and one.percent is not None]
    return min(found, key=lambda one: one.percent or 0, default=None)


def _contract(key: str) -> Contract:
    rows = Contract.objects.select_related("provider", "customer")
    found = rows.filter(key=key).first()
    if found is None:
        raise NotYours(_("There is no such agreement, or it is not yours to see."))
    return found


def _shown(request: Request, contract: Contract) -> dict[str, Any]:
    found = back_to_back(at=request.at, draft=contract)
    rows = list(found.with_gaps) if request.GET.get("all") != "1" else list(found.rows)
    typed = request.GET.get("from", "")
    start = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0
    return {
        **SAY,
        **listed(found, rows, start),
        "contract": contract,
        "everything": request.GET.get("all") == "1",
        "may_sign": contract.state == Contract.State.DRAFT and manages_terms(request.user, request.at),
        "seen": False,
    }
