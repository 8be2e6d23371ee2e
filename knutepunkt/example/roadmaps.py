"""Writes the example's roadmaps, the source's and one of our own that is under way, and its waves."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.example.reading import read
from knutepunkt.party.models import Organisation
from knutepunkt.plan.models import Activity, Clarification, Milestone, Move, MoveStep, Roadmap, Wave
from knutepunkt.plan.rules.quarter import Quarter

_SOURCE = "kilden"
_OSLO = ZoneInfo("Europe/Oslo")


def write_roadmaps(*, on: date) -> None:
    """Write them where they are missing; our own lies around a day."""
    if Roadmap.objects.exists():
        return
    given = read("roadmap")
    home = Organisation.objects.get(kind=Organisation.Kind.INTEGRATOR.value)
    source, own = given["source"], given["own"]
    start = Quarter.of(on).first_on
    plan = _roadmap("transformasjonsplan", source, home, source["first_on"], source["last_on"], order=1)
    _fill(plan, source, start, source=_SOURCE)
    first, last = (add_months(start, months) for months in own["months"])
    ours = _roadmap("ny-plattform", own, home, first, last - timedelta(days=1), order=0)
    _fill(ours, own, start, source="")
    for wave in given["waves"]:
        _wave(wave, home)


def _roadmap(key: str, given: dict[str, Any], home: Organisation, first: date, last: date, *, order: int) -> Roadmap:
    return Roadmap.objects.create(
        key=key, title=given["title"], remark=given["remark"], owner=home, first_on=first, last_on=last, order=order,
        source=_SOURCE if key == "transformasjonsplan" else "", is_example=True,
    )  # fmt: skip


def _fill(plan: Roadmap, given: dict[str, Any], start: date, *, source: str) -> None:
    rows: dict[str, Activity] = {}
    for area in given["areas"]:
        for one in area["activities"]:
            rows[one["key"]] = _activity(plan, area["area"], one, start, order=len(rows), source=source)
            rows[one["key"]].awaits.set(rows[key] for key in one.get("needs", ()))
            rows[one["key"]].services.set(Service.objects.filter(key__in=one.get("services", ())))
    for order, one in enumerate(given["milestones"]):
        on = add_months(start, one["month"]) if "month" in one else None
        values = {name: one.get(name) for name in ("not_before_on", "reached_on")}
        values |= {
            "not_after_on": one.get("not_after_on") or on,
            "baseline_not_after_on": on,
            "wording": one.get("wording", ""),
        }
        row = Milestone.objects.create(
            roadmap=plan, key=one["key"], title=one["title"], order=order, source=source, **values
        )
        row.releases.set(rows[key] for key in one.get("releases", ()))
    if any(row.baseline_ends_on for row in rows.values()):
        Roadmap.objects.filter(pk=plan.pk).update(baseline_set_on=plan.first_on)


def _activity(plan: Roadmap, area: str, given: dict[str, Any], start: date, *, order: int, source: str) -> Activity:
    days: dict[str, date | None] = {}
    if "from" in given:
        begins, planned = add_months(start, given["from"]), add_months(start, given["to"]) - timedelta(days=1)
        ends = planned + timedelta(days=given.get("late_days", 0))
        days = {
            "starts_on": begins,
            "ends_on": ends,
            "baseline_starts_on": begins,
            "baseline_ends_on": planned,
            "done_on": ends if given.get("done") else None,
        }
    return Activity.objects.create(
        roadmap=plan, key=given["key"], area=area, title=given["title"], order=order, source=source,
        holder=given.get("holder", Activity.Holder.UNSTATED.value), **days,
    )  # fmt: skip


def _wave(given: dict[str, Any], home: Organisation) -> None:
    activity = Activity.objects.get(key=given["activity"])
    wave = Wave.objects.create(
        key=given["key"], number=given["number"], title=given["title"], activity=activity, is_example=True,
        starts_on=activity.starts_on, ends_on=activity.ends_on, remark="Eksempeldata",
    )  # fmt: skip
    for move in given["moves"]:
        said = move.pop("said", ())
        application = Application.objects.get(key=move["application"])
        row = Move.objects.create(wave=wave, **move | {"application": application})
        for one in said:
            Clarification.objects.create(move=row, **one)
    for kind in MoveStep.Kind.values:
        for number, step in enumerate(given[kind], start=1):
            MoveStep.objects.create(wave=wave, kind=kind, number=number, holder=home, **step)
    if begins := given.get("begins"):
        assert wave.ends_on is not None
        on = wave.ends_on - timedelta(days=begins["days_before_end"])
        first = datetime(on.year, on.month, on.day, begins["hour"], tzinfo=_OSLO)
        wave.steps.filter(kind=MoveStep.Kind.CUT_OVER.value, number=1).update(starts_at=first)
