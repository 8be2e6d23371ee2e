"""The workbench: one queue at a time, with what is known of the others."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role
from knutepunkt.catalogue.queries.behind import offered_services
from knutepunkt.desk.queries import queue as reading
from knutepunkt.desk.queries.kept import held_in_time, solved_in_time
from knutepunkt.desk.rules.ticket import Kind, State
from knutepunkt.party.models import Team
from knutepunkt.party.queries import active_teams, customers
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.display import kind_word, state_word
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import Chosen
from knutepunkt.web.workbench.rail import Rail, rail
from knutepunkt.web.workbench.teams import reachable

_LATELY = timedelta(days=30)


@require_safe
@page_for(roles=WORKERS)
def workbench(request: Request) -> HttpResponse:
    """What the address asks for; without any, the queue one works from. Seven queries beside the frame's."""
    chosen = Chosen.read(request.GET)
    if not request.GET and request.viewer and request.viewer.teams:
        chosen = replace(chosen, team=request.viewer.teams[0])
    return show(request, chosen)


@require_safe
@page_for(roles=WORKERS)
def queue(request: Request, team_key: str) -> HttpResponse:
    """A team's queue by its name in the address. Eight queries beside the frame's."""
    team = Team.objects.filter(key=team_key).only("id").first()
    if team is None:
        raise NotYours(_("There is no such queue, or it is not yours to see."))
    return show(request, replace(Chosen.read(request.GET), team=team.pk))


@require_safe
@page_for(roles=WORKERS)
def rows(request: Request) -> HttpResponse:
    """What changes by itself, for a queue that renews: nothing when it is as it was. Five queries."""
    chosen = Chosen.read(request.GET)
    shown = _lines(request, chosen, active_teams())
    marks = _fingerprint(shown)
    if request.headers.get("X-Rows-Seen") == marks:
        return HttpResponse(status=204)
    answer = render(request, "workbench/_renewed.html", shown)
    answer.headers["X-Rows-Seen"] = marks
    return answer


@require_safe
@page_for(roles=WORKERS)
def kept(request: Request) -> HttpResponse:
    """The share resolved in time lately: asked for apart, for it reads a month. One query."""
    return render(request, "workbench/_kept.html", {"kept": _kept(request)})


def show(request: Request, chosen: Chosen, *, status: int = 200, **also: Any) -> HttpResponse:
    """Show the queue that `chosen` describes; `also` is what a refused form has to say."""
    teams = active_teams()
    shown = _lines(request, chosen, teams) | {
        "team": next((team for team in teams if team.pk == chosen.team), None),
        "teams": reachable(teams, request.viewer),
        "customers": customers(),
        "services": offered_services(),
        "states": [(state, state_word(state)) for state in State if chosen.closed or state is not State.CLOSED],
        "kinds": [(kind, kind_word(kind)) for kind in Kind],
        "is_supplier": _is_supplier(request),
        "asks_kept": "kept" in request.GET,
    }
    shown["marks"] = _fingerprint(shown)
    if shown["asks_kept"]:
        shown["kept"] = _kept(request)
    return render(request, "workbench/queue.html", shown | also, status=status)


def _lines(request: Request, chosen: Chosen, teams: list[Team]) -> dict[str, Any]:
    """The page of tickets, the numbers above it and the rail beside it. Four queries, one more for one's own."""
    beside = rail(request, teams)
    sought, after, before = (
        chosen.as_filter(request.user.pk),
        request.GET.get("after", ""),
        request.GET.get("before", ""),
    )
    return {
        "chosen": chosen,
        "renewed_from": f"{reverse('queue-rows')}?{chosen.address(after=after, before=before)}",
        "page": reading.page(sought, at=request.at, after=after, before=before),
        "totals": _totals(request, chosen, beside),
        "rail": beside,
    }


def _totals(request: Request, chosen: Chosen, beside: Rail) -> reading.Tally:
    """The numbers of the queue: of one team or of all, they are known from the rail."""
    if chosen.mine or chosen.followed or chosen.supplier:
        return reading.tally(chosen.base().as_filter(request.user.pk), at=request.at)
    if chosen.team:
        return beside.tallies.get(chosen.team, reading.Tally())
    return reading.summed(beside.tallies.values())


def _kept(request: Request) -> float | None:
    share = held_in_time if _is_supplier(request) else solved_in_time
    return share(since=request.at - _LATELY)


def _is_supplier(request: Request) -> bool:
    return request.viewer is not None and request.viewer.role is Role.SUPPLIER


def _fingerprint(shown: dict[str, Any]) -> str:
    """A short name for what is shown: it changes when any of it does."""
    lines = [(row.pk, row.version, row.due_at, row.is_breached) for row in shown["page"].rows]
    counts = [(shelf.organisation.pk, [count for _team, count in shelf.queues]) for shelf in shown["rail"].shelves]
    seen = (lines, shown["totals"], counts, shown["rail"].mine, shown["rail"].followed)
    return sha256(repr(seen).encode()).hexdigest()[:16]
