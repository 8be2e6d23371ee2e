"""Projects: the list by phase, and one with its gates, hours, cost and benefits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day, manages_terms, works_at_desk
from knutepunkt.plan.actions import projects as moving
from knutepunkt.plan.models import BusinessArea, CostShare, Project, TimeSpent
from knutepunkt.plan.queries import projects as queries
from knutepunkt.plan.queries.benefits import standings
from knutepunkt.plan.rules.capacity import Load, hindering, quarter_of, quarters
from knutepunkt.plan.rules.project import ENDED, WORKED_OUT, Gate, Phase, next_gate
from knutepunkt.web.access import page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.history import worded
from knutepunkt.web.judgement.words import STALE
from knutepunkt.web.leaving import asked_form, leave
from knutepunkt.web.projects import acting, leaving
from knutepunkt.web.projects import forms as given
from knutepunkt.web.projects.words import DEMANDS, SAY
from knutepunkt.web.session import Request

OWNERS = frozenset({Role.INTEGRATOR, Role.CUSTOMER})
_WAY = [one for one in Phase if one is not Phase.STOPPED]
_RUN_WAY = (Phase.IDEA, Phase.EXECUTION, Phase.DONE)
_LATEST = 12
_DO: acting.Do = {
    "prove": moving.prove,
    "rest_on": moving.rest_on,
    "pass": moving.pass_gate,
    "write_down": moving.write_down_gate,
    "begin": moving.begin_run,
    "finish": moving.finish,
    "stop": moving.stop,
    "spend": moving.spend,
}


def own(request: Request) -> int | None:
    """Return the municipality whose figures alone are shown; None for the integrator."""
    is_customer = request.viewer is not None and request.viewer.role is Role.CUSTOMER
    return request.user.organisation_id if is_customer else None


@require_safe
@page_for(roles=OWNERS, overseeing=True)
def projects(request: Request) -> HttpResponse:
    """All of them by phase, and the run-projects, as page, workbook or JSON. Six queries beside the frame's."""
    rows = list(queries.projects())
    shares = shares_of(rows)
    if form := asked_form(request):
        return leave("prosjekter", leaving.projects(rows, shares), form=form, at=request.at)
    of, today = own(request), local_day(request.at)
    quarter = quarter_of(today)
    shown = {
        "projects": sorted(
            (one for one in rows if one.kind == Project.Kind.PROJECT), key=lambda one: _WAY_OF[Phase(one.phase)]
        ),
        "runs": [one for one in rows if one.kind == Project.Kind.RUN],
        "shares": shares,
        "next": {one.pk: next_gate(Phase(one.phase)) for one in rows if one.kind == Project.Kind.PROJECT},
        "eaten": queries.eaten(quarter, today) if of is None else [],
        "this_quarter": quarter,
        "of": of,
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "projects/list.html", SAY | shown)


_WAY_OF = {phase: number for number, phase in enumerate(Phase)}


def shares_of(rows: list[Project]) -> dict[int, list[CostShare]]:
    """Return what the viewer sees of who pays each project. One query."""
    found: dict[int, list[CostShare]] = {}
    for share in CostShare.objects.filter(project__in=rows).select_related("municipality"):
        found.setdefault(share.project_id, []).append(share)
    return found


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a project stands, read once: hours and gates for the integrator alone. `offered`: what can be done."""

    one: Project
    of: int | None
    ahead: queries.Ahead | None
    loads: Sequence[Load]
    areas: Sequence[BusinessArea]
    may: bool
    offered: acting.Offered


@page_for(roles=OWNERS, overseeing=True)
def project(request: Request, key: str) -> HttpResponse:
    """One; what is sent from its forms comes back here. Fifteen queries beside the frame's; 18 before BP3."""
    one = queries.projects().prefetch_related("benefits").filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such project, or it is not yours to see."))
    at = _standing(request, one)
    show = partial(_show, request, at)
    if request.method == "POST":
        return acting.act(
            request, one.pk, offered=at.offered, do=_DO, back=("project", one.key), show=show, word=_in_words
        )
    return show()


