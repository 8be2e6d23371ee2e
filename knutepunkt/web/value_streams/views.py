"""Value streams: services as flows from need to use, in place of tickets one by one."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Service
from knutepunkt.catalogue.queries.process import using
from knutepunkt.party.queries import local_day
from knutepunkt.performance.rules.month import ended
from knutepunkt.plan.queries import value_stream as reading
from knutepunkt.plan.queries.continuity import plans, prepared
from knutepunkt.plan.queries.improvement import about
from knutepunkt.web.access import is_ours, page_for
from knutepunkt.web.choices import HOSTING, choice_word
from knutepunkt.web.judgement.words import SAY as SAY_JUDGED
from knutepunkt.web.projects.words import PHASE_COLOURS, PHASES
from knutepunkt.web.roadmap.words import HOLDERS, WAVE_COLOURS, WAVE_STATES
from knutepunkt.web.session import Request

_LISTED = 5
SAY: dict[str, Any] = SAY_JUDGED | {
    "phases": PHASES,
    "phase_colours": PHASE_COLOURS,
    "holders": HOLDERS,
    "wave_states": WAVE_STATES,
    "wave_colours": WAVE_COLOURS,
    "hostings": HOSTING,
    "word": choice_word,
    "part_words": {
        "need": gettext_lazy("Need it"),
        "first": gettext_lazy("Way in"),
        "delivers": gettext_lazy("Delivers"),
        "needs": gettext_lazy("Stands on services"),
        "systems": gettext_lazy("Stands on systems"),
    },
}


@require_safe
@page_for(overseeing=True)
def listed(request: Request) -> HttpResponse:
    """Every service as a stream, by group; others than the integrator get theirs. Seven queries."""
    streams = reading.streams(_streams(request), at=request.at)
    shown = {
        "groups": [(group, list(found)) for group, found in groupby(streams, key=lambda one: one.service.group)],
        "month": ended(local_day(request.at)).first,
        "down": sum(one.is_down for one in streams),
        "late": sum(one.late for one in streams),
        "problems": sum(one.problems for one in streams),
        "is_ours": is_ours(request),
        "lacking": sum(one.lacks_a_plan for one in streams),
    }
    return render(request, "value_streams/list.html", SAY | shown)


def _streams(request: Request) -> QuerySet[Service]:
    return Service.objects.all() if is_ours(request) else reading.served()


@require_safe
@page_for(overseeing=True)
def stream(request: Request, key: str) -> HttpResponse:
    """One service from need to use: the chain, orders, work, promises, cost, risk, plans and what was found.

    A municipality gets it of a service that it has, a supplier of one that it delivers, and both of each part their
    own. Twenty-seven queries beside the frame's, and two for each agreement in force along it.
    """
    joins = ("group", "owner", "provider", "first_team__organisation", "next_team__organisation")
    service = _streams(request).select_related(*joins).filter(key=key).first()
    if service is None:
        raise NotYours(_("There is no such service, or it is not yours to see."))
    day = local_day(request.at)
    month, levels = reading.promises(service, day=day)
    problems = reading.open_tickets().filter(reading.PROBLEMS, service=service).order_by("opened_at")
    outages = list(reading.outages(at=request.at).filter(service=service))
    shown = {
        "service": service,
        "chain": reading.chain(service, day=day),
        "orders": reading.orders(service, at=request.at),
        "holding": reading.holding(service),
        "month": month.first,
        "promised": [one for one in levels if one.metric != "hold"],
        "owed": [one for one in levels if one.metric == "hold"],
        "costs": reading.costs(service, day=day),
        "problems": list(problems[:_LISTED]),
        "problem_count": problems.count(),
        "outages": outages[:_LISTED],
        "outage_count": len(outages),
        "is_down": any(one.end_at is None for one in outages),
        "plans": prepared(plans().filter(service=service), on=day),
        "is_critical": service.criticality == Service.Criticality.CRITICAL,
        "improvements": about(service_id=service.pk),
        "ahead": reading.ahead(service, day=day),
        "today": day,
        "is_ours": is_ours(request),
        "tells_continuity": request.viewer is not None and request.viewer.role is not Role.CUSTOMER,
        "processes": list(using(service.pk)),
    }
    return render(request, "value_streams/stream.html", SAY | shown)
