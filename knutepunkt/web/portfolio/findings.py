"""What stands out in the portfolio: to be replaced, served twice, without product, hubs, missing links, days passed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knutepunkt.catalogue.models import Application
from knutepunkt.catalogue.queries import portfolio as queries
from knutepunkt.catalogue.queries import systems
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.portfolio.words import SAY
from knutepunkt.web.session import Request
from knutepunkt.web.systems.views import SAY as SAY_SYSTEMS

_WISHED = ("missing", "planned", "possible")


@require_safe
@page_for(roles=INTEGRATOR)
def standing_out(request: Request) -> HttpResponse:
    """All of it on one page, each part with its number. Eleven queries beside the frame's."""
    today = local_day(request.at)
    served = queries.functions()
    shown = {
        "replaceable": queries.replaceable(),
        "double": queries.doubled(served),
        "without": [one for one in served if not one.by],
        "hubs": [(one, number, isinstance(one, Application)) for one, number in queries.hubs()],
        "wished": list(systems.integrations().filter(state__in=_WISHED)),
        "signed": queries.signed(on=today),
        "overdue": queries.overdue_documents(on=today),
        "many": Application.objects.count(),
    }
    return render(request, "portfolio/findings.html", SAY_SYSTEMS | SAY | shown)
