"""One ticket: where it stands, who has had it, its promises, what was said, and what can be done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.agreement.queries.terms import priorities
from knutepunkt.agreement.rules.level import PriorityMatrix
from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.errors import MovedOn, Refusal
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.catalogue.queries.behind import applications_behind, offered_services
from knutepunkt.desk.actions.change import side_of
from knutepunkt.desk.actions.keeping import read_notifications
from knutepunkt.desk.models import Participation, Ticket
from knutepunkt.desk.queries import ticket as reading
from knutepunkt.desk.queries.told import unread_of_ticket
from knutepunkt.desk.rules.permission import may, may_restrict
from knutepunkt.desk.rules.ticket import Action, State, possible
from knutepunkt.party.queries import active_teams, customers, integrator
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.choices import GRADES
from knutepunkt.web.history import worded
from knutepunkt.web.portal import views as portal
from knutepunkt.web.ribbon import draw
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.acts import act_of
from knutepunkt.web.workbench.filters import number
from knutepunkt.web.workbench.readers import readers
from knutepunkt.web.workbench.teams import reachable

_REASONS = [reason.value for reason in WaitingReason if reason is not WaitingReason.CONFIRMATION]

_TEXTS = ("body", "why", "resolution", "reader")


@page_for()
def ticket(request: Request, ticket_id: int) -> HttpResponse:
    """The ticket as its reader needs it: an employee's conversation, or the desk's whole view."""
    if request.viewer and request.viewer.role is Role.CUSTOMER:
        return portal.case(request, ticket_id)
    _mark_read(request, ticket_id)
    return _show(request, ticket_id)


@page_for()
def act(request: Request, ticket_id: int) -> HttpResponse:
    """Do one thing with the ticket; a refusal shows the page again with the reason and all that was typed.

    Who comes back to a refusal's address without a form sees the ticket.
    """
    if request.method != "POST":
        return ticket(request, ticket_id)
    try:
        act_of(request)(request, ticket_id)
    except MovedOn as refusal:
        return _show_again(request, ticket_id, refusal, changes=reading.since_version(ticket_id, refusal.since))
    except Refusal as refusal:
        return _show_again(request, ticket_id, refusal)
    return _after(request, ticket_id)


def _after(request: Request, ticket_id: int) -> HttpResponse:
    """The ticket again; the workbench when the act took it out of the person's sight, as closing what is restricted."""
    if reading.is_seen(ticket_id):
        return redirect("ticket", ticket_id)
    messages.success(request, _("Done. KP-%(ticket)d is no longer yours to see.") % {"ticket": ticket_id})
    return redirect("workbench")


@require_safe
@page_for(roles=INTEGRATOR)
def changes(request: Request, ticket_id: int) -> HttpResponse:
    """Every change of the ticket's columns, from the trail. Three queries."""
    found = reading.one(ticket_id)
    trail = worded(Ticket, history("desk_ticket", ticket_id))
    return render(request, "workbench/changes.html", {"ticket": found, "changes": trail})


def _show_again(request: Request, ticket_id: int, refusal: Refusal, **also: Any) -> HttpResponse:
    """The page with what was typed still in its form; files a browser does not send twice are named."""
    again = {
        "refusal": refusal,
        "typed": request.POST,
        "files_to_choose_again": [file.name for file in request.FILES.getlist("files")],
    }
    return _show(request, ticket_id, status=refusal.status, **again, **also)


