"""Roadmaps and waves for calendar programs: a roadmap as a file, and all that a person sees as a feed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.models import FeedToken
from knutepunkt.connectors.days import Day, Entry, Hours, feed
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day
from knutepunkt.plan.models import Activity, Milestone, MoveStep, Roadmap, Wave
from knutepunkt.plan.queries.moving import OPEN, Timed, in_time
from knutepunkt.web import feeds
from knutepunkt.web.access import page_for
from knutepunkt.web.roadmap.roadmaps import READERS, found
from knutepunkt.web.roadmap.words import STEP_KINDS
from knutepunkt.web.session import Request

_ALARM = timedelta(days=14)
_BACK = timedelta(days=365)  # a feed forgets what lies further back; a file keeps all


@require_safe
@page_for(roles=READERS, overseeing=True)
def file(request: Request, key: str) -> HttpResponse:
    """A roadmap's milestones, the ends of its activities, and the waves on it with their steps. Six queries."""
    one = found(key)
    entries = list(_entries(request, Roadmap.objects.filter(pk=one.pk)))
    answer = HttpResponse(
        feed(one.title, entries, language=get_language() or "nb", at=request.at),
        content_type="text/calendar; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.ics"'
    return answer


@require_POST
@page_for(roles=READERS, overseeing=True)
def change_feed(request: Request) -> HttpResponse:
    """Make a new address, shown this once, or revoke the one there is."""
    feeds.change(request, FeedToken.Of.PLANS, name="plans-feed")
    return redirect("roadmaps")


@require_safe
def plans_feed(request: Request, token: str) -> HttpResponse:
    """All roadmaps and waves that the token's person may see now."""

    def written(person: Person) -> bytes:
        since = local_day(request.at) - _BACK
        entries = [one for one in _entries(request, None) if _ends_on(one) >= since]
        return feed(_("Roadmaps and waves"), entries, language=person.language, at=request.at)

    return feeds.answer(request, token, FeedToken.Of.PLANS, written, roles=READERS)


def _entries(request: HttpRequest, of: QuerySet[Roadmap] | None) -> Iterator[Entry]:
    """All that lies on some roadmaps, or with None on all, and all waves."""
    within = {} if of is None else {"roadmap__in": of}
    for milestone in Milestone.objects.filter(**within).select_related("roadmap"):
        if on := milestone.reached_on or milestone.not_after_on:
            yield _day(request, f"milestone-{milestone.pk}", on, milestone.title, milestone.roadmap)
    for activity in Activity.objects.filter(**within, ends_on__isnull=False).select_related("roadmap"):
        assert activity.ends_on is not None
        title = _("%(area)s: %(activity)s ends") % {"area": activity.area, "activity": activity.title}
        yield _day(request, f"activity-{activity.pk}", activity.ends_on, title, activity.roadmap)
    waves = Wave.objects.all() if of is None else Wave.objects.filter(activity__roadmap__in=of)
    for wave in waves.prefetch_related("steps__holder"):
        yield from _of_wave(request, wave)


def _day(request: HttpRequest, uid: str, on: date, title: str, roadmap: Roadmap) -> Day:
    return Day(
        uid=f"{uid}@knutepunkt",
        on=on,
        title=title,
        url=request.build_absolute_uri(reverse("roadmap", args=[roadmap.key])),
        categories=(roadmap.title,),
        alarm=_ALARM,
    )


def _of_wave(request: HttpRequest, wave: Wave) -> Iterator[Entry]:
    """Its days, and while it is to come or runs the hours of its steps, as far as they are known."""
    title = _("Wave %(number)d: %(title)s") % {"number": wave.number, "title": wave.title}
    url = request.build_absolute_uri(reverse("wave", args=[wave.key]))
    first_on = wave.starts_on or wave.ends_on
    if first_on:
        yield Day(uid=f"wave-{wave.pk}@knutepunkt", on=first_on, until=wave.ends_on, title=title, url=url, alarm=_ALARM)
    if wave.state not in OPEN:
        return
    for those in in_time(wave.steps.all()).values():
        for one in those:
            if entry := _hours(one, title, url):
                yield entry


def _hours(one: Timed, wave: str, url: str) -> Hours | None:
    if one.begins_at is None or one.ends_at is None:
        return None
    step, is_back = one.step, one.step.kind == MoveStep.Kind.ROLLBACK
    told = {"kind": STEP_KINDS[step.kind], "step": step.title}
    return Hours(
        uid=f"movestep-{step.pk}@knutepunkt",
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        title=_("%(kind)s, if it comes to that: %(step)s") % told if is_back else f"{told['kind']}: {told['step']}",
        text=f"{wave}\n{step.holder.name}" if step.holder else wave,
        url=url,
        is_tentative=is_back,
    )


def _ends_on(one: Entry) -> date:
    if isinstance(one, Hours):
        return local_day(one.ends_at)
    return (one.until or one.on) if isinstance(one, Day) else date.max
