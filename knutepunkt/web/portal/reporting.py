"""Report something that is wrong, or ask for something: the service is suggested from the words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.errors import Refusal
from knutepunkt.catalogue.queries.suggest import Suggestion, offered, suggest
from knutepunkt.desk import actions
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
    return render(request, "portal/_service.html", {"form": form, "suggestions": _suggested(request, form)})


def _ask(request: Request, form_class: type[OrderForm], kind: Kind) -> HttpResponse:
    """Show the form; open the ticket once its service is known, else ask for that in a second step."""
    services = _services(request)
    if request.method != "POST":
        wanted = {"title": request.GET.get("title", ""), "service": request.GET.get("service", "")}
        return _form(request, form_class(initial=wanted, services=services), kind)
    form = form_class(request.POST, services=services)
    if not form.is_valid():
        return _form(request, form, kind, status=422)
    if form.cleaned_data["service"] is None:
        return _form(request, form, kind, asks_service=True)
    try:
        ticket = _open(request, form, kind)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _form(request, form, kind, status=refusal.status)
    messages.success(request, _("We have got it: %(ticket)s. You can follow it here.") % {"ticket": ticket.number})
    return redirect("ticket", ticket.pk)


def _open(request: Request, form: forms.Form, kind: Kind) -> Any:
    said = form.cleaned_data
    return actions.open_ticket(
        title=said["title"],
        description=said["description"],
        service=said["service"],
        kind=kind,
        impact=Impact(said.get("impact", Impact.LOW)),
        urgency=Urgency(said.get("urgency", Urgency.MEDIUM)),
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
        "suggestions": _suggested(request, form),
        "disruptions": portal.disruptions(),
    }
    return render(request, "portal/report.html", shown, status=status)


def _services(request: Request) -> Any:
    return offered(request.user.organisation_id, day=local_day(request.at)).select_related("first_team__organisation")


def _suggested(request: Request, form: forms.Form) -> list[Suggestion]:
    words = f"{form['title'].value() or ''} {form['description'].value() or ''}"
    return suggest(words, customer_id=request.user.organisation_id, day=local_day(request.at), most=3)
