"""Saved views: a filter under a name of one's own."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knutepunkt.base.errors import Refusal
from knutepunkt.desk.actions.keeping import forget_view, keep_view
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import Chosen


@require_POST
@page_for(roles=WORKERS)
def keep(request: Request) -> HttpResponse:
    """Keep the filter shown under a name."""
    query = Chosen.read(QueryDict(request.POST.get("query", ""))).address()
    try:
        keep_view(name=request.POST.get("name", ""), query=query, by=request.user)
        messages.success(request, _("The view is saved."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(f"/arbeidsbenk/?{query or urlencode({'sort': 'due'})}")


@require_POST
@page_for(roles=WORKERS)
def forget(request: Request, view_id: int) -> HttpResponse:
    """Remove one of one's own views."""
    forget_view(view_id, by=request.user)
    return redirect("workbench")
