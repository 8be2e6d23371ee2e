"""What is known of waves: their applications, what blocks what, their steps in time, and where all is hosted when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from knutepunkt.catalogue.models import Application, Integration
from knutepunkt.catalogue.queries.behind import applications_needed
from knutepunkt.plan.models import Move, MoveStep, Wave
from knutepunkt.plan.queries.readiness import courses, moves, readiness
from knutepunkt.plan.rules.quarter import Quarter, quarters
from knutepunkt.plan.rules.wave import (
    MOVED,
    Demand,
    Lack,
    Readiness,
    Taken,
    blocking,
    hosted,
    laid_out,
    rings,
    suggest,
)

_ORDER = (MoveStep.Kind.CUT_OVER, MoveStep.Kind.ACCEPTANCE, MoveStep.Kind.ROLLBACK)
OPEN = (Wave.State.PLANNED.value, Wave.State.RUNNING.value)


@dataclass(frozen=True, slots=True)
class Parted:
    """An integration that is cut for a while: one end moves in an earlier wave, and nobody says how it is kept."""

    first: Move
    later: Application
    integration: Integration


@dataclass(frozen=True, slots=True)
class Planned:
    """The waves with what each moves and how ready it is; what is in the wrong order, and what order would do.

    `rings`: applications of which each needs the next, and the last the first: they can only move together.
    """

    waves: Sequence[tuple[Wave, Sequence[tuple[Move, Readiness]]]]
    blocked: Sequence[tuple[Application, Application]]
    parted: Sequence[Parted]
    suggested: Sequence[Sequence[Application]]
    rings: Sequence[Sequence[Application]]
    left_out: Sequence[Application]

    @property
    def coming(self) -> Sequence[Readiness]:
        """Return the readiness of what is still to move."""
        return [one for wave, moves in self.waves if wave.state in OPEN for _move, one in moves]

    @property
    def ready(self) -> int:
        """Return how many applications may move today."""
        return sum(one.is_ready for one in self.coming)


def planned(*, on: date) -> Planned:
    """Return all waves as they stand on a day, as far as the viewer sees them. Fourteen queries."""
    waves = list(Wave.objects.select_related("activity"))
    every = list(moves())
    ready = readiness(every, every=every, on=on)
    by_wave: dict[int, list[tuple[Move, Readiness]]] = defaultdict(list)
    for move in every:
        by_wave[move.wave_id].append((move, ready[move.pk]))
    known = {one.key: one for one in Application.objects.all()}
    course = courses(every)
    order = {one.key: course[one.pk].number for one in known.values() if one.pk in course}
    needs = _needs(known)
    coming = [key for key, number in order.items() if number != MOVED]
    in_waves = {move.application.key for move in every if move.wave.state != Wave.State.ROLLED_BACK}
    return Planned(
        [(wave, by_wave[wave.pk]) for wave in waves],
        [(known[one], known[needed]) for one, needed in blocking(order, needs)],
        [one for move in every if move.wave.state in OPEN for one in _parted(move, ready[move.pk])],
        [sorted((known[key] for key in group), key=str) for group in suggest(coming, needs)],
        [[known[key] for key in ring] for ring in rings(coming, needs)],
        [one for one in known.values() if one.key not in in_waves],
    )


def _needs(known: Mapping[str, Application]) -> dict[str, set[str]]:
    by_id = {one.pk: one.key for one in known.values()}
    found = applications_needed(by_id)
    return {by_id[one]: {by_id[key] for key in needed if key in by_id} for one, needed in found.items()}


def _parted(move: Move, ready: Readiness) -> list[Parted]:
    found = []
    for gap in ready.answers[Demand.INTEGRATIONS].gaps:
        if gap.lack is Lack.LATER and isinstance(gap.about, Integration):
            other = getattr(gap.beside, "application", None) or gap.beside
            if isinstance(other, Application):
                found.append(Parted(move, other, gap.about))
    return found


def unready(wave: Wave, *, on: date) -> list[tuple[Application, tuple[Demand, ...]]]:
    """Return the applications of a wave for which something is lacking, and for which demands."""
    every = list(moves())
    mine = [move for move in every if move.wave_id == wave.pk]
    ready = readiness(mine, every=every, on=on)
    return [(move.application, ready[move.pk].lacking) for move in mine if not ready[move.pk].is_ready]


@dataclass(frozen=True, slots=True)
class Timed:
    """A step with when it begins and ends; None where that is not known."""

    step: MoveStep
    begins_at: datetime | None
    ends_at: datetime | None


def steps_of(wave: Wave) -> dict[str, list[Timed]]:
    """Return a wave's steps by the list they stand on, in time: over, then accepted, else back again."""
    return in_time(wave.steps.select_related("holder"))


def in_time(steps: Iterable[MoveStep]) -> dict[str, list[Timed]]:
    """Return the steps of one wave by the list they stand on, each with its time as far as it is known."""
    lists: dict[str, list[MoveStep]] = {kind.value: [] for kind in _ORDER}
    for step in steps:
        lists[step.kind].append(step)
    every = [step for those in lists.values() for step in those]
    times = laid_out(Taken(one.starts_at, _length(one)) for one in every)
    placed = {one.pk: Timed(one, *(time or (None, None))) for one, time in zip(every, times, strict=True)}
    return {kind: [placed[one.pk] for one in those] for kind, those in lists.items()}


def _length(step: MoveStep) -> timedelta | None:
    return timedelta(minutes=step.minutes) if step.minutes is not None else None


@dataclass(frozen=True, slots=True)
class Hosting:
    """How many applications each kind of hosting has: today, at the end of each quarter, and those nobody can place.

    `unplaced`: applications that are to move on a day that is not stated or has passed; they are counted where they
    stand today.
    """

    today: Mapping[str, int]
    coming: Mapping[Quarter, Mapping[str, int]]
    unplaced: Sequence[Move]


def hosting(on: date, last_on: date) -> Hosting:
    """Return where the applications in use are hosted from a day on, as the waves are planned. Two queries."""
    rows = Application.objects.exclude(phase=Application.Phase.RETIRED.value)
    now = dict(rows.values_list("key", "hosting"))
    today: dict[str, int] = defaultdict(int)
    for place in now.values():
        today[place] += 1
    coming = moves().filter(wave__state__in=OPEN).exclude(way=Move.Way.RETAIN.value)
    dated, unplaced = [], []
    for move in coming.filter(application__key__in=now):
        ends_on = move.wave.ends_on
        if ends_on is None or ends_on < on:
            unplaced.append(move)
        else:
            dated.append((move.application.key, None if move.way == Move.Way.RETIRE else move.target, ends_on))
    return Hosting(dict(today), hosted(now, dated, quarters(on, last_on)), unplaced)
