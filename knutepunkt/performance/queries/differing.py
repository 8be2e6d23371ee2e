"""Where what closed settlements keep differs from what is reckoned later: from late imports, corrected outages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.performance.models import Attainment, Settlement
from knutepunkt.performance.queries import tallies
from knutepunkt.performance.queries.attained import Shown, shown
from knutepunkt.performance.rules.attainment import Tally
from knutepunkt.performance.rules.availability import Availability, Part
from knutepunkt.performance.rules.month import months

Found = Tally | Availability


class Place(NamedTuple):
    """What a figure is of: a level's tickets of one municipality, or one service's availability."""

    level_id: int
    customer_id: int | None
    service_id: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a figure reckoned later differs from the one that was agreed."""

    place: Place
    kept: Found | None
    now: Found | None


_Figures = defaultdict[int, dict[Place, Found]]  # by settlement


def differing(settlements: Sequence[Settlement], *, at: datetime) -> dict[int, list[Difference]]:
    """Reckon settlements anew and return, of each, what differs from its kept figures. Nothing is stored.

    The clocks are gone through once, however many there are.
    """
    if not settlements:
        return {}
    kept, now = _kept(settlements), _now(settlements, at)
    return {
        row.pk: [
            Difference(place, kept[row.pk].get(place), now[row.pk].get(place))
            for place in sorted(kept[row.pk].keys() | now[row.pk].keys(), key=str)
            if _plain(kept[row.pk].get(place)) != _plain(now[row.pk].get(place))
        ]
        for row in settlements
    }


def as_kept(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Return differences as plain values, to be kept; times in seconds."""
    return [
        {
            "level": one.place.level_id,
            "customer": one.place.customer_id,
            "service": one.place.service_id,
            "kept": _plain(one.kept),
            "now": _plain(one.now),
        }
        for one in found
    ]


def from_kept(kept: Iterable[dict[str, Any]]) -> list[Difference]:
    """Return the differences that `as_kept` kept."""
    return [
        Difference(Place(one["level"], one["customer"], one["service"]), _found(one["kept"]), _found(one["now"]))
        for one in kept
    ]


def _kept(settlements: Sequence[Settlement]) -> _Figures:
    found: _Figures = defaultdict(dict)
    rows = Attainment.objects.filter(settlement__in=settlements).select_related("level")
    for row, one in ((row, shown(row)) for row in rows):
        figures = found[row.settlement_id]
        if one.up:
            figures |= _of_services(row.level_id, one)
        else:
            figures[Place(row.level_id, row.customer_id, None)] = one.figure.measured
    return found


def _of_services(level_id: int, one: Shown | tallies.Up) -> dict[Place, Found]:
    """Return what a service showed, and what those that it needs did."""
    itself = one.up if isinstance(one, Shown) else one.found
    assert itself is not None, "asked of availability"
    parts = (Part(one.service_id or 0, itself), *one.parts)
    return {Place(level_id, None, part.service_id): part.found for part in parts}


def _now(settlements: Sequence[Settlement], at: datetime) -> _Figures:
    of = {(row.contract_id, row.from_on): row.pk for row in settlements}
    contracts = {contract for contract, _ in of}
    levels = ServiceLevel.objects.filter(contract__in=contracts).select_related("contract", "calendar")
    contract_of = {level.pk: level.contract_id for level in levels}
    periods = list(months(min(row.from_on for row in settlements), max(row.from_on for row in settlements)))
    found: _Figures = defaultdict(dict)
    for one in tallies.stopped(periods, levels=contract_of if len(contracts) == 1 else None):
        settlement = of.get((contract_of.get(one.level_id, 0), one.period.from_on))
        if settlement is not None:
            found[settlement][Place(one.level_id, one.customer_id, None)] = one.tally
    measured = Attainment.objects.filter(settlement__in=settlements, agreed_time__isnull=False)
    asked = set(measured.values_list("settlement_id", "level_id").distinct())
    up_levels = {level for _, level in asked}
    for up in tallies.up([level for level in levels if level.pk in up_levels], periods, at=at):
        settlement = of.get((contract_of[up.level_id], up.period.from_on))
        if (settlement, up.level_id) in asked and settlement is not None:
            found[settlement] |= _of_services(up.level_id, up)
    return found


def _plain(figure: Found | None) -> dict[str, Any] | None:
    match figure:
        case Tally():
            return {"met": figure.met, "total": figure.total}
        case Availability():
            return {"agreed": figure.agreed.total_seconds(), "down": figure.down.total_seconds()}
        case None:
            return None


def _found(kept: dict[str, Any] | None) -> Found | None:
    if kept is None:
        return None
    if "met" in kept:
        return Tally(kept["met"], kept["total"])
    return Availability(timedelta(seconds=kept["agreed"]), timedelta(seconds=kept["down"]), timedelta(0))
