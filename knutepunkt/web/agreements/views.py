"""Contracts with their ends and days, one contract with all that hangs on it, licences, and the days to act on."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knutepunkt.agreement.models import Contract, FeedToken, Framework, Licence, PriceLine
from knutepunkt.agreement.queries import price
from knutepunkt.agreement.queries.days import What, after_options, contracts, days_of, days_to_act
from knutepunkt.agreement.queries.register import agreed_value, duration_of, judged_changes
from knutepunkt.agreement.rules.duration import longest_end, period_end
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.agreement.rules.price import monthly_fee, yearly_fee
from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.web.access import page_for
from knutepunkt.web.agreements.leaving import Row, register
from knutepunkt.web.choices import choice_word
from knutepunkt.web.feeds import current_feed
from knutepunkt.web.history import worded
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.session import Request

DAYS = {
    What.NOTICE_CUSTOMER: gettext_lazy("Last day for the customer to give notice"),
    What.NOTICE_PROVIDER: gettext_lazy("Last day for the supplier to give notice"),
    What.OPTION: gettext_lazy("Last day to use the option"),
    What.RENEWAL: gettext_lazy("It renews itself after this day"),
    What.END: gettext_lazy("It ends"),
    What.LICENCE: gettext_lazy("The licence renews"),
    What.FRAMEWORK: gettext_lazy("The framework ends"),
}
PERIODS = (90, 365, 1095)
SOON = timedelta(days=90)
SAY: dict[str, Any] = {"word": choice_word, "day_words": DAYS}


@require_safe
@page_for(overseeing=True)
def agreements(request: Request) -> HttpResponse:
    """All that the viewer sees, as page, workbook or JSON. Five queries beside the frame's."""
    today = local_day(request.at)
    rows = register_rows(today)
    if form := asked_form(request):
        return leave("avtaler", register(rows), form=form, at=request.at)
    shown = {
        "rows": [(one, end, days[0] if days else None, agreed_value(one)) for one, end, days in rows],
        "frameworks": Framework.objects.all(),
        "soon": today + SOON,
        "near": sum(1 for _one, _end, days in rows if days and days[0].on <= today + SOON),
    }
    return render(request, "agreements/list.html", SAY | shown)


def register_rows(today: date) -> list[Row]:
    """Return the contracts that the viewer sees, each with its end and its days, the nearest first. Four queries."""
    rows: list[Row] = [(one, period_end(duration_of(one), on=today), days_of(one, on=today)) for one in contracts()]
    return sorted(rows, key=lambda row: (row[2][0].on if row[2] else date.max, row[0].title))


@require_safe
@page_for(overseeing=True)
def agreement(request: Request, key: str) -> HttpResponse:
    """One contract with its computed days and all that hangs on it."""
    one = contracts().select_related("lot__framework").filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such agreement, or it is not yours to see."))
    today = local_day(request.at)
    lasts = duration_of(one)
    shown = {
        "one": one,
        "end": period_end(lasts, on=today),
        "longest": longest_end(lasts),
        "days": days_of(one, on=today),
        "after_options": after_options(one, on=today),
        "levels": one.levels.filter(is_current=True).select_related("calendar").order_by("metric", "priority"),
        "prices": _prices(one, today),
        "changes": _changes(one),
        "appendices": one.appendices.select_related("template"),
        "documents": one.documents.select_related("appendix__template"),
        "licences": one.licences.select_related("application"),
        "processing": getattr(one, "processing", None),
        "sub_processors": one.sub_processors.all(),
        "rules": one.compensation.filter(is_current=True),
        "history": worded(Contract, history("agreement_contract", one.pk)) if _is_ours(request) else [],
        "may": manages_terms(request.user, request.at),
        "agreed": agreed_value(one),
    }
    return render(request, "agreements/contract.html", SAY | shown)


def _is_ours(request: Request) -> bool:
    return request.viewer is not None and request.viewer.role is Role.INTEGRATOR


def _prices(contract: Contract, today: date) -> dict[str, Any]:
    """The lines as written and as they are today, with what they come to; a fault where an index is missing."""
    written: list[PriceLine] = list(contract.prices.all())
    try:
        lines = price.price_lines(contract, on=today)
    except TermsFault as fault:
        return {"rows": [(row, None) for row in written], "fault": fault.field}
    now = {(line.key, line.valid_from): line.amount for line in lines}
    return {
        "rows": [(row, now.get((row.key, row.valid_from))) for row in written],
        "monthly": monthly_fee(lines, on=today),
        "yearly": yearly_fee(lines, on=today),
    }


def _changes(contract: Contract) -> list[tuple[Any, Any]]:
    """Each change, with how it stands against its limit where it counts."""
    judged = {one.order.number: one for one in judged_changes(contract)}
    return [(row, judged.get(row.number)) for row in contract.changes.all()]


@require_safe
@page_for(overseeing=True)
def licences(request: Request) -> HttpResponse:
    """Licences with how much is used, the first to renew first. One query beside the frame's."""
    today = local_day(request.at)
    rows = list(Licence.objects.select_related("application", "contract").order_by("renews_on", "name"))
    used = [(one, one.assigned if one.used is None else max(one.used, one.assigned or 0)) for one in rows]
    shown = {
        "rows": used,
        "over": sum(1 for one, taken in used if taken is not None and taken > one.entitled),
        "under": sum(1 for one, _taken in used if one.used is not None and one.used < one.entitled * 9 // 10),
        "soon": today + SOON,
        "today": today,
        "renewing": sum(1 for one in rows if one.renews_on and today <= one.renews_on <= today + SOON),
    }
    return render(request, "agreements/licences.html", SAY | shown)


@require_safe
@page_for(overseeing=True)
def days(request: Request) -> HttpResponse:
    """The days to act on within a period, as page or JSON. Seven queries beside the frame's."""
    today = local_day(request.at)
    number = int(request.GET["days"]) if request.GET.get("days") in {str(n) for n in PERIODS} else PERIODS[1]
    found = days_to_act(on=today, until=today + timedelta(days=number))
    if request.GET.get("as") == "json":
        return JsonResponse([{"what": d.what, "on": d.on, "title": d.title, "key": d.key} for d in found], safe=False)
    shown = {"found": found, "number": number, "periods": PERIODS, "soon": today + SOON, "today": today}
    shown["feed"] = current_feed(request, FeedToken.Of.DAYS)
    return render(request, "agreements/days.html", SAY | shown)
