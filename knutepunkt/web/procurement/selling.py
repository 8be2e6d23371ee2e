"""A competition as a supplier meets it: what is announced, what is answered, and what it sends itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import Role
from knutepunkt.plan.actions import announcing, sending
from knutepunkt.plan.models import (
    AwardLetter,
    ProcurementAnswer,
    ProcurementCriterion,
    ProcurementDocument,
    ProcurementNotice,
    ProcurementQuestion,
    Submission,
    TenderRound,
)
from knutepunkt.plan.queries.procurement import asked_in
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.procurement.forms import QuestionForm, SendForm
from knutepunkt.web.procurement.words import SAY
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import number

_KINDS = ProcurementNotice.Kind
_COMPETITION = _KINDS.COMPETITION.value


def competitions(request: Request) -> HttpResponse:
    """What is announced, with the deadline that runs and what one has sent; what is told ahead too. Five queries."""
    notices = _first_to_show()
    ended = dict(
        ProcurementNotice.objects.filter(kind__in=["cancellation", "award"]).values_list("procurement_id", "kind")
    )
    told = set(AwardLetter.objects.values_list("procurement_id", flat=True))
    rounds: dict[int, TenderRound] = {}
    for row in TenderRound.objects.order_by("procurement_id", "number"):
        rounds[row.procurement_id] = row
    mine = set(Submission.objects.filter(replaced_at=None).values_list("round_id", flat=True))
    rows = [(one, rounds.get(one.procurement_id), ended.get(one.procurement_id, "")) for one in notices]
    shown = {"rows": rows, "mine": mine, "told": told, "at": request.at}
    return render(request, "procurement/competitions.html", SAY | {"word": choice_word} | shown)


def _first_to_show() -> list[ProcurementNotice]:
    """The notice of each competition; where it is not announced yet, the latest prior notice."""
    found: dict[int, ProcurementNotice] = {}
    for row in ProcurementNotice.objects.filter(kind__in=[_COMPETITION, _KINDS.PRIOR.value]):
        if row.kind == _COMPETITION or row.procurement_id not in found:
            found[row.procurement_id] = row
    return sorted(found.values(), key=lambda row: row.sent_at, reverse=True)


@page_for(roles=WORKERS, overseeing=True)
def competition(request: Request, notice_id: int) -> HttpResponse:
    """One competition; a question or a tender that is sent comes back here."""
    notice = ProcurementNotice.objects.filter(pk=notice_id, kind__in=[_COMPETITION, _KINDS.PRIOR.value]).first()
    if notice is None:
        raise NotYours(_("There is no such competition, or it is not published to you."))
    if notice.kind == _KINDS.PRIOR.value:
        followed = ProcurementNotice.objects.filter(procurement=notice.procurement_id, kind=_COMPETITION).first()
        if followed is not None:
            return redirect("competition", followed.pk)
    if request.method == "POST":
        return _act(request, notice)
    return _show(request, notice)


def _act(request: Request, notice: ProcurementNotice) -> HttpResponse:
    name = request.POST.get("act", "")
    running = _round(notice)
    form = _forms(notice, running, request, request.POST, request.FILES).get(name)
    if form is None or running is None:
        raise Refusal(_("That belongs to another step: look again at where the competition stands."))
    if form.is_valid():
        try:
            messages.success(request, _do(name, notice, running, form, request))
            return redirect("competition", notice.pk)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            show_refusal(form, refusal)
    return _show(request, notice, status=422, faulty={name: form})


def _do(name: str, notice: ProcurementNotice, running: TenderRound, form: forms.Form, request: Request) -> str:
    if name == "ask":
        announcing.ask(notice.procurement_id, text=form.cleaned_data["text"], by=request.user, at=request.at)
        return _("Your question is sent. The answer is published to all, without who asked.")
    if name == "withdraw":
        lot = number(request.POST.get("row", "")) or 1
        sending.withdraw(running.pk, lot_number=lot, by=request.user, at=request.at)
        return _("What you sent is withdrawn.")
    values = form.cleaned_data
    sending.submit(
        running.pk,
        lot_number=values.get("lot_number", notice.lots[0][0] if notice.lots else 1),
        answers={one.pk: _answer(one, values) for one in asked_in(running)},
        files=values["files"],
        by=request.user,
        at=request.at,
    )
    return _("Received and sealed %(at)s. You may send again until the deadline; the last one counts.") % {
        "at": timezone.localtime(request.at).strftime("%H.%M.%S")
    }


def _answer(one: ProcurementCriterion, values: dict[str, Any]) -> sending.Answer:
    if one.is_price:
        return sending.Answer(amount=values.get(f"answer-{one.pk}"))
    meets = values.get(f"meets-{one.pk}")
    return sending.Answer(text=values.get(f"answer-{one.pk}") or "", meets=None if not meets else meets == "yes")


def _show(
    request: Request,
    notice: ProcurementNotice,
    *,
    status: int = 200,
    faulty: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    running = _round(notice)
    of_it = {"procurement": notice.procurement_id}
    is_seller = request.viewer is not None and request.viewer.role is Role.SUPPLIER
    mine = Submission.objects.filter(round__procurement=notice.procurement_id, replaced_at=None)
    shown = {
        "notice": notice,
        "others": ProcurementNotice.objects.filter(**of_it).exclude(pk=notice.pk),
        "round": running,
        "rounds": TenderRound.objects.filter(**of_it),
        "criteria": ProcurementCriterion.objects.filter(**of_it),
        "documents": ProcurementDocument.objects.filter(**of_it, published_at__isnull=False),
        "answers": ProcurementAnswer.objects.filter(**of_it),
        "waiting": ProcurementQuestion.objects.filter(**of_it, answer=None) if is_seller else (),
        "mine": mine.select_related("round", "admission").prefetch_related("answers", "files") if is_seller else (),
        "titles": {one.pk: one.title for one in ProcurementCriterion.objects.filter(**of_it)},
        "letters": AwardLetter.objects.filter(**of_it) if is_seller else (),
        "at": request.at,
        "forms": (_forms(notice, running, request) if is_seller else {}) | (faulty or {}),
    }
    return render(request, "procurement/competition.html", SAY | {"word": choice_word} | shown, status=status)


def _round(notice: ProcurementNotice) -> TenderRound | None:
    """The latest round that the viewer may see."""
    return TenderRound.objects.filter(procurement=notice.procurement_id).order_by("-number").first()


def _forms(
    notice: ProcurementNotice, running: TenderRound | None, request: Request, data: Any = None, files: Any = None
) -> dict[str, forms.Form]:
    """What can be sent now; nothing once the deadline has passed."""
    is_over = ProcurementNotice.objects.filter(procurement=notice.procurement_id, kind="cancellation").exists()
    if running is None or running.deadline_at < request.at or is_over:
        return {}
    found: dict[str, forms.Form] = {"ask": QuestionForm(data, prefix="ask")}
    is_request = running.kind == TenderRound.Kind.REQUEST
    found["send"] = SendForm(
        list(asked_in(running)),
        [one[:2] for one in notice.lot_lines],
        data,
        files,
        prefix="send",
        is_request=is_request,
    )
    if Submission.objects.filter(round=running, replaced_at=None).exists():
        found["withdraw"] = forms.Form(data, prefix="withdraw")
    return found
