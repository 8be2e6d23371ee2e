"""Settlements: the list, one with its figures and credits, the cases behind a figure, and what can be done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day
from knutepunkt.performance.actions import recounting, settling
from knutepunkt.performance.models import Contest, Evidence, Settlement
from knutepunkt.performance.queries import settlements as reading
from knutepunkt.performance.queries.attained import Shown, attained, by_customer, services_of, summed
from knutepunkt.performance.queries.crediting import reckon
from knutepunkt.performance.queries.differing import Difference, from_kept
from knutepunkt.performance.rules import settlement as rules
from knutepunkt.web.access import page_for
from knutepunkt.web.choices import CHOICES
from knutepunkt.web.download import download
from knutepunkt.web.performance.leaving import as_json, as_pdf, as_peppol, as_workbook
from knutepunkt.web.session import Request

_LISTED = 100
_ANSWERS = {"uphold": rules.Action.UPHOLD, "dismiss": rules.Action.DISMISS, "withdraw": rules.Action.WITHDRAW}


@require_safe
@page_for(overseeing=True)
def settlements(request: Request) -> HttpResponse:
    """Those of a month, a page at a time. Seven queries beside the frame's."""
    months = reading.months_known()
    chosen = reading.Chosen(_month(request, months), _number(request, "party"), _state(request))
    start = _number(request, "from") or 0
    rows = reading.listed(chosen, start=start, most=_LISTED + 1)
    shown = {
        "rows": rows[:_LISTED],
        "start": start,
        "further": start + _LISTED if len(rows) > _LISTED else None,
        "query": {"month": chosen.month or "", "party": chosen.party_id or "", "state": chosen.state},
        "standing": reading.standing(year=request.at.year),
        "months": months,
        "chosen": chosen,
        "parties": Organisation.objects.filter(kind__in=("customer", "supplier")),
        "states": CHOICES["settlement.state"],
        "contest_by": reading.contest_by,
        "measured_at": reading.last_measured_at(),
        "today": local_day(request.at),
    }
    return render(request, "performance/settlements.html", shown)


@require_safe
@page_for(overseeing=True)
def settlement(request: Request, settlement_id: int) -> HttpResponse:
    """One with its figures, credits and contests.

    Six queries beside the frame's when it is closed, one more for services, three for what was reckoned later.
    """
    found = seen(settlement_id)
    return render(request, "performance/settlement.html", _shown(request, found))


@require_safe
@page_for(overseeing=True)
def cases(request: Request, settlement_id: int, level_id: int) -> HttpResponse:
    """The tickets behind one level's figure."""
    return render(request, "performance/cases.html", _cases(request, seen(settlement_id), level_id))


@require_POST
@page_for(overseeing=True)
def contest(request: Request, settlement_id: int, level_id: int) -> HttpResponse:
    """Contest the cases that were chosen; what was written stays on a refusal."""
    found = seen(settlement_id)
    named = [settling.Named(level_id, int(one)) for one in request.POST.getlist("case") if _is_number(one)]
    files: list[Any] = request.FILES.getlist("files")
    grounds = request.POST.get("grounds", "")
    try:
        settling.contest(found.pk, cases=named, grounds=grounds, by=request.user, at=request.at, files=files)
    except Refusal as refusal:
        shown = _cases(request, found, level_id) | {
            "refusal": refusal,
            "grounds": grounds,
            "named": {one.ticket_id for one in named},
        }
        return render(request, "performance/cases.html", shown, status=refusal.status)
    messages.success(request, _("The cases are contested. The other side is to answer."))
    return redirect("settlement", found.pk)


@require_POST
@page_for(overseeing=True)
def answer(request: Request, contest_id: int) -> HttpResponse:
    """Uphold, dismiss or withdraw a contest."""
    row = Contest.objects.filter(pk=contest_id).first()
    if row is None:
        raise NotYours(_("There is no such contest, or it is not yours to see."))
    action = _ANSWERS.get(request.POST.get("action", ""))
    text = request.POST.get("answer", "")
    try:
        if action is None:
            raise Refusal(_("Say whether the contest is upheld or dismissed."))
        settling.answer(row.pk, action=action, text=text, by=request.user, at=request.at)
    except Refusal as refusal:
        shown = _shown(request, seen(row.settlement_id)) | {"refusal": refusal, "answers": {row.pk: text}}
        return render(request, "performance/settlement.html", shown, status=refusal.status)
    return redirect("settlement", row.settlement_id)


@require_POST
@page_for(overseeing=True)
def settle(request: Request, settlement_id: int) -> HttpResponse:
    """Agree on the figures, or credit what was agreed."""
    found = seen(settlement_id)
    revision = request.POST.get("revision", "")
    since = int(revision) if _is_number(revision) else None
    try:
        if request.POST.get("action") == "credit":
            settling.credit(found.pk, by=request.user, at=request.at, seen=since)
        else:
            settling.agree(found.pk, by=request.user, at=request.at, seen=since)
    except Refusal as refusal:
        shown = _shown(request, seen(settlement_id)) | {"refusal": refusal}
        return render(request, "performance/settlement.html", shown, status=refusal.status)
    return redirect("settlement", found.pk)


