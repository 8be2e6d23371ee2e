"""What can be done with a procurement where it stands: forms in, one action called, back to the page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from knutepunkt.base.errors import Refusal
from knutepunkt.party.models import Person
from knutepunkt.plan.actions import announcing, awarding, judging, members, opening
from knutepunkt.plan.models import Procurement, ProcurementMember, Submission, TenderRound
from knutepunkt.plan.queries.judged import suppliers_of
from knutepunkt.plan.queries.procurement import Ahead, Next, is_impartial_member
from knutepunkt.web.procurement import forms as given
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request

Show = Callable[..., HttpResponse]
_STATE = Procurement.State


def offered(one: Procurement, ahead: Ahead, *, may: bool, person: Person, at: datetime) -> dict[str, forms.Form]:
    """Return an empty form for each act that can be done now, by its name."""
    names = set(_for_members(one, ahead, person))
    if may:
        names |= _for_managers(one, ahead, at)
    return {name: form for name in names if (form := _form(name, one)) is not None}


def _for_members(one: Procurement, ahead: Ahead, person: Person) -> set[str]:
    found = set()
    if one.members.filter(person=person, left_at=None).exists():
        found.add("declare")
    if is_impartial_member(one.pk, person) and one.state == _STATE.ANNOUNCED:
        last = _last(one)
        if ahead.next in (Next.OPEN_REQUESTS, Next.OPEN_TENDERS) and last and last.first_opener_id != person.pk:
            found.add("open")
        if _undecided(one):
            found |= {"admit", "reject"}
        if ahead.next is Next.EVALUATE and last and not last.is_final:
            found.add("negotiate")
    return found


def _for_managers(one: Procurement, ahead: Ahead, at: datetime) -> set[str]:
    found = {"complain"} if one.state in (_STATE.AWARDED, _STATE.SIGNED) else {"join", "cancel"}
    if one.state == _STATE.AWARDED:
        found |= {"cancel", "join"}
    if one.state == _STATE.DRAFT:
        found.add("announce_ahead")
    if one.state in (_STATE.DRAFT, _STATE.ANNOUNCED):
        found.add("add_document")
    if one.state == _STATE.CANCELLED:
        return set()
    last = _last(one)
    if last and last.deadline_at > at:
        found.add("move")
    by_next = {
        Next.ANNOUNCE: {"announce"},
        Next.SELECT: {"invite"},
        Next.EVALUATE: {"invite", "letters"},
        Next.SIGN: {"sign"},
        Next.STANDSTILL: {"sign"},
        Next.REPORT: {"report"},
    }
    found |= by_next.get(ahead.next, set())
    if ahead.next is Next.SELECT and last and _untold(last):
        found.add("tell_rejected")
    if one.questions.filter(answer=None).exists() and one.state in (_STATE.ANNOUNCED, _STATE.AWARDED):
        found.add("answer")
    if one.complaints.filter(answered_on=None).exists():
        found.add("answer_complaint")
    return found


def act(request: Request, one: Procurement, show: Show) -> HttpResponse:
    """Do what was sent, or show the page again with what is wrong."""
    name = request.POST.get("act", "")
    if name not in _DO:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    form = _form(name, one, request.POST, request.FILES)
    if form is None:
        raise Refusal(_("That belongs to another step: look again at where the procurement stands."))
    if form.is_valid():
        try:
            said = _DO[name](one, form.cleaned_data, request)
            messages.success(request, said)
            return redirect("procurement", one.key)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            show_refusal(form, refusal)
    return show(request, one, status=422, faulty={name: form})


def _form(name: str, one: Procurement, *data: Any) -> forms.Form | None:
    """Return the form of an act; None where there is nothing to choose among."""
    prefix = {"prefix": name}
    simple: dict[str, type[forms.Form]] = {
        "announce_ahead": given.AheadForm,
        "announce": given.AnnounceForm,
        "move": given.MoveForm,
        "invite": given.InviteForm,
        "join": given.MemberForm,
        "declare": given.DeclareForm,
        "add_document": given.DocumentForm,
        "cancel": given.ReasonForm,
        "report": given.ReportForm,
    }
    if name in simple:
        return simple[name](*data, **prefix)  # type: ignore[arg-type]
    rows: dict[str, tuple[Any, Callable[[], list[Any]]]] = {
        "reject": (given.RejectForm, lambda: _undecided(one)),
        "answer": (given.AnswerForm, lambda: list(one.questions.filter(answer=None))),
        "complain": (given.ComplainForm, lambda: suppliers_of(one)),
        "answer_complaint": (given.AnswerComplaintForm, lambda: list(one.complaints.filter(answered_on=None))),
        "negotiate": (given.NegotiateForm, lambda: _admitted(one)),
    }
    if name in rows:
        kind, among = rows[name]
        chosen = among()
        return kind(chosen, *data, **prefix) if chosen else None
    return given.PlainForm(*data, **prefix)  # type: ignore[arg-type]


def _last(one: Procurement) -> TenderRound | None:
    return one.rounds.order_by("-number").first()


def _undecided(one: Procurement) -> list[Submission]:
    last = _last(one)
    rows = Submission.objects.filter(round=last, replaced_at=None, admission=None)
    return list(rows.select_related("supplier")) if last and last.opened_at else []


def _untold(last: TenderRound) -> bool:
    """Say whether somebody is rejected and not told, and nobody is undecided."""
    standing = Submission.objects.filter(round=last, replaced_at=None)
    rejected = standing.filter(admission__is_admitted=False, admission__told_at=None)
    return rejected.exists() and not standing.filter(admission=None).exists()


def _admitted(one: Procurement) -> list[Submission]:
    rows = Submission.objects.filter(round=_last(one), replaced_at=None, admission__is_admitted=True)
    return list(rows.select_related("supplier"))


def _as(request: Request) -> dict[str, Any]:
    return {"by": request.user, "at": request.at}


def _announce_ahead(one: Procurement, values: dict[str, Any], request: Request) -> str:
    announcing.announce_ahead(one.pk, **values, **_as(request))
    return _("The prior notice is sent, to all suppliers.")


def _announce(one: Procurement, values: dict[str, Any], request: Request) -> str:
    announcing.announce(one.pk, **values, **_as(request))
    return _("The competition is announced.")


def _move(one: Procurement, values: dict[str, Any], request: Request) -> str:
    last = _last(one)
    announcing.move_deadline(last.pk if last else 0, **values, **_as(request))
    return _("The deadline is moved.")


def _open(one: Procurement, values: dict[str, Any], request: Request) -> str:
    last = _last(one)
    opened = opening.open_round(last.pk if last else 0, **_as(request))
    return _("Opened.") if opened.opened_at else _("Your key is turned. Another person turns the second.")


def _admit(one: Procurement, values: dict[str, Any], request: Request) -> str:
    admission = opening.admit(_number(request), **_as(request))
    return _("%(supplier)s goes on.") % {"supplier": admission.submission.supplier}


def _reject(one: Procurement, values: dict[str, Any], request: Request) -> str:
    admission = opening.reject(**values, **_as(request))
    return _("%(supplier)s is rejected.") % {"supplier": admission.submission.supplier}


def _tell_rejected(one: Procurement, values: dict[str, Any], request: Request) -> str:
    told = opening.tell_rejected(one.pk, **_as(request))
    return _("%(number)d are told, all at once.") % {"number": len(told)}


def _invite(one: Procurement, values: dict[str, Any], request: Request) -> str:
    opening.invite(one.pk, **values, **_as(request))
    return _("The invitations are sent.")


def _join(one: Procurement, values: dict[str, Any], request: Request) -> str:
    members.join(one.pk, **values, **_as(request))
    return _("Saved. Tenders are closed to the person until impartiality is declared.")


def _leave(one: Procurement, values: dict[str, Any], request: Request) -> str:
    members.leave(_number(request), **_as(request))
    return _("The person works on it no longer.")


def _declare(one: Procurement, values: dict[str, Any], request: Request) -> str:
    mine = ProcurementMember.objects.filter(procurement=one, person=request.user, left_at=None).first()
    members.declare(mine.pk if mine else 0, **values, **_as(request))
    return _("Your declaration is kept.")


def _answer(one: Procurement, values: dict[str, Any], request: Request) -> str:
    announcing.answer(**values, **_as(request))
    return _("The answer is published to all.")


def _add_document(one: Procurement, values: dict[str, Any], request: Request) -> str:
    announcing.add_document(one.pk, **values, **_as(request))
    return _("The document is kept.")


def _cancel(one: Procurement, values: dict[str, Any], request: Request) -> str:
    announcing.cancel(one.pk, **values, **_as(request))
    return _("The procurement is cancelled.")


def _negotiate(one: Procurement, values: dict[str, Any], request: Request) -> str:
    last = _last(one)
    judging.negotiate(last.pk if last else 0, **values, **_as(request))
    return _("The minutes are kept.")


def _letters(one: Procurement, values: dict[str, Any], request: Request) -> str:
    letters = awarding.send_letters(one.pk, **_as(request))
    return _("%(number)d letters are sent, all at once.") % {"number": len(letters)}


def _sign(one: Procurement, values: dict[str, Any], request: Request) -> str:
    award = awarding.sign(_number(request), **_as(request))
    return _("Signed. %(title)s stands as a draft in the register of agreements.") % {
        "title": award.framework or award.contract
    }


def _report(one: Procurement, values: dict[str, Any], request: Request) -> str:
    announcing.report_award(one.pk, **values, **_as(request))
    return _("The award notice is sent.")


def _complain(one: Procurement, values: dict[str, Any], request: Request) -> str:
    awarding.complain(one.pk, **values, **_as(request))
    return _("The complaint is kept.")


def _answer_complaint(one: Procurement, values: dict[str, Any], request: Request) -> str:
    awarding.answer_complaint(**values, **_as(request))
    return _("The answer is kept.")


def _number(request: Request) -> int:
    sent = request.POST.get("row", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0


_DO: dict[str, Callable[[Procurement, dict[str, Any], Request], str]] = {
    "announce_ahead": _announce_ahead,
    "announce": _announce,
    "move": _move,
    "open": _open,
    "admit": _admit,
    "reject": _reject,
    "invite": _invite,
    "tell_rejected": _tell_rejected,
    "join": _join,
    "leave": _leave,
    "declare": _declare,
    "answer": _answer,
    "add_document": _add_document,
    "cancel": _cancel,
    "negotiate": _negotiate,
    "letters": _letters,
    "sign": _sign,
    "report": _report,
    "complain": _complain,
    "answer_complaint": _answer_complaint,
}
