"""What roadmaps show: rows of quarters by area, milestones with how late they are, and what clashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from knutepunkt.plan.models import Activity, Milestone, Roadmap
from knutepunkt.plan.rules.quarter import Quarter, quarters
from knutepunkt.plan.rules.roadmap import Bar, Cell, Clash, cells, clashes, slip


@dataclass(frozen=True, slots=True)
class Line:
    """An activity as a row among the quarters. `late`: days after its baseline."""

    activity: Activity
    cells: Sequence[Cell]
    late: int | None
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A roadmap with its columns, rows by area, milestones with days after their baseline, and what clashes."""

    roadmap: Roadmap
    columns: Sequence[Quarter]
    areas: Sequence[tuple[str, Sequence[Line]]]
    milestones: Sequence[tuple[Milestone, int | None]]
    clashes: Sequence[Clash]

    @property
    def titles(self) -> dict[str, str]:
        """Return what each activity is called, by its key."""
        return {line.activity.key: line.activity.title for _area, lines in self.areas for line in lines}


def drawn(roadmap: Roadmap, *, today: date) -> Drawn:
    """Return one as it is drawn on `today`. Five queries."""
    needed = Activity.objects.only("key", "title", "area")
    activities = list(roadmap.activities.prefetch_related(Prefetch("awaits", needed)))
    columns = tuple(quarters(roadmap.first_on, roadmap.last_on))
    bars = [_bar(activity) for activity in activities]
    areas: dict[str, list[Line]] = {}
    for activity, bar in zip(activities, bars, strict=True):
        line = Line(activity, cells(bar, columns), slip(bar, today=today), bar.is_stated)
        areas.setdefault(activity.area, []).append(line)
    milestones = roadmap.milestones.prefetch_related(Prefetch("releases", needed))
    return Drawn(
        roadmap,
        columns,
        list(areas.items()),
        [(one, _late(one, today)) for one in milestones],
        clashes(bars),
    )


def _bar(activity: Activity) -> Bar:
    return Bar(
        activity.key,
        activity.starts_on,
        activity.ends_on,
        activity.baseline_ends_on,
        activity.done_on,
        frozenset(one.key for one in activity.awaits.all()),
    )


def _late(one: Milestone, today: date) -> int | None:
    """Return the days after its baseline: it slips as an activity does that ends when it is reached."""
    planned = Bar(one.key, ends_on=one.not_after_on, baseline_ends_on=one.baseline_not_after_on, done_on=one.reached_on)
    return slip(planned, today=today)
