"""The calendar of days to act on, for any calendar program."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.models import FeedToken
from knutepunkt.agreement.queries.days import days_to_act
from knutepunkt.connectors.days import Day, feed
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day
from knutepunkt.performance.models import Review
from knutepunkt.web import feeds
from knutepunkt.web.access import page_for
from knutepunkt.web.agreements.views import DAYS
from knutepunkt.web.session import Request

_AHEAD = timedelta(days=3 * 365)
_ALARM = timedelta(days=14)


@require_POST
@page_for(overseeing=True)
def change_feed(request: Request) -> HttpResponse:
    """Make a new address, shown this once, or revoke the one there is."""
    feeds.change(request, FeedToken.Of.DAYS, name="days-feed")
    return redirect("days-to-act")


@require_safe
def days_feed(request: Request, token: str) -> HttpResponse:
    """The days that the token's person may see now."""
    return feeds.answer(request, token, FeedToken.Of.DAYS, lambda person: _calendar(person, at=request.at))


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
