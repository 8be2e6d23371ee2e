"""Sectors with the rhythm of their strategy meetings."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from knutepunkt.catalogue.models import ServiceGroup
from knutepunkt.plan.models import StrategyMeeting
from knutepunkt.plan.rules.sector import Rhythm, rhythm

_STATE = StrategyMeeting.State


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector, its rhythm, and the meeting that is next."""

    group: ServiceGroup
    rhythm: Rhythm
    next: StrategyMeeting | None


def meetings() -> QuerySet[StrategyMeeting]:
    """Return those that the viewer may see, the latest first."""
    return StrategyMeeting.objects.select_related("sector").order_by("-planned_on", "sector__order", "pk")


def sectors(*, on: date) -> list[Sector]:
    """Return every sector as its meetings are on a day. Two queries."""
    by_sector: defaultdict[int, list[StrategyMeeting]] = defaultdict(list)
    for meeting in StrategyMeeting.objects.exclude(state=_STATE.CANCELLED).order_by("planned_on"):
        by_sector[meeting.sector_id].append(meeting)
    groups = ServiceGroup.objects.filter(kind=ServiceGroup.Kind.SECTOR.value)
    return [_sector(group, by_sector[group.pk], on) for group in groups]


def _sector(group: ServiceGroup, found: list[StrategyMeeting], on: date) -> Sector:
    held = [one.held_on for one in found if one.held_on is not None]
    planned = [one for one in found if one.state == _STATE.PLANNED and one.planned_on >= on]
    known = rhythm(held, [one.planned_on for one in planned], on=on)
    return Sector(group, known, planned[0] if planned else None)
