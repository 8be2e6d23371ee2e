"""One lot's tenders against each other: points by criterion and assessor, the order, and what would turn it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.party.models import Person
from knutepunkt.party.queries import manages_terms
from knutepunkt.plan.actions import awarding, judging
from knutepunkt.plan.models import Award, Procurement, ProcurementLot
from knutepunkt.plan.queries.judged import ASSESSORS, Judged, judged, last_tenders, ticket
from knutepunkt.plan.queries.procurement import impartial, is_impartial_member
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.procurement.buying import found_by
from knutepunkt.web.procurement.forms import ChooseForm, DrawForm, ScoreForm
from knutepunkt.web.procurement.words import SAY
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request


@page_for(roles=INTEGRATOR)
def evaluation(request: Request, key: str, number: int) -> HttpResponse:
    """One lot's; scores and the choice that are sent come back here."""
    one = found_by(key)
    lot = one.lots.filter(number=number).first()
    if lot is None or not is_impartial_member(one.pk, request.user):
        raise NotYours(_("There is no such lot, or you do not judge it."))
    if request.method == "POST":
        return _act(request, one, lot)
    return _show(request, one, lot)


def _act(request: Request, one: Procurement, lot: ProcurementLot) -> HttpResponse:
    name = request.POST.get("act", "")
    form = _forms(judged(one, lot), lot, request.user, request.POST).get(name)
    if form is None:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    if form.is_valid():
        try:
            _DO[name](lot, form.cleaned_data, request)
            messages.success(request, _("Saved."))
            return redirect("evaluation", one.key, lot.number)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            show_refusal(form, refusal)
    return _show(request, one, lot, status=422, faulty={name: form})


def _show(
    request: Request,
    one: Procurement,
    lot: ProcurementLot,
    *,
    status: int = 200,
    faulty: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    found = judged(one, lot)
    is_open = one.state == Procurement.State.ANNOUNCED
    is_running = is_open and any(row.opened_at is None for row in one.rounds.all())
    may_choose = manages_terms(request.user, request.at) and found.result is not None and not is_running
    offered = _forms(found, lot, request.user) if is_open and found.tenders else {}
    for name in [] if may_choose else ["choose", "draw"]:
        offered.pop(name, None)
    titles = {str(row.pk): row.title for row in found.criteria}
    shown = {
        "one": one,
        "lot": lot,
        "lots": list(one.lots.all()),
        "found": found,
        "round": last_tenders(one),
        "titles": titles,
        "names": {str(row.pk): row.supplier.name for row in found.tenders},
        "awards": list(Award.objects.filter(lot=lot).select_related("supplier")),
        "tied": found.tied(lot.winners),
        "tickets": {ticket(row): row.supplier.name for row in found.tenders},
        "is_running": is_running,
        "forms": offered | (faulty or {}),
    }
    return render(request, "procurement/evaluation.html", SAY | {"word": choice_word} | shown, status=status)


def _forms(found: Judged, lot: ProcurementLot, person: Person, *data: Any) -> dict[str, forms.Form]:
    equal = found.tied(lot.winners)
    first = [one for one in found.first(lot.winners) if one not in equal]
    others = [row.person for row in impartial(lot.procurement) if row.person_id != person.pk]
    mine = {key for key, given in found.scores.items() if any(one.assessor_id == person.pk for one in given)}
    ripe = {key for key, given in found.scores.items() if len(given) >= ASSESSORS}
    score = _next(found, lambda key: key not in mine)
    agree = _next(found, lambda key: key in ripe and key not in found.agreed)
    return {
        "score": ScoreForm(found.tenders, found.criteria, *data, initial=score, prefix="score"),
        "agree": ScoreForm(found.tenders, found.criteria, *data, initial=agree, prefix="agree"),
        **({"choose": ChooseForm(first, *data, prefix="choose")} if first or not found.result else {}),
        **({"draw": DrawForm(others, *data, prefix="draw")} if equal else {}),
    }


def _next(found: Judged, waits: Callable[[tuple[int, int]], bool]) -> dict[str, int]:
    """Return the first tender and criterion that wait: the form begins there, so that one goes through them all."""
    judged_by = [row for row in found.criteria if not row.is_price]
    pairs = ((tender.pk, row.pk) for tender in found.tenders for row in judged_by)
    key = next(filter(waits, pairs), None)
    return {"submission_id": key[0], "criterion_id": key[1]} if key else {}


def _score(lot: ProcurementLot, values: dict[str, Any], request: Request) -> object:
    return judging.score(**values, by=request.user, at=request.at)


def _agree(lot: ProcurementLot, values: dict[str, Any], request: Request) -> object:
    return judging.agree(**values, by=request.user, at=request.at)


def _choose(lot: ProcurementLot, values: dict[str, Any], request: Request) -> object:
    return awarding.choose(lot.pk, **values, by=request.user, at=request.at)


def _draw(lot: ProcurementLot, values: dict[str, Any], request: Request) -> object:
    return judging.draw_lots(lot.pk, **values, by=request.user, at=request.at)


_DO: dict[str, Callable[[ProcurementLot, dict[str, Any], Request], object]] = {
    "score": _score,
    "agree": _agree,
    "choose": _choose,
    "draw": _draw,
}