@require_POST
@page_for(overseeing=True)
def recount(request: Request, settlement_id: int) -> HttpResponse:
    """Reckon a closed settlement anew; the page shows where that differs from what was agreed."""
    recounting.recount(settlement_id, by=request.user, at=request.at)
    return redirect("settlement", settlement_id)


@require_safe
@page_for(overseeing=True)
def statement(request: Request, settlement_id: int, form: str) -> HttpResponse:
    """The settlement as it leaves: PDF, EHF credit note, workbook or JSON, all from the same figures."""
    found = seen(settlement_id)
    reckoned, figures = reckon(found), attained(found)
    if form == "json":
        return JsonResponse(as_json(found, figures, reckoned), json_dumps_params={"ensure_ascii": False})
    writer, kind = {
        "pdf": (as_pdf, "application/pdf"),
        "xml": (as_peppol, "application/xml"),
        "xlsx": (as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }[form]
    answer = HttpResponse(writer(found, figures, reckoned, at=request.at), content_type=kind)
    word = _("settlement")
    name = f"{word}-{found.contract.key}-{found.from_on:%Y-%m}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@page_for(overseeing=True)
def evidence(request: Request, evidence_id: int) -> HttpResponse:
    """A file that speaks for a contest."""
    found = Evidence.objects.filter(pk=evidence_id).first()
    return download(found.digest, found.name) if found else download(None, "")


def seen(settlement_id: int) -> Settlement:
    """Return a settlement that the viewer sees."""
    rows = Settlement.objects.select_related("contract__provider", "contract__customer", "agreed_by", "credited_by")
    found = rows.filter(pk=settlement_id).first()
    if found is None:
        raise NotYours(_("There is no such settlement, or it is not yours to see."))
    return found


def _shown(request: Request, found: Settlement) -> dict[str, Any]:
    rule = settling.as_rule(found)
    each = by_customer(found)
    figures = summed(each)
    return {
        "settlement": found,
        "figures": figures,
        "services": services_of(figures),
        "chains": [one for one in figures if one.end_to_end],
        "by_customer": _by_customer(each),
        "reckoned": reckon(found),
        "contests": reading.contests_of(found),
        "rule": rule,
        "possible": _possible(request, rule),
        "side": _side(request),
        "differences": _differences(found),
        "is_over": local_day(request.at) > found.to_on,
        "closed": found.state in recounting.CLOSED,
        "answers": {},
    }


def _differences(found: Settlement) -> list[tuple[str, str, Difference]]:
    """What differed when it was reckoned anew last: of which level, and of whom."""
    differences = from_kept(found.differences)
    if not differences:
        return []
    levels = dict(ServiceLevel.objects.filter(contract=found.contract_id).values_list("pk", "name"))
    customers = dict(Organisation.objects.values_list("pk", "name"))
    services = dict(Service.objects.values_list("pk", "name"))
    return [
        (
            levels.get(one.place.level_id, "–"),
            customers.get(one.place.customer_id or 0) or services.get(one.place.service_id or 0, "–"),
            one,
        )
        for one in differences
    ]


def _by_customer(figures: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    names = dict(Organisation.objects.values_list("pk", "name"))
    found: dict[str, list[Shown]] = {}
    for one in figures:
        if one.customer_id is not None:
            found.setdefault(names.get(one.customer_id, "–"), []).append(one)
    return sorted(found.items())


def _possible(request: Request, rule: rules.Settlement) -> frozenset[rules.Action]:
    side = _side(request)
    return frozenset() if side is None else rules.possible(rule, side=side, on=local_day(request.at))


def _side(request: Request) -> rules.Side | None:
    try:
        return settling.side_of(request.user, request.at)
    except Refusal:
        return None


def _cases(request: Request, found: Settlement, level_id: int) -> dict[str, Any]:
    level = ServiceLevel.objects.filter(pk=level_id, contract=found.contract_id).first()
    if level is None:
        raise NotYours(_("There is no such level, or it is not yours to see."))
    late_only = request.GET.get("all") != "1"
    start = _number(request, "from") or 0
    rows = list(reading.cases(found, level, late_only=late_only)[start : start + reading.PAGE + 1])
    return {
        "settlement": found,
        "level": level,
        "rows": rows[: reading.PAGE],
        "further": start + reading.PAGE if len(rows) > reading.PAGE else None,
        "start": start,
        "late_only": late_only,
        "rule": (rule := settling.as_rule(found)),
        "possible": _possible(request, rule),
        "named": set(),
        "grounds": "",
    }


def _month(request: Request, months: Sequence[date]) -> date | None:
    """The month asked for, else the latest that is over, else the latest there is."""
    try:
        asked = date.fromisoformat(request.GET.get("month", ""))
    except ValueError:
        this = local_day(request.at).replace(day=1)
        return next((month for month in months if month < this), months[0] if months else None)
    return asked if asked in months else None


def _state(request: Request) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in CHOICES["settlement.state"] else ""


def _number(request: Request, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if _is_number(typed) else None


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 16
