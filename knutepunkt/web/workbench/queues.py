"""The workbench: one queue at a time, with what is known of the others, and actions on many tickets."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Service
from knutepunkt.desk import actions
from knutepunkt.desk.models import SavedView
from knutepunkt.desk.queries import queue
from knutepunkt.desk.rules.ticket import Kind, State
from knutepunkt.party.models import Organisation, Team
from knutepunkt.party.queries import active_teams
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import SORTS, Chosen

_AT_ONCE = 200


@require_safe
@page_for(roles=WORKERS)
def workbench(request: Request) -> HttpResponse:
    """A queue of 50 with its neighbours. Eight queries beside the frame's, however long the queue is."""
    chosen = Chosen.read(request.GET)
    if not request.GET and request.viewer and request.viewer.teams:
        chosen = Chosen(team=request.viewer.teams[0])
    teams = list(active_teams())
    page = queue.page(chosen.as_filter(request.user.pk), at=request.at, after=request.GET.get("after", ""))
    shown = {
        "chosen": chosen,
        "page": page,
        "marks": _fingerprint(page),
        "totals": queue.totals(chosen.as_filter(request.user.pk), at=request.at),
        "rail": _rail(request, teams),
        "team": next((team for team in teams if team.pk == chosen.team), None),
        "teams": teams,
        "views": SavedView.objects.order_by("name"),
        "customers": Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value),
        "services": Service.objects.filter(is_active=True).only("id", "name"),
        "states": [state.value for state in State if chosen.closed or state is not State.CLOSED],
        "kinds": [kind.value for kind in Kind],
        "sorts": SORTS,
        "is_supplier": request.viewer is not None and request.viewer.role is Role.SUPPLIER,
        "started": bool(request.GET.get("after")),
    }
    return render(request, "workbench/queue.html", shown)


@require_safe
@page_for(roles=WORKERS)
def rows(request: Request) -> HttpResponse:
    """The rows alone, for a queue that renews itself: nothing when they are as they were. One query."""
    chosen = Chosen.read(request.GET)
    page = queue.page(chosen.as_filter(request.user.pk), at=request.at, after=request.GET.get("after", ""))
    marks = _fingerprint(page)
    if request.headers.get("X-Rows-Seen") == marks:
        return HttpResponse(status=204)
    answer = render(request, "workbench/_rows.html", {"page": page, "chosen": chosen})
    answer.headers["X-Rows-Seen"] = marks
    return answer


@require_POST
@page_for(roles=WORKERS)
def bulk(request: Request) -> HttpResponse:
    """Take or hand over the ticked tickets, each by itself: one refusal does not stop the others."""
    ticked = [int(value) for value in request.POST.getlist("ticket") if value.isdecimal() and len(value) < 18]
    back = redirect(f"/arbeidsbenk/?{request.POST.get('back', '')[:1000]}".replace("\n", ""))
    if not ticked:
        messages.warning(request, _("Tick the tickets first."))
        return back
    if len(ticked) > _AT_ONCE:
        messages.warning(request, _("At most %(most)d tickets at once.") % {"most": _AT_ONCE})
        return back
    done = 0
    for ticket_id in ticked:
        try:
            _one(request, ticket_id)
            done += 1
        except Refusal as refusal:
            messages.error(request, f"KP-{ticket_id}: {refusal.message}")
    if done:
        words = ngettext("%(n)d ticket done.", "%(n)d tickets done.", done)
        messages.success(request, words % {"n": done})
    return back


def _one(request: Request, ticket_id: int) -> None:
    if request.POST.get("act") == "take":
        actions.take(ticket_id, by=request.user, at=request.at)
        return
    key = request.POST.get("team", "")
    team = Team.objects.select_related("organisation").filter(pk=int(key) if key.isdecimal() else 0).first()
    if team is None:
        raise Refusal(_("Choose which team gets it."))
    actions.hand_over(ticket_id, to=team, by=request.user, at=request.at)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The queues of one organisation, as the rail shows them."""

    name: str
    is_own: bool
    queues: list[tuple[Team, int]]
    count: int


def _rail(request: Request, teams: list[Team]) -> list[Shelf]:
    """Own queues first; a supplier sees its own only."""
    counts = queue.counts_by_team()
    shelves: dict[int, Shelf] = {}
    own = set(request.viewer.organisations) if request.viewer else set()
    by_supplier = request.viewer is not None and request.viewer.role is Role.SUPPLIER
    for team in teams:
        organisation = team.organisation
        if by_supplier and organisation.pk not in own:
            continue
        shelf = shelves.get(organisation.pk)
        queues = [*(shelf.queues if shelf else []), (team, counts.get(team.pk, 0))]
        is_own = organisation.pk in own
        shelves[organisation.pk] = Shelf(organisation.name, is_own, queues, sum(n for _team, n in queues))
    return sorted(shelves.values(), key=lambda shelf: not shelf.is_own)


def _fingerprint(page: queue.Page) -> str:
    """A short name for what the rows show: it changes when any of them does."""
    seen: list[Any] = [(row.pk, row.version, row.due_at, row.is_breached) for row in page.rows]
    return sha256(repr(seen).encode()).hexdigest()[:16]
