"""Purchases as the buyer sees them: the list, and one with its schedule, its law, and what is next."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.models import Award, LawFigure, Procurement, Submission
from knutepunkt.plan.queries import procurement as queries
from knutepunkt.plan.queries.law import laws
from knutepunkt.plan.queries.procurement import is_impartial_member
from knutepunkt.plan.queries.sight import sight
from knutepunkt.plan.rules.gates import Lack
from knutepunkt.web.access import INTEGRATOR, WORKERS, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.history import worded
from knutepunkt.web.procurement import acts, selling
from knutepunkt.web.procurement.timeline import timeline
from knutepunkt.web.procurement.words import SAY
from knutepunkt.web.session import Request


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def procurements(request: Request) -> HttpResponse:
    """All of them, with value, regime and what is next; a supplier gets what is announced. Fifteen queries."""
    if request.viewer is not None and request.viewer.role is Role.SUPPLIER:
        return selling.competitions(request)
    today = local_day(request.at)
    every, rows = laws(), []
    for one in queries.procurements():
        found = queries.valued(one, law=every.on(queries.law_day(one, today)))
        lacks = queries.lacking(one, found) if one.state == Procurement.State.DRAFT else []
        checked = queries.checked(one, found)
        rows.append((one, found, queries.ahead(one, lacks=lacks, at=request.at), checked))
    shown = {
        "rows": rows,
        "running": sum(one.state in ("announced", "awarded") for one, *_rest in rows),
        "broken": sum(bool(checked.broken) for *_rest, checked in rows),
        "today": today,
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "procurement/list.html", SAY | {"word": choice_word} | shown)


@page_for(roles=INTEGRATOR)
def procurement(request: Request, key: str) -> HttpResponse:
    """One; what is sent from its forms comes back here."""
    one = found_by(key)
    if request.method == "POST":
        return acts.act(request, one, show)
    return show(request, one)


def found_by(key: str) -> Procurement:
    """Return the procurement of that key."""
    one = queries.procurements().filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such procurement, or it is not yours to see."))
    return one


def show(
    request: Request, one: Procurement, *, status: int = 200, faulty: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """Render it; `faulty` holds a form that was sent with faults."""
    law = queries.law_of(one, request.at)
    found = queries.valued(one, law=law)
    lacks = queries.lacking(one, found) if one.state == Procurement.State.DRAFT else []
    checked = queries.checked(one, found)
    ahead = queries.ahead(one, lacks=lacks, at=request.at)
    may = manages_terms(request.user, request.at)
    rounds = list(one.rounds.select_related("first_opener", "second_opener"))
    awards = list(one.awards.select_related("lot", "supplier", "framework", "contract"))
    shown = {
        "one": one,
        "mending": mending(one),
        "chosen": _chosen(awards),
        "judges": is_impartial_member(one.pk, request.user),
        "today": local_day(request.at),
        "law": law,
        "found": found,
        "limit": law.figure(LawFigure.Name.MONTH_LIMIT),
        "lacks": lacks,
        "prior": queries.told_ahead(one, law) if one.state == Procurement.State.DRAFT else [],
        "prior_limits": [law.figure(name) for name in (LawFigure.Name.PRIOR_LEAST, LawFigure.Name.PRIOR_MOST)],
        "checked": checked,
        "ahead": ahead,
        "lines": timeline(one, today=local_day(request.at)),
        "criteria": list(one.criteria.all()),
        "members": list(one.members.select_related("person").filter(left_at=None)),
        "documents": list(one.documents.all()),
        "questions": list(one.questions.select_related("asker", "answer")),
        "rounds": [(row, _sent(row)) for row in rounds],
        "sight": sight(one),
        "awards": awards,
        "letters": list(one.letters.select_related("supplier")),
        "complaints": list(one.complaints.select_related("supplier")),
        "history": worded(Procurement, history("plan_procurement", one.pk)),
        "may": may,
        "at": request.at,
        "forms": acts.offered(one, ahead, may=may, person=request.user, at=request.at) | (faulty or {}),
    }
    return render(request, "procurement/procurement.html", SAY | {"word": choice_word} | shown, status=status)


def mending(one: Procurement) -> dict[Lack, str]:
    """Return where each thing that a draft may lack is put in."""
    lots, criteria = (
        f"{reverse('add-row', args=[register])}?procurement={one.pk}"
        for register in ("anskaffelsesdeler", "anskaffelseskriterier")
    )
    itself = reverse("change-row", args=["anskaffelser", one.pk])
    unvalued = next((lot for lot in one.lots.all() if lot.amount is None and lot.monthly is None), None)
    lot = reverse("change-row", args=["anskaffelsesdeler", unvalued.pk]) if unvalued else lots
    found = dict.fromkeys(Lack, itself)
    found |= dict.fromkeys((Lack.CRITERIA, Lack.WEIGHTS, Lack.ENVIRONMENT, Lack.QUALIFICATION), criteria)
    return found | {Lack.VALUE: lot, Lack.AGREEMENT: "#lots", Lack.OPENERS: "#members"}


def _chosen(awards: list[Award]) -> dict[int, str]:
    """Return the names of those who are chosen in each lot, in their order."""
    found: dict[int, list[str]] = {}
    for award in awards:
        found.setdefault(award.lot_id, []).append(award.supplier.name)
    return {lot: ", ".join(names) for lot, names in found.items()}


def _sent(row: Any) -> list[Submission]:
    """What was sent in a round, as far as the viewer may see it."""
    if row.opened_at is None:
        return []
    rows = Submission.objects.filter(round=row, replaced_at=None).select_related("supplier", "admission")
    return list(rows.prefetch_related("answers__criterion", "files").order_by("lot_number", "supplier__sort_key"))
