"""Calendars that programs subscribe to, by a secret address that its person may revoke."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from knutepunkt.agreement.actions.feeds import digest_of, make_feed, revoke_feed
from knutepunkt.agreement.models import FeedToken
from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.party.models import Person
from knutepunkt.party.queries import viewer
from knutepunkt.web.access import EVERYBODY
from knutepunkt.web.session import Request


def current_feed(request: Request, of: FeedToken.Of) -> FeedToken | None:
    """Return the person's address of that kind, None without one. One query."""
    return FeedToken.objects.filter(person=request.user, of=of.value, revoked_at=None).first()


def change(request: Request, of: FeedToken.Of, *, name: str) -> None:
    """Make a new address, shown this once, or revoke the one there is. `name` is the feed's in the addresses."""
    if "revoke" in request.POST:
        revoke_feed(of, by=request.user, at=request.at)
        messages.success(request, _("The address no longer answers."))
        return
    token = make_feed(of, by=request.user, at=request.at)
    address = request.build_absolute_uri(reverse(name, args=[token]))
    messages.success(request, _("Your secret address, shown this once: %(address)s") % {"address": address})


def answer(
    request: Request,
    token: str,
    of: FeedToken.Of,
    write: Callable[[Person], bytes],
    *,
    roles: frozenset[Role] = EVERYBODY,
) -> HttpResponse:
    """Return what the token's person may see now, as iCalendar. Nobody logs in here: the address is the key."""
    with seen_by(Viewer(Role.SYSTEM, source="feed")):
        found = FeedToken.objects.filter(digest=digest_of(token), of=of.value, revoked_at=None, person__is_active=True)
        kept = found.select_related("person").first()
        sees = viewer(kept.person, at=request.at, source="feed") if kept else None
    if kept is None or sees is None or not sees.oversees or sees.role not in roles:
        raise NotYours(_("This calendar no longer answers."))
    with seen_by(sees), translation.override(kept.person.language):
        written = write(kept.person)
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response
