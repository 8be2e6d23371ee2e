"""Report something that is wrong, or ask for something: the service is suggested from the words."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.errors import Refusal
from knutepunkt.catalogue.models import Service
from knutepunkt.catalogue.queries.suggest import by_group, offered, suggest
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries import portal
from knutepunkt.desk.rules.ticket import Kind
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import page_for
from knutepunkt.web.portal.forms import OrderForm, ReportForm
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request


@require_http_methods(["GET", "HEAD", "POST"])
@page_for()
def report(request: Request) -> HttpResponse:
    """Something is wrong: three fields, and the service that they are about."""
    return _ask(request, ReportForm, Kind.INCIDENT)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for()
def order(request: Request) -> HttpResponse:
    """Something is wanted: as a report, without how bad it is."""
    return _ask(request, OrderForm, Kind.REQUEST)


@require_safe
@page_for()
def suggestions(request: Request) -> HttpResponse:
    """The suggested services alone, while somebody types. Two queries beside the person's own."""
    form = OrderForm(request.GET, services=_services(request))
    return render(request, "portal/_service.html", _choice(request, form))


def _ask(request: Request, form_class: type[OrderForm], kind: Kind) -> HttpResponse:
    """Show the form; open the ticket once its service is known, else ask for that in a second step."""
    services = _services(request)
    if request.method != "POST":
        wanted = {"title": request.GET.get("title", ""), "service": request.GET.get("service", "")}
        return _form(request, form_class(initial=wanted, services=services), kind)
    form = form_class(request.POST, services=services)
    if not form.is_valid():
        return _form(request, form, kind, status=422)
    service = form.chosen()
    if service is None:
        return _form(request, form, kind, asks_service=True)
    try:
        ticket = _open(request, form.cleaned_data, service, kind)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _form(request, form, kind, status=refusal.status)
    messages.success(request, _("We have got it: %(ticket)s. You can follow it here.") % {"ticket": ticket.number})
    return redirect("ticket", ticket.pk)


def _open(request: Request, said: dict[str, Any], service: Service, kind: Kind) -> Ticket:
    return actions.open_ticket(
        title=said["title"],
        description=said["description"],
        service=service,
        kind=kind,
        impact=Impact(said.get("impact", Impact.LOW)),
        urgency=Urgency(said.get("urgency", Urgency.MEDIUM)),
        restricted=said["restricted"],
        by=request.user,
        at=request.at,
    )


def _form(
    request: Request, form: OrderForm, kind: Kind, *, status: int = 200, asks_service: bool = False
) -> HttpResponse:
    shown = {
        "form": form,
        "kind": kind.value,
        "asks_service": asks_service,
        "disruptions": portal.disruptions(),
        **_choice(request, form),
    }
    return render(request, "portal/report.html", shown, status=status)


def _services(request: Request) -> QuerySet[Service]:
    return offered(request.user.organisation_id, day=local_day(request.at)).select_related("first_team__organisation")


def _choice(request: Request, form: OrderForm) -> dict[str, Any]:
    """What the choice of a service shows: what the words suggest, and all there are, by group."""
    words = f"{form['title'].value() or ''} {form['description'].value() or ''}"
    found = suggest(words, customer_id=request.user.organisation_id, day=local_day(request.at), most=3)
    services = list(_services(request))
    return {
        "form": form,
        "suggestions": found,
        "keys": {suggestion.service.key for suggestion in found},
        "groups": by_group(service for service in services if not service.is_fallback),
        "fallback": next((service for service in services if service.is_fallback), None),
    }
