"""The calendar of days to act on, for any calendar program: by a secret address that its person may revoke."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.actions.feeds import digest_of, make_feed, revoke_feed
from knutepunkt.agreement.models import FeedToken
from knutepunkt.agreement.queries.days import days_to_act
from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.connectors.days import Day, feed
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day, viewer
from knutepunkt.performance.models import Review
from knutepunkt.web.access import page_for
from knutepunkt.web.agreements.views import DAYS
from knutepunkt.web.session import Request

_AHEAD = timedelta(days=3 * 365)
_ALARM = timedelta(days=14)


@require_POST
@page_for(overseeing=True)
def change_feed(request: Request) -> HttpResponse:
    """Make a new address, shown this once, or revoke the one there is."""
    if "revoke" in request.POST:
        revoke_feed(by=request.user, at=request.at)
        messages.success(request, _("The address no longer answers."))
        return redirect("days-to-act")
    token = make_feed(by=request.user, at=request.at)
    address = request.build_absolute_uri(reverse("days-feed", args=[token]))
    messages.success(request, _("Your secret address, shown this once: %(address)s") % {"address": address})
    return redirect("days-to-act")


@require_safe
def days_feed(request: Request, token: str) -> HttpResponse:
    """The days that the token's person may see now, as iCalendar. Nobody logs in here: the address is the key."""
    with seen_by(Viewer(Role.SYSTEM, source="feed")):
        found = FeedToken.objects.filter(digest=digest_of(token), revoked_at=None, person__is_active=True)
        kept = found.select_related("person").first()
        sees = viewer(kept.person, at=request.at, source="feed") if kept else None
    if kept is None or sees is None or not sees.oversees:
        raise NotYours(_("This calendar no longer answers."))
    with seen_by(sees), translation.override(kept.person.language):
        written = _calendar(kept.person, at=request.at)
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _calendar(person: Person, *, at: datetime) -> bytes:
    today = local_day(at)
    days = [
        Day(
            uid=f"{one.what}-{one.key}@knutepunkt",
            on=one.on,
            title=f"{DAYS[one.what]}: {one.title}",
            alarm=_ALARM,
        )
        for one in days_to_act(on=today, until=today + _AHEAD)
    ]
    reviews = Review.objects.filter(state=Review.State.PLANNED.value, planned_on__gte=today)
    days += [
        Day(
            uid=f"review-{one.pk}@knutepunkt",
            on=one.planned_on,
            title=_("Review: %(supplier)s") % {"supplier": one.supplier},
            alarm=_ALARM,
        )
        for one in reviews.select_related("supplier")
    ]
    return feed(_("Days to act"), days, language=person.language, at=at)