def _standing(request: Request, one: Project) -> _Standing:
    if own(request) is not None:
        return _Standing(one, own(request), None, (), (), may=False, offered={})
    ahead = queries.ahead(one, on=local_day(request.at))
    loads = ahead.loads if ahead else queries.loads_of(one)
    areas = list(BusinessArea.objects.all())
    may = manages_terms(request.user, request.at)
    found: dict[str, Any] = {}
    if Phase(one.phase) not in ENDED:
        has_begun = one.kind == Project.Kind.PROJECT or one.phase != Phase.IDEA
        if has_begun and (may or works_at_desk(request.user, request.at)):
            found["spend"] = partial(given.SpendForm, areas)
        if may:
            found |= _moves(one, ahead, loads)
    return _Standing(one, None, ahead, loads, areas, may, found)


def _in_words(refusal: Refusal) -> Refusal:
    if not isinstance(refusal, moving.Missing):
        return refusal
    what = ", ".join(str(DEMANDS[one]).lower() for one in refusal.demands)
    return Refusal(_("The gate is not passed. Missing: %(what)s.") % {"what": what})


def _show(
    request: Request, at: _Standing, *, status: int = 200, faulty: dict[str, forms.Form] | None = None
) -> HttpResponse:
    one, of = at.one, at.of
    changes = history("plan_project", one.pk) if of is None else []
    shares = shares_of([one]).get(one.pk, [])
    shown: dict[str, Any] = {
        "one": one,
        "way": _RUN_WAY if one.kind == Project.Kind.RUN else _WAY,
        "gate": next_gate(Phase(one.phase)) if one.kind == Project.Kind.PROJECT else None,
        "ahead": at.ahead,
        "passings": queries.passings(one),
        "gains": standings(one.benefits.all(), on=local_day(request.at), of=of),
        "shares": shares,
        "sum_of_shares": sum(share.amount for share in shares),
        "of": of,
        "areas": {area.pk: area for area in at.areas},
        "loads": at.loads,
        "time": list(TimeSpent.objects.filter(project=one).select_related("area")[:_LATEST]),
        "discussed": list(one.discussed.select_related("meeting__sector").order_by("-meeting__planned_on")),
        "municipalities": [] if one.is_common else list(one.municipalities.all()),
        "word": choice_word,
        "may": at.may,
        "history": worded(Project, changes, known={"owner": one.owner, "sector": one.sector, "focus": one.focus}),
        "forms": acting.empty(at.offered) | (faulty or {}),
    }
    return render(request, "projects/project.html", {"stale_words": STALE} | SAY | shown, status=status)


def _moves(one: Project, ahead: queries.Ahead | None, loads: Sequence[Load]) -> dict[str, Any]:
    """Return a form for each step that those who keep plans can take now."""
    found: dict[str, Any] = {"stop": given.ReasonForm}
    is_beyond = bool(hindering(loads))
    if one.kind == Project.Kind.RUN and one.phase == Phase.IDEA:
        return found | {"begin": partial(given.BeginForm, is_beyond)}
    if ahead is None:
        return found | {"finish": given.PlainForm}
    by_others = [row for row in ahead.demands if row.demand not in WORKED_OUT]
    if written := [row.demand for row in by_others if not row.shown_by]:
        found["prove"] = partial(given.ProveForm, written)
    if any(ahead.choices.values()):
        found["rest_on"] = partial(given.RestOnForm, [row for row in by_others if row.shown_by], ahead.choices)
    if ahead.gate in (Gate.BP1, Gate.BP2):
        found["write_down"] = given.WriteDownForm
    return found | {"pass": partial(given.PassForm, ahead.gate is Gate.BP3 and is_beyond)}


@require_safe
@page_for(roles=frozenset({Role.INTEGRATOR}))
def capacity(request: Request) -> HttpResponse:
    """Hours by area and quarter: what there is, what runs take, what the rest asks for. Ten queries."""
    today = local_day(request.at)
    shown_quarters = list(quarters(today, 6))
    areas = list(BusinessArea.objects.all())
    last = quarter_of(today)
    loads = queries.portfolio_loads(shown_quarters)
    waiting = Project.objects.exclude(needs=None).filter(phase__in=["idea", "concept", "planning"])
    shown = {
        "quarters": shown_quarters,
        "areas": areas,
        "loads": loads,
        "over": [one for one in loads.values() if one.room == "over"],
        "tight": [one for one in loads.values() if one.room == "tight"],
        "unstated": [one for one in loads.values() if one.room == "not_stated"],
        "eaten": queries.eaten(last, today),
        "waiting": list(waiting.order_by("title")),
        "beyond": list(queries.beyond()),
        "may": manages_terms(request.user, request.at),
    }
    return render(request, "projects/capacity.html", SAY | shown)
