"""The desk opens a ticket for somebody who called."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from knutepunkt.base.errors import Refusal
from knutepunkt.desk import actions
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.forms import NewTicketForm


@page_for(roles=INTEGRATOR)
def new(request: Request) -> HttpResponse:
    """Ask, and open. Two queries beside the frame's to show; a name that several have is asked about."""
    form = NewTicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_ticket(**form.asked(), channel="phone", by=request.user, at=request.at)
            return redirect("ticket", opened.pk)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return render(request, "workbench/new.html", {"form": form}, status=422 if form.errors else 200)
