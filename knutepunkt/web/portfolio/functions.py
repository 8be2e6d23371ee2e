"""Functions of municipal work: what serves each, for whom; what is served twice, and what by nothing that is known."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.catalogue.models import Application
from knutepunkt.catalogue.queries import portfolio as queries
from knutepunkt.catalogue.queries.portfolio import Served
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import administers
from knutepunkt.web.access import page_for
from knutepunkt.web.portfolio.words import SAY
from knutepunkt.web.session import Request


@require_safe
@page_for(overseeing=True)
def functions(request: Request) -> HttpResponse:
    """All that the viewer sees, those without a known product first to be seen. Three queries beside the frame's."""
    served = queries.functions()
    shown = {
        "served": served,
        "without": [one for one in served if not one.by],
        "double": queries.doubled(served),
    }
    return render(request, "portfolio/functions.html", SAY | shown)


@require_safe
@page_for(overseeing=True)
def function(request: Request, key: str) -> HttpResponse:
    """One function, by municipality. Five queries beside the frame's."""
    one = next((served for served in queries.functions() if served.function.key == key), None)
    if one is None:
        raise NotYours(_("There is no such function, or it is not yours to see."))
    customers = [one for one in queries.customers() if request.viewer is None or _is_seen(request, one)]
    shown = {
        "one": one,
        "rows": [(customer, *_of(one, customer)) for customer in customers],
        "unstated": [application for application, those in one.by.items() if not those],
        "may": administers(request.user, request.at),
    }
    return render(request, "portfolio/function.html", SAY | shown)


def _is_seen(request: Request, customer: Organisation) -> bool:
    """A customer reads of itself only; to others the names are a directory."""
    viewer = request.viewer
    return viewer is None or viewer.role.value != "kp_customer" or customer.pk in viewer.organisations


def _of(one: Served, customer: Organisation) -> tuple[list[Application], str]:
    """Return what serves the customer, and what is remarked of it."""
    serving = [application for application, those in one.by.items() if customer in those]
    remarks = [use.remark for use in one.uses if use.customer_id == customer.pk and use.remark]
    return serving, " ".join(remarks)
