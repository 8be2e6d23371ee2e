"""One application with all that is known of it, and all that is not."""

from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.agreement.models import Contract, Licence
from knutepunkt.assessment.queries.found import findings
from knutepunkt.assessment.queries.judged import assessments, judged
from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Application, ApplicationCost, Service
from knutepunkt.catalogue.queries import systems
from knutepunkt.catalogue.queries.impact import impact_of
from knutepunkt.catalogue.queries.portfolio import life_of
from knutepunkt.catalogue.queries.realizing import of_ours
from knutepunkt.catalogue.rules.portfolio import review_due_on, signs
from knutepunkt.desk.models import Ticket
from knutepunkt.party.queries import administers, local_day
from knutepunkt.plan.models import Move
from knutepunkt.web.access import page_for
from knutepunkt.web.history import worded
from knutepunkt.web.judgement.words import SAY as SAY_JUDGED
from knutepunkt.web.portfolio.words import SAY
from knutepunkt.web.roadmap.words import WAVE_COLOURS, WAVE_STATES, WAYS
from knutepunkt.web.session import Request
from knutepunkt.web.systems.views import SAY as SAY_SYSTEMS

_WAVES = {"wave_states": WAVE_STATES, "wave_colours": WAVE_COLOURS, "ways": WAYS}


@require_safe
@page_for(overseeing=True)
def application(request: Request, key: str) -> HttpResponse:
    """Everything about one application, with what hangs on it elsewhere. Some 25 queries beside the frame's."""
    one = Application.objects.select_related("sector", "supplier", "owner").filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such application, or it is not yours to see."))
    today = local_day(request.at)
    is_ours = request.viewer is not None and request.viewer.role is Role.INTEGRATOR
    services = list(Service.objects.filter(dependencies__needs_application=one))
    shown = {
        "one": one,
        "users": list(one.users.all()),
        "signs": signs(life_of(one), on=today),
        "functions": one.functions.select_related("function", "customer"),
        "links": list(systems.of_whole(one)),
        "services": services,
        "impact": impact_of(one, day=today),
        "licences": Licence.objects.filter(application=one).select_related("contract"),
        "contracts": _contracts(one, services),
        "tickets": Ticket.objects.filter(service__in=services, closed_at=None).count() if services else 0,
        "documents": _documents(one, today),
        "costs": _costs(one),
        "references": of_ours(one) if is_ours else [],
        "judged": judged(assessments().filter(application=one), on=today),
        "findings": list(findings().filter(application=one)) if is_ours else [],
        "moves": list(Move.objects.filter(application=one).select_related("wave")),
        "today": today,
        "is_ours": is_ours,
        "may": administers(request.user, request.at),
        "history": worded(Application, history("catalogue_application", one.pk)) if is_ours else [],
    }
    return render(request, "portfolio/application.html", SAY_JUDGED | SAY_SYSTEMS | SAY | _WAVES | shown)


def _contracts(one: Application, services: list[Service]) -> Any:
    """Return the contracts of its supplier, and those that name a service that stands on it."""
    named = Q(services__in=services)
    if one.supplier_id:
        named |= Q(provider=one.supplier_id)
    return Contract.objects.filter(named, kind=Contract.Kind.UNDERPINNING.value).select_related("provider").distinct()


def _documents(one: Application, today: Any) -> list[tuple[Any, Any, bool]]:
    """Return each document with when it is due, and whether that has passed."""
    rows = ((row, review_due_on(row.reviewed_on, row.every_months)) for row in one.documentation.all())
    return [(row, due, due is None or due < today) for row, due in rows]


def _costs(one: Application) -> list[tuple[int, Any, list[ApplicationCost]]]:
    """Return the costs by year with their sum, the last year first."""
    rows = groupby(one.costs.order_by("-year", "kind"), key=lambda row: row.year)
    years = ((year, list(those)) for year, those in rows)
    return [(year, sum(row.amount for row in those), those) for year, those in years]
