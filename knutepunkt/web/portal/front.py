"""The front page: the door for strangers, help for employees; those who work on tickets go to their workbench."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from knutepunkt.base.session import Role
from knutepunkt.catalogue.queries.suggest import by_group, offered, suggest
from knutepunkt.desk.queries import portal
from knutepunkt.desk.rules.search import as_ticket_number
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import page_for
from knutepunkt.web.portal.sentences import with_standing
from knutepunkt.web.session import Request

_OWN_SHOWN = 4
_USED_SHOWN = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The door, the portal or the workbench: by who asks."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        return render(request, "portal/door.html")
    if viewer and viewer.role is not Role.CUSTOMER:
        return redirect("workbench")
    return help_page(request)


@require_safe
@page_for()
def help_page(request: Request) -> HttpResponse:
    """The portal. Seven queries: disruptions and most used (two each at most), services, own tickets."""
    services = list(offered(request.user.organisation_id, day=local_day(request.at)))
    own = portal.own(request.user.pk, at=request.at, is_open=True, size=_OWN_SHOWN)
    mine = {service.pk for service in services}
    shown = {
        "groups": by_group(services),
        "used_most": [service for service in portal.used_most(2 * _USED_SHOWN) if service.pk in mine][:_USED_SHOWN],
        "disruptions": portal.disruptions(),
        "own": with_standing(own.tickets, reader_id=request.user.pk, at=request.at),
        "has_more": own.before is not None,
    }
    return render(request, "portal/home.html", shown)


@require_safe
@page_for()
def search(request: Request) -> HttpResponse:
    """Services and own tickets for the words. Six queries; a ticket's number leads straight to it."""
    words = request.GET.get("q", "").replace("\x00", " ").strip()[:200]
    tickets = portal.found(words, request.user.pk, at=request.at)
    if len(tickets) == 1 and as_ticket_number(words) == tickets[0].pk:
        return redirect("ticket", tickets[0].pk)
    shown = {
        "words": words,
        "suggestions": suggest(words, customer_id=request.user.organisation_id, day=local_day(request.at), most=6),
        "tickets": with_standing(tickets, reader_id=request.user.pk, at=request.at),
        "disruptions": portal.disruptions(),
    }
    return render(request, "portal/search.html", shown)
