"""Key figures of infrastructure and services, by municipality, each with its trend as a small line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Certainty, KeyFigure
from knutepunkt.catalogue.queries import portfolio as queries
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day
from knutepunkt.performance.rules.month import Month, month_of
from knutepunkt.web.access import page_for
from knutepunkt.web.choices import CHOICES
from knutepunkt.web.portfolio.words import SAY
from knutepunkt.web.session import Request

_WIDTH, _HEIGHT, _EDGE = 120, 28, 3  # of a line, in px


@dataclass(frozen=True, slots=True)
class Series:
    """One kind at one customer, or in all: its dated figures, and those that a source has and we do not."""

    customer: Organisation | None
    rows: tuple[KeyFigure, ...]

    @property
    def latest(self) -> KeyFigure:
        """Return the last of them."""
        return self.rows[-1]

    @property
    def change(self) -> Decimal | None:
        """Return how much more there is now than at the first, in per cent; None where that says nothing."""
        first, last = self.rows[0].value, self.rows[-1].value
        return None if not first or last is None or len(self.rows) < 2 else (last - first) / first * 100

    @property
    def line(self) -> str:
        """Return the points of its line; the days are spread as far apart as they are."""
        return points([(row.on, row.value) for row in self.rows if row.on and row.value is not None])


def points(dated: Sequence[tuple[date, Decimal]]) -> str:
    """Return an SVG polyline's points; empty where there are fewer than two days."""
    if len(dated) < 2:
        return ""
    first, last = dated[0][0], dated[-1][0]
    low, high = min(value for _on, value in dated), max(value for _on, value in dated)
    breadth, depth = _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE
    places = []
    for on, value in dated:
        x = _EDGE + breadth * (on - first).days / (last - first).days
        y = _EDGE + depth * (1 - (float(value - low) / float(high - low) if high > low else 0.5))
        places.append(f"{x:.1f},{y:.1f}")
    return " ".join(places)


@require_safe
@page_for(roles=frozenset({Role.INTEGRATOR, Role.CUSTOMER}), overseeing=True)
def figures(request: Request) -> HttpResponse:
    """Every kind with its series, as page or JSON; tickets also so far this month. Two queries beside the frame's."""
    rows = list(queries.figures())
    if request.GET.get("as") == "json":
        return JsonResponse([as_json(row) for row in rows], safe=False)
    kinds = [(kind, words, *_of(rows, kind)) for kind, words in CHOICES["keyfigure.kind"].items()]
    so_far = _so_far(month_of(local_day(request.at)))
    shown = {
        "kinds": [kind for kind in kinds if kind[2] or kind[3] or (kind[0] == KeyFigure.Kind.TICKETS.value and so_far)],
        "so_far": so_far,
        "month": local_day(request.at),
        "width": _WIDTH,
        "height": _HEIGHT,
    }
    return render(request, "portfolio/figures.html", SAY | shown)


def _of(rows: Sequence[KeyFigure], kind: str) -> tuple[list[Series], list[KeyFigure]]:
    """Return a kind's series, all together last, and the figures of it that are not stated."""
    dated: dict[Organisation | None, list[KeyFigure]] = {}
    for row in rows:
        if row.kind == kind and row.value is not None:
            dated.setdefault(row.customer, []).append(row)
    if None not in dated and len(dated) > 1:
        dated[None] = _together(list(dated.values()))
    series = [Series(customer, tuple(those)) for customer, those in dated.items() if those]
    series.sort(key=lambda one: one.customer is None)
    return series, [row for row in rows if row.kind == kind and row.value is None]


def _together(each: Sequence[Sequence[KeyFigure]]) -> list[KeyFigure]:
    """Return the sums of the days on which every customer has a figure of its own."""
    by_day = [{row.on: row for row in those} for those in each]
    common = set.intersection(*(set(those) for those in by_day))
    return [_sum([those[on] for those in by_day]) for on in sorted(filter(None, common))]


def _sum(rows: Sequence[KeyFigure]) -> KeyFigure:
    """Return one figure of several: a row that is shown, and never kept."""
    first = rows[0]
    alike = all((row.source, row.certainty) == (first.source, first.certainty) for row in rows)
    return KeyFigure(
        kind=first.kind,
        on=first.on,
        value=sum((row.value for row in rows if row.value is not None), Decimal(0)),
        source=first.source if alike else "",
        certainty=first.certainty if alike else Certainty.INFERRED.value,
    )


def _so_far(month: Month) -> list[tuple[str, int]]:
    """Return how many tickets the viewer sees of each customer's that were opened this month."""
    opened = Ticket.objects.filter(opened_at__gte=month.start_at, customer__kind=Organisation.Kind.CUSTOMER.value)
    counted = opened.values("customer__name").annotate(many=Count("pk")).order_by("customer__sort_key")
    return [(row["customer__name"], row["many"]) for row in counted]


def as_json(row: KeyFigure) -> dict[str, Any]:
    """Return a figure as programs read it; what is not stated is null."""
    return {
        "kind": row.kind,
        "customer": row.customer.key if row.customer else None,
        "on": row.on,
        "value": row.value,
        "source": row.source,
        "certainty": row.certainty,
    }
