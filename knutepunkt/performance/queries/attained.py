"""What a settlement's levels show: of tickets met and total, of services the time they were up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.catalogue.models import Service
from knutepunkt.performance.models import Attainment, Settlement
from knutepunkt.performance.rules.attainment import Figure, Tally
from knutepunkt.performance.rules.availability import Availability, Part, end_to_end
from knutepunkt.performance.rules.share import percent, reaches

_PLACES = 6


@dataclass(frozen=True, slots=True)
class EndToEnd:
    """A service with all that it needs: up together for `share`, the product of the parts'."""

    share: Fraction
    reaches: bool

    @property
    def percent(self) -> Decimal:
        """The share in per cent, cut off after six decimals."""
        return percent(self.share, _PLACES)


@dataclass(frozen=True, slots=True)
class Shown:
    """One level's figure over all municipalities; of availability, one service's."""

    level: ServiceLevel
    figure: Figure = field(default_factory=Figure)
    up: Availability | None = None
    service_id: int | None = None
    customer_id: int | None = None
    parts: tuple[Part, ...] = ()

    @property
    def end_to_end(self) -> EndToEnd | None:
        """Of a service that needs others: what all of them together show; None where nothing can be said."""
        if self.up is None or not self.parts:
            return None
        share = end_to_end((self.up, *(part.found for part in self.parts)))
        return None if share is None else EndToEnd(share, reaches(share, self.level.goal))

    @property
    def percent(self) -> Decimal | None:
        """What is held against the goal; None of nothing."""
        return self.up.percent if self.up else self.figure.standing.percent

    @property
    def reaches(self) -> bool | None:
        """Whether the goal is reached; None of nothing."""
        return self.up.reaches(self.level.goal) if self.up else self.figure.standing.reaches(self.level.goal)

    @property
    def is_thin(self) -> bool:
        """Whether these are too few to judge by."""
        return self.up is None and self.figure.standing.is_thin(self.level.goal)


def attained(settlement: Settlement) -> list[Shown]:
    """Return the figures by level over all municipalities, and by service. One query."""
    return summed(by_customer(settlement))


def summed(figures: Iterable[Shown]) -> list[Shown]:
    """Add up what municipalities showed."""
    found: dict[tuple[int, int | None], Shown] = {}
    for one in figures:
        key = (one.level.pk, one.service_id)
        before = found.get(key)
        figure = one.figure if before is None else before.figure + one.figure
        found[key] = Shown(one.level, figure, one.up, one.service_id, parts=one.parts)
    return list(found.values())


def by_customer(settlement: Settlement) -> list[Shown]:
    """Return the figures as they are kept: by level and municipality, or service. One query."""
    rows = Attainment.objects.filter(settlement=settlement).select_related("level")
    rows = rows.order_by("level__metric", "level__priority", "level__key", "level__version", "customer", "service")
    return [shown(row) for row in rows]


def shown(row: Attainment) -> Shown:
    """Return a kept row as a figure."""
    figure = Figure(
        Tally(row.counted_met, row.counted_total),
        Tally(row.contested_met, row.contested_total),
        Tally(row.excluded_met, row.excluded_total),
    )
    up = None
    if row.agreed_time is not None:
        up = Availability(row.agreed_time, row.down_time or timedelta(0), timedelta(0))
    parts = tuple(Part(one["service"], _availability(one["agreed"], one["down"])) for one in row.parts)
    return Shown(row.level, figure, up, row.service_id, row.customer_id, parts)


def as_kept(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Return parts as plain values, to be kept."""
    return [
        {
            "service": one.service_id,
            "agreed": one.found.agreed.total_seconds(),
            "down": one.found.down.total_seconds(),
        }
        for one in parts
    ]


def _availability(agreed: float, down: float) -> Availability:
    return Availability(timedelta(seconds=agreed), timedelta(seconds=down), timedelta(0))


def services_of(figures: Iterable[Shown]) -> dict[int, str]:
    """Return the names of the services that figures speak of. One query, none of figures of tickets alone."""
    keys = {key for one in figures if one.service_id for key in (one.service_id, *_services(one.parts))}
    return dict(Service.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _services(parts: Iterable[Part]) -> Iterable[int]:
    return (part.service_id for part in parts)
