"""My tickets, and one of them: where it stands, what was said, and what I can do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import MovedOn, Refusal
from knutepunkt.desk import actions
from knutepunkt.desk.actions.change import side_of
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries import portal
from knutepunkt.desk.queries import ticket as reading
from knutepunkt.desk.queries.promises import promises_in
from knutepunkt.desk.rules.permission import may
from knutepunkt.desk.rules.ticket import Action, State, possible
from knutepunkt.performance.actions.surveying import answer
from knutepunkt.performance.queries import surveying
from knutepunkt.web.access import page_for
from knutepunkt.web.portal.forms import AnswerForm, ReopenForm, SurveyForm
from knutepunkt.web.portal.sentences import standing, with_standing
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.ribbon import draw
from knutepunkt.web.session import Request

_THEIRS = frozenset({Action.ANSWER, Action.WITHDRAW, Action.CLOSE, Action.REOPEN})


@require_safe
@page_for()
def my_tickets(request: Request) -> HttpResponse:
    """Open tickets first, then closed ones a page at a time. Two queries, one more on a later page."""
    before = _number(request.GET.get("before", ""))
    is_open = request.GET.get("show") != "closed"
    page = portal.own(request.user.pk, at=request.at, is_open=is_open, before=before)
    shown = {
        "rows": with_standing(page.tickets, reader_id=request.user.pk, at=request.at),
        "is_open": is_open,
        "before": page.before,
        "is_first": before is None,
    }
    return render(request, "portal/my_tickets.html", shown)


@page_for()
def case(request: Request, ticket_id: int) -> HttpResponse:
    """One ticket as its requester sees it; what is sent from its forms comes back here. At most 15 queries."""
    if request.method == "POST":
        return _act(request, ticket_id)
    return _show(request, ticket_id)


def _show(request: Request, ticket_id: int, *, status: int = 200, **forms_with_faults: Any) -> HttpResponse:
    ticket = reading.one(ticket_id)
    custody = reading.custody(ticket)
    clocks = reading.clocks(ticket, reading.as_spans(custody), at=request.at)
    shown = {
        "ticket": ticket,
        "standing": standing(ticket, promises_in(clocks), reader_id=request.user.pk, at=request.at),
        "ribbon": draw(custody, at=request.at),
        "clocks": clocks,
        "timeline": reading.timeline(ticket),
        "may": _possible(request, ticket),
        "follows": portal.follows(ticket, request.user.pk),
        "is_mine": ticket.requester_id == request.user.pk,
        "answer_form": AnswerForm(),
        "reopen_form": ReopenForm(prefix="reopen"),
        "survey": surveying.waiting(ticket.pk, request.user.pk),
        "survey_form": SurveyForm(prefix="survey"),
        "changes": [],
    }
    return render(request, "portal/case.html", shown | forms_with_faults, status=status)


def _possible(request: Request, ticket: Ticket) -> frozenset[Action]:
    """What the buttons offer: what the state allows and is a requester's to do. The action itself decides."""
    side = side_of(ticket, request.user)
    return frozenset(action for action in possible(State(ticket.state)) & _THEIRS if may(action, side))


def _act(request: Request, ticket_id: int) -> HttpResponse:
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    try:
        return act(request, ticket_id)
    except MovedOn as refusal:
        messages.warning(request, refusal.message)
        typed = request.POST.get("reopen-why", "")
        return _show(
            request,
            ticket_id,
            status=refusal.status,
            changes=reading.since_version(ticket_id, refusal.since),
            reopen_form=ReopenForm(initial={"why": typed}, prefix="reopen"),
            answer_form=AnswerForm(initial={"body": typed}),  # what can no longer be a reason can still be said
        )


def _answer(request: Request, ticket_id: int) -> HttpResponse:
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        done = _try(
            form,
            lambda: actions.answer(ticket_id, body=said["body"], files=said["files"], by=request.user, at=request.at),
        )
        if done:
            return redirect("ticket", ticket_id)
    chosen = [file.name for file in request.FILES.getlist("files")]
    return _show(request, ticket_id, status=422, answer_form=form, files_to_choose_again=chosen)


def _reopen(request: Request, ticket_id: int) -> HttpResponse:
    form = ReopenForm(request.POST, prefix="reopen")
    if form.is_valid():
        why = form.cleaned_data["why"]
        done = _try(
            form,
            lambda: actions.reopen(ticket_id, why=why, by=request.user, at=request.at, seen=_seen(request)),
        )
        if done:
            messages.success(request, _("The ticket is open again."))
            return redirect("ticket", ticket_id)
    return _show(request, ticket_id, status=422, reopen_form=form)


def _answer_survey(request: Request, ticket_id: int) -> HttpResponse:
    form = SurveyForm(request.POST, prefix="survey")
    if form.is_valid() and _try(form, lambda: answer(ticket_id, **form.cleaned_data, by=request.user, at=request.at)):
        messages.success(request, _("Thank you for your answer."))
        return redirect("ticket", ticket_id)
    return _show(request, ticket_id, status=422, survey_form=form)


def _withdraw(request: Request, ticket_id: int) -> HttpResponse:
    actions.withdraw(ticket_id, by=request.user, at=request.at, seen=_seen(request))
    messages.success(request, _("The ticket is withdrawn. Nobody works on it any more."))
    return redirect("ticket", ticket_id)


def _confirm(request: Request, ticket_id: int) -> HttpResponse:
    actions.close(ticket_id, by=request.user, at=request.at, seen=_seen(request))
    messages.success(request, _("Good to hear. The ticket is closed."))
    return redirect("ticket", ticket_id)


def _follow(request: Request, ticket_id: int) -> HttpResponse:
    actions.follow(ticket_id, by=request.user, at=request.at)
    return redirect("ticket", ticket_id)


def _unfollow(request: Request, ticket_id: int) -> HttpResponse:
    actions.unfollow(ticket_id, by=request.user, at=request.at)
    messages.info(request, _("You no longer hear about this ticket."))
    return redirect("my-tickets")


_ACTS: dict[str, Callable[[Request, int], HttpResponse]] = {
    "answer": _answer,
    "reopen": _reopen,
    "survey": _answer_survey,
    "withdraw": _withdraw,
    "confirm": _confirm,
    "follow": _follow,
    "unfollow": _unfollow,
}


def _try(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, or put the reason why not on the form. Somebody else's change in between is not the form's fault."""
    try:
        act()
    except MovedOn:
        raise
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _seen(request: Request) -> int | None:
    return _number(request.POST.get("seen", ""))


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
