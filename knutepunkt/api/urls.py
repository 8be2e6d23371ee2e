"""The API under /api/: OpenAPI 3.1, one token a program, the same actions and the same visibility as the pages."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from knutepunkt.api import agreements, judgement, plans, reports, settlements, systems, tickets
from knutepunkt.api.auth import token
from knutepunkt.base.errors import NotYours, Refusal

api = NinjaAPI(
    title="Knutepunkt",
    version="1",
    description="Tickets, their custody and their clocks; service reports.",
    auth=token,
    urls_namespace="api",
    docs_url=None,  # the interactive page loads scripts from elsewhere; the description itself is served
)
api.add_router("/tickets", tickets.router)
api.add_router("/agreements", agreements.router)
api.add_router("/settlements", settlements.router)
api.add_router("/reports", reports.router)
api.add_router("/systems", systems.router)
api.add_router("/judgement", judgement.router)
api.add_router("/plans", plans.router)


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its status, message and fields."""
    return api.create_response(request, {"message": refusal.message, "fields": refusal.fields}, status=refusal.status)


@api.exception_handler(RequestDataTooBig)
def refuse_too_much(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    """Answer a body beyond what a request may hold, as any other refusal."""
    message = _("The request is larger than is accepted. Send long text as a file, and large files one by one.")
    return api.create_response(request, {"message": message, "fields": {}}, status=413)


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer an address that the API does not have, as any other refusal."""
    return refuse(request, NotYours(_("The API has no such address. /api/openapi.json says which there are.")))
