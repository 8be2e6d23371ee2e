"""Reads the register of improvement: ranked, with how far each effect has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet

from knutepunkt.plan.models import Effect, Improvement
from knutepunkt.plan.rules.improvement import Judged, progress, ranked

OPEN = ("proposed", "accepted", "under_way")


@dataclass(frozen=True, slots=True)
class Ranked:
    """An improvement with its place among the open ones (None for the rest), and what its measure shows."""

    improvement: Improvement
    place: int | None
    ratio: Fraction | None
    latest: Effect | None
    progress: Fraction | None

    def is_late(self, on: date) -> bool:
        """Say whether it should have been done."""
        one = self.improvement
        return one.state in OPEN and one.due_on is not None and one.due_on < on


def improvements() -> QuerySet[Improvement]:
    """Return the improvements that the viewer may see, each with what it came from."""
    joins = ("owner", "service", "process", "ticket", "review_action__review__supplier", "exercise__plan")
    return Improvement.objects.select_related(*joins).order_by("pk")


def late(*, on: date) -> QuerySet[Improvement]:
    """Return the open ones that should have been done, the longest overdue first."""
    return Improvement.objects.filter(state__in=OPEN, due_on__lt=on).order_by("due_on", "pk")


def in_rank(rows: QuerySet[Improvement]) -> list[Ranked]:
    """Return the open ones in the order in which to take them, then the others. Two queries."""
    found = list(rows.prefetch_related("effects"))
    places = _places(found)
    shown = [_ranked(one, places.get(one.pk)) for one in found]
    return sorted(shown, key=lambda one: (one.place is None, one.place or 0, one.improvement.pk))


def place_of(one: Improvement) -> Ranked:
    """Return one improvement with its place among all open ones."""
    rows = Improvement.objects.filter(state__in=OPEN).only("pk", "value", "effort", "state")
    return _ranked(one, _places(rows).get(one.pk))


def about(*, service_id: int | None = None, process_id: int | None = None) -> list[Ranked]:
    """Return the improvements of a service or of a process. Two queries."""
    condition = Q(service=service_id) if service_id is not None else Q(process=process_id)
    return in_rank(improvements().filter(condition))


def _places(rows: Iterable[Improvement]) -> dict[int, int]:
    judged = [Judged(one.pk, one.value, one.effort) for one in rows if one.state in OPEN]
    return {one.key: place for place, one in enumerate(ranked(judged), start=1)}


def _ranked(one: Improvement, place: int | None) -> Ranked:
    effects = list(one.effects.all())
    latest = effects[-1] if effects else None
    come = progress(one.baseline, one.target, latest.value if latest else None)
    return Ranked(one, place, Judged(one.pk, one.value, one.effort).ratio, latest, come)
