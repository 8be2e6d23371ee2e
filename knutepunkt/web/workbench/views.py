"""Saved views: a filter under a name of one's own."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knutepunkt.base.errors import Refusal
from knutepunkt.desk.actions.keeping import forget_view, keep_view
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import Chosen
from knutepunkt.web.workbench.queues import show


@require_POST
@page_for(roles=WORKERS)
def keep(request: Request) -> HttpResponse:
    """Keep the filter shown under a name."""
    chosen, name = Chosen.read(QueryDict(request.POST.get("query", ""))), request.POST.get("name", "")
    try:
        view = keep_view(name=name, query=chosen.address(), by=request.user)
    except Refusal as refusal:
        return show(request, chosen, status=refusal.status, view_name=name[:200], view_refused=refusal.message)
    messages.success(request, _("The view %(name)s is saved.") % {"name": view.name})
    return redirect(f"{reverse('workbench')}?{view.query or 'sort=due'}")


@require_POST
@page_for(roles=WORKERS)
def forget(request: Request, view_id: int) -> HttpResponse:
    """Remove one of one's own views."""
    forget_view(view_id, by=request.user)
    messages.success(request, _("The view is removed."))
    return redirect("workbench")
