"""Figures of time on run-projects become hours of a run-project: they stood in two places, and one is enough."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import migrations

_PROJECT = {
    "key": "runprosjekter-for-timene",
    "title": "Runprosjekter før timene ble ført for hvert av dem",
    "kind": "run",
    "phase": "done",
    "description": "Timene som ble ført som ett tall for hvert team og hver periode.",
}
_MOST = Decimal(9999)  # a line of hours holds no more


def moved(figures: Iterable[Any], apps: Any) -> None:
    """Write each figure as hours of its team's area, where none are there for the period, and its capacity."""
    area_of, time_spent = apps.get_model("plan", "BusinessArea"), apps.get_model("plan", "TimeSpent")
    capacity = apps.get_model("plan", "Capacity")
    for one in figures:
        area, _is_new = area_of.objects.get_or_create(key=one.team.key, defaults={"name": one.team.name})
        first = one.from_on
        if first.day == 1 and first.month % 3 == 1 and _ends_quarter(first, one.to_on):
            capacity.objects.get_or_create(area=area, quarter=first, defaults={"hours": one.capacity_hours})
        there = time_spent.objects.filter(area=area, project__kind="run", spent_on__range=(first, one.to_on))
        if there.exists():
            continue
        said = {"area": area, "spent_on": one.to_on, "note": one.source[:200], "at": _end(one.to_on)}
        for hours in _lines(Decimal(one.hours)):
            time_spent.objects.create(project=_project(apps), hours=hours, **said)


def _ends_quarter(first: Any, last: Any) -> bool:
    after = last + timedelta(days=1)
    return after.day == 1 and (after.year * 12 + after.month) - (first.year * 12 + first.month) == 3


def _lines(hours: Decimal) -> Iterator[Decimal]:
    while hours > 0:
        yield min(hours, _MOST)
        hours -= _MOST


def _end(day: Any) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _project(apps: Any) -> Any:
    project, organisation = apps.get_model("plan", "Project"), apps.get_model("party", "Organisation")
    owner = organisation.objects.filter(kind="integrator").order_by("pk").first()
    values = {name: value for name, value in _PROJECT.items() if name != "key"} | {"owner": owner}
    return project.objects.get_or_create(key=_PROJECT["key"], defaults=values)[0]


def _move(apps: Any, _editor: Any) -> None:
    moved(apps.get_model("assessment", "TimeShare").objects.select_related("team").order_by("pk"), apps)


class Migration(migrations.Migration):
    """What run-projects take of the time is reckoned from their hours from now on."""

    dependencies = (("plan", "0017_clarification_policies"), ("assessment", "0004_projects_as_subjects"))
    run_before = (("assessment", "0005_time_is_of_projects"),)

    operations = (migrations.RunPython(_move, migrations.RunPython.noop),)
