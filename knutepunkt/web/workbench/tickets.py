"""One ticket: where it stands, who has had it, its promises, what was said, and what can be done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency, WaitingReason
from knutepunkt.base.errors import MovedOn, Refusal
from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Dependency, Service
from knutepunkt.desk import actions
from knutepunkt.desk.actions.change import side_of
from knutepunkt.desk.actions.keeping import read_notifications
from knutepunkt.desk.models import Follow, Notification, Ticket
from knutepunkt.desk.queries import ticket as reading
from knutepunkt.desk.rules.note import Audience
from knutepunkt.desk.rules.permission import may
from knutepunkt.desk.rules.ticket import Action, State, possible
from knutepunkt.party.models import Organisation, Team
from knutepunkt.party.queries import active_teams
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.portal import views as portal
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.forms import NewTicketForm


@page_for()
def ticket(request: Request, ticket_id: int) -> HttpResponse:
    """The ticket as its reader needs it: an employee's conversation, or the desk's whole view."""
    if request.viewer and request.viewer.role is Role.CUSTOMER:
        answer: HttpResponse = portal.case(request, ticket_id)
        return answer
    return _show(request, ticket_id)


@require_POST
@page_for()
def act(request: Request, ticket_id: int) -> HttpResponse:
    """Do one thing with the ticket; a refusal shows the page again with the reason and all that was typed."""
    doing = _ACTS.get(request.POST.get("act", ""))
    if doing is None:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    try:
        doing(request, ticket_id)
    except MovedOn as refusal:
        changes = reading.since_version(ticket_id, refusal.since)
        return _show(request, ticket_id, status=409, refusal=refusal, changes=changes, typed=request.POST)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _show(request, ticket_id, status=refusal.status, refusal=refusal, typed=request.POST)
    return redirect("ticket", ticket_id)


@page_for(roles=INTEGRATOR)
def new(request: Request) -> HttpResponse:
    """The desk opens a ticket for somebody who called. Three queries to show."""
    form = NewTicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_ticket(**form.asked(), channel="phone", by=request.user, at=request.at)
            return redirect("ticket", opened.pk)
        except Refusal as refusal:
            for name, message in refusal.fields.items():
                form.add_error(name if name in form.fields else None, message or refusal.message)
            if not refusal.fields:
                form.add_error(None, refusal.message)
    return render(request, "workbench/new.html", {"form": form}, status=422 if form.errors else 200)


def _show(
    request: Request,
    ticket_id: int,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    changes: Any = (),
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    from knutepunkt.web.ribbon import draw

    found = reading.one(ticket_id)
    custody = reading.custody(found)
    told = Notification.objects.filter(ticket_id=ticket_id, read_at__isnull=True).exists()
    if told and status == 200:
        read_notifications(by=request.user, at=request.at, ticket_id=ticket_id)
    can = _possible(request, found)
    shown = {
        "ticket": found,
        "ribbon": draw(custody, at=request.at),
        "clocks": reading.clocks(found, reading.as_spans(custody), at=request.at),
        "timeline": list(reading.timeline(found)),
        "parties": reading.parties(found),
        "can": can,
        "teams": list(active_teams()) if Action.HAND_OVER in can else [],
        "reasons": [reason.value for reason in WaitingReason if reason is not WaitingReason.CONFIRMATION],
        "impacts": [impact.value for impact in Impact],
        "urgencies": [urgency.value for urgency in Urgency],
        "services": Service.objects.filter(is_active=True).only("id", "name") if Action.CHANGE_SERVICE in can else [],
        "behind": Dependency.objects.filter(service=found.service_id, needs_application__isnull=False)
        .select_related("needs_application")
        .order_by("needs_application__name"),
        "follows": Follow.objects.filter(ticket=found, person=request.user).exists(),
        "is_desk": request.viewer is not None and request.viewer.role is Role.INTEGRATOR,
        "may_restrict": request.viewer is not None and request.viewer.cleared,
        "refusal": refusal,
        "changes": changes,
        "typed": typed or {},
    }
    return render(request, "workbench/ticket.html", shown, status=status)


def _possible(request: Request, found: Ticket) -> frozenset[Action]:
    sides = side_of(found, request.user)
    return frozenset(action for action in possible(State(found.state)) if may(action, sides))


def _seen(request: Request) -> int | None:
    value = request.POST.get("seen", "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _common(request: Request) -> dict[str, Any]:
    return {"by": request.user, "at": request.at, "seen": _seen(request)}


def _chosen(words: type[Any], value: str, message: str) -> Any:
    try:
        return words(value)
    except ValueError:
        raise Refusal(message) from None


def _take(request: Request, ticket_id: int) -> None:
    actions.take(ticket_id, **_common(request))


def _hand_over(request: Request, ticket_id: int) -> None:
    key = request.POST.get("team", "")
    team = Team.objects.select_related("organisation").filter(pk=int(key) if key.isdecimal() else 0).first()
    if team is None:
        raise Refusal(_("Choose which team gets it."), fields={"team": _("Choose which team gets it.")})
    actions.hand_over(ticket_id, to=team, reason=request.POST.get("why", ""), **_common(request))
    messages.success(request, _("Handed over to %(team)s.") % {"team": team.name})


def _wait(request: Request, ticket_id: int) -> None:
    reason = _chosen(WaitingReason, request.POST.get("reason", ""), _("Say what the ticket waits for."))
    actions.wait(ticket_id, reason=reason, **_common(request))


def _resolve(request: Request, ticket_id: int) -> None:
    actions.resolve(ticket_id, resolution=request.POST.get("text", ""), **_common(request))


def _reopen(request: Request, ticket_id: int) -> None:
    actions.reopen(ticket_id, why=request.POST.get("text", ""), **_common(request))


def _priority(request: Request, ticket_id: int) -> None:
    impact = _chosen(Impact, request.POST.get("impact", ""), _("Choose the impact."))
    urgency = _chosen(Urgency, request.POST.get("urgency", ""), _("Choose the urgency."))
    actions.change_priority(ticket_id, impact=impact, urgency=urgency, **_common(request))


def _service(request: Request, ticket_id: int) -> None:
    key = request.POST.get("service", "")
    service = Service.objects.filter(pk=int(key) if key.isdecimal() else 0).first()
    if service is None:
        raise Refusal(_("Choose a service."))
    actions.change_service(ticket_id, service=service, **_common(request))


def _merge(request: Request, ticket_id: int) -> None:
    from knutepunkt.desk.rules.search import as_ticket_number

    into = as_ticket_number(request.POST.get("into", ""))
    if into is None:
        raise Refusal(_("Write the number of the ticket that goes on."))
    actions.merge(ticket_id, into=into, **_common(request))


def _restrict(request: Request, ticket_id: int) -> None:
    actions.restrict(ticket_id, restricted=request.POST.get("restricted") == "yes", **_common(request))


def _say(request: Request, ticket_id: int) -> None:
    """An answer to the requester, or a note to the parties ticked: the page names them before it is sent."""
    body, files = request.POST.get("body", ""), request.FILES.getlist("files")
    to = request.POST.get("to", "requester")
    common: dict[str, Any] = {"body": body, "files": files, "by": request.user, "at": request.at}
    if to == "requester":
        actions.answer(ticket_id, **common)
    elif to == "parties":
        actions.add_note(ticket_id, audience=Audience.parties(), **common)
    else:
        named = [int(value) for value in request.POST.getlist("chosen") if value.isdecimal()]
        known = Organisation.objects.filter(pk__in=named).values_list("pk", flat=True)
        actions.add_note(ticket_id, audience=Audience.chosen(request.user.organisation_id, *known), **common)


def _follow(request: Request, ticket_id: int) -> None:
    actions.follow(ticket_id, by=request.user, at=request.at)


def _unfollow(request: Request, ticket_id: int) -> None:
    actions.unfollow(ticket_id, by=request.user, at=request.at)


def _resume(request: Request, ticket_id: int) -> None:
    actions.resume(ticket_id, **_common(request))


def _close(request: Request, ticket_id: int) -> None:
    actions.close(ticket_id, **_common(request))


_ACTS: dict[str, Callable[[Request, int], None]] = {
    "take": _take,
    "hand_over": _hand_over,
    "wait": _wait,
    "resume": _resume,
    "resolve": _resolve,
    "reopen": _reopen,
    "close": _close,
    "change_priority": _priority,
    "change_service": _service,
    "merge": _merge,
    "restrict": _restrict,
    "say": _say,
    "follow": _follow,
    "unfollow": _unfollow,
}
