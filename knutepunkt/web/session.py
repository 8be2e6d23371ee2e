"""Each request in one transaction, first at the door and then as the person who asks."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from knutepunkt.base.session import ENTRY, Viewer, become, seen_by
from knutepunkt.party.models import Person
from knutepunkt.party.queries import viewer

Handler = Callable[[HttpRequest], HttpResponse]

# Signing in and out, and one's password, are done at the door: only its role may write there.
ACCOUNT_PREFIX = "/konto/"


class Request(HttpRequest):
    """A request by somebody who has a place: what every view of a person's gets."""

    user: Person
    viewer: Viewer | None
    at: datetime


def one_transaction(get_response: Handler) -> Handler:
    """Middleware: open a transaction at the door; an unforeseen error undoes it all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with seen_by(ENTRY):
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return middleware


def open_for_person(get_response: Handler) -> Handler:
    """Middleware: give the transaction to the person who is logged in, with language and time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        person = request.user
        request.viewer = None  # type: ignore[attr-defined]
        if isinstance(person, Person):
            request.viewer = viewer(person, at=request.at, source=f"web {address(request)}")  # type: ignore[attr-defined]
            timezone.activate(ZoneInfo(person.time_zone))
            translation.activate(person.language)
        else:
            timezone.deactivate()
            translation.activate(translation.get_language_from_request(request))
        if request.viewer and not request.path.startswith(ACCOUNT_PREFIX):  # type: ignore[attr-defined]
            become(request.viewer)  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        if request.session.modified and not connection.needs_rollback:
            become(ENTRY)  # the session is saved at the door, after this
        return response

    return middleware


def address(request: HttpRequest) -> str:
    """Return the network address the request came from, for the trail."""
    return str(request.META.get("REMOTE_ADDR", ""))