def _show(request: Request, ticket_id: int, *, status: int = 200, **also: Any) -> HttpResponse:
    """The whole page. Ten queries beside the frame's, and one for each list to choose from."""
    found = reading.one(ticket_id)
    custody = reading.custody(found)
    clocks = reading.clocks(found, reading.as_spans(custody), at=request.at)
    parties = reading.parties(found)
    can = _possible(request, found)
    ticked = _ticked(request, "chosen") if "typed" in also else None
    followers = reading.followers(found)
    shown = {
        "ticket": found,
        "ribbon": draw(custody, at=request.at),
        "clocks": clocks,
        "contracts": list({shown.level.contract_id: shown.level.contract for shown in clocks}.values()),
        "timeline": reading.timeline(found),
        "parties": parties,
        "readers": readers(found, parties, request.user, _integrator(request), ticked=ticked),
        "can": can,
        "behind": applications_behind(found.service_id),
        "followers": followers,
        "follows": any(one.person_id == request.user.pk for one in followers),
        "merged": reading.merged(found),
        "is_desk": request.viewer is not None and request.viewer.role is Role.INTEGRATOR,
        "typed": {},
        "homeless": _homeless(request, can),
        **_to_choose_from(request, found, can),
        **_hit(request, found, parties, can, again="typed" in also),
        **_restriction(request, found, can),
    }
    return render(request, "workbench/ticket.html", shown | also, status=status)


def _to_choose_from(request: Request, found: Ticket, can: frozenset[Action]) -> dict[str, Any]:
    """What the forms that the person sees offer."""
    offered: dict[str, Any] = {"reasons": _REASONS}
    if Action.HAND_OVER in can:
        offered["teams"] = reachable(active_teams(), request.viewer)
    if Action.CHANGE_SERVICE in can:
        offered["services"] = offered_services()
    if Action.CHANGE_PRIORITY in can:
        offered["grades"] = _rows_of(priorities(found.customer_id, at=request.at))
        offered["grade_words"] = GRADES
    return offered


def _hit(
    request: Request, found: Ticket, parties: list[Participation], can: frozenset[Action], *, again: bool
) -> dict[str, Any]:
    """Who is hit beside the requester's own, by name; and for the desk those who can be."""
    affected = {
        part.organisation_id: part.organisation.name
        for part in parties
        if part.part == Participation.Part.AFFECTED.value
    }
    if Action.CHANGE_AFFECTED not in can:
        return {"affected": affected}
    ticked = set(_ticked(request, "affected")) if again and request.POST.get("act") == "change_affected" else affected
    return {"affected": affected, "ticked": set(ticked), "customers": customers()}


def _restriction(request: Request, found: Ticket, can: frozenset[Action]) -> dict[str, bool]:
    viewer = request.viewer
    cleared, holds = viewer is not None and viewer.cleared, viewer is not None and found.team_id in viewer.teams
    return {
        "may_restrict": Action.RESTRICT in can and may_restrict(restricted=True, cleared=cleared, holds=holds),
        "may_lift": Action.RESTRICT in can and may_restrict(restricted=False, cleared=cleared, holds=holds),
    }


def _ticked(request: Request, name: str) -> list[int]:
    return [found for value in request.POST.getlist(name) if (found := number(value)) is not None]


def _homeless(request: Request, can: frozenset[Action]) -> list[str]:
    """What was written in a form that the page does not offer any more: it is shown by itself."""
    act = request.POST.get("act", "")
    offered = act in can or (act == "say" and Action.ANSWER in can) or act == "name"
    return [] if offered else [text for name in _TEXTS if (text := request.POST.get(name, ""))]


def _rows_of(matrix: PriorityMatrix) -> list[tuple[str, list[tuple[str, int]]]]:
    """The table by impact: each row its urgencies with the priority that follows."""
    rows: dict[str, list[tuple[str, int]]] = {}
    for impact, urgency, priority in matrix.cells:
        rows.setdefault(impact.value, []).append((urgency.value, priority))
    return list(rows.items())


def _possible(request: Request, found: Ticket) -> frozenset[Action]:
    sides = side_of(found, request.user)
    return frozenset(action for action in possible(State(found.state)) if may(action, sides))


def _integrator(request: Request) -> Any:
    own = request.user.organisation
    return own if own.kind == own.Kind.INTEGRATOR else integrator()


def _mark_read(request: Request, ticket_id: int) -> None:
    if unread_of_ticket(request.user.pk, ticket_id):
        read_notifications(by=request.user, at=request.at, ticket_id=ticket_id)
