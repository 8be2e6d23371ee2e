"""The list of applications with its filters, and all of them as tiles by sector and hosting."""

from collections import Counter
from dataclasses import asdict, fields
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.catalogue.models import Application, BusinessFunction
from knutepunkt.catalogue.queries import portfolio as queries
from knutepunkt.catalogue.queries.portfolio import Wanted
from knutepunkt.catalogue.queries.systems import sectors
from knutepunkt.web.access import is_ours, page_for
from knutepunkt.web.choices import HOSTING, PHASES
from knutepunkt.web.portfolio.words import SAY, UNKNOWN
from knutepunkt.web.session import Request
from knutepunkt.web.spreadsheet import spreadsheet

_FOR_OTHERS = ("cost",)  # unknown to others than the integrator, who alone sees costs


@require_safe
@page_for(overseeing=True)
def portfolio(request: Request) -> HttpResponse:
    """The applications asked for, as page, CSV or JSON. Six queries beside the frame's."""
    wanted = _wanted(request)
    rows = queries.matching(wanted, in_text=is_ours(request)).prefetch_related("users")
    if request.GET.get("as") == "json":
        return JsonResponse([as_json(one, is_ours=is_ours(request)) for one in rows], safe=False)
    if request.GET.get("as") == "csv":
        return _csv(rows)
    counts = queries.unknown_counts()
    shown = {
        "rows": rows,
        "wanted": wanted,
        "asked": urlencode({name: value for name, value in asdict(wanted).items() if value}),
        "many": counts.pop("all"),
        "unknown": [(name, counts[name]) for name in _countable(request)],
        "sector_pairs": [(one.key, one.name) for one in sectors()],
        "supplier_pairs": [(one.key, one.name) for one in queries.suppliers()],
        "customer_pairs": [(one.key, one.name) for one in queries.customers()],
        "unknown_pairs": [(name, UNKNOWN[name]) for name in _countable(request)],
    }
    return render(request, "portfolio/list.html", SAY | shown)


def _wanted(request: Request) -> Wanted:
    given = {one.name: request.GET.get(one.name, "") for one in fields(Wanted)}
    return Wanted(**{name: value.replace("\x00", "").strip()[:100] for name, value in given.items()})


def _countable(request: Request) -> list[str]:
    return [name for name in UNKNOWN if is_ours(request) or name not in _FOR_OTHERS]


def as_json(one: Application, *, is_ours: bool) -> dict[str, Any]:
    """Return an application as programs read it; what is not known is null. Free text may name others, and is ours."""
    return {
        "key": one.key,
        "name": one.name,
        "sector": one.sector.name if one.sector else None,
        "supplier": one.supplier.name if one.supplier else None,
        "hosting": None if one.hosting == Application.Hosting.UNSTATED.value else one.hosting,
        "phase": None if one.phase == Application.Phase.UNSTATED.value else one.phase,
        "users": [user.key for user in one.users.all()] or None,
        "integrations": one.links,  # type: ignore[attr-defined]
        "criticality": one.criticality,
        "data_categories": one.data_categories or None,
        "support_ends_on": one.support_ends_on,
        **({"wording": one.wording or None, "remark": one.remark or None} if is_ours else {}),
    }


def _csv(rows: Any) -> HttpResponse:
    heads = [_(name) for name in ("Name", "Sector", "Supplier", "Hosting", "Life cycle", "Used by", "Integrations")]
    return spreadsheet(
        "portefolje.csv",
        heads,
        (
            (
                *(one.name, one.sector or "", one.supplier or "", HOSTING[one.hosting], PHASES[one.phase]),
                *(", ".join(user.name for user in one.users.all()), one.links),
            )
            for one in rows
        ),
    )


@require_safe
@page_for(overseeing=True)
def tiles(request: Request) -> HttpResponse:
    """A tile for each sector and hosting, with how many and which. Three queries beside the frame's."""
    cells: dict[tuple[int | None, str], list[Application]] = {}
    for one in Application.objects.all():
        cells.setdefault((one.sector_id, one.hosting), []).append(one)
    numbers = Counter(dict.fromkeys(HOSTING, 0))
    for (_sector, hosting), those in cells.items():
        numbers[hosting] += len(those)
    used = [hosting for hosting in HOSTING if numbers[hosting]]
    rows = [(sector, [cells.get((sector.pk, hosting), []) for hosting in used]) for sector in sectors()]
    functions = Counter(BusinessFunction.objects.values_list("sector", flat=True))
    without = [cells.get((None, hosting), []) for hosting in used]
    shown = {
        "used": [(hosting, HOSTING[hosting], numbers[hosting]) for hosting in used],
        "rows": [(sector, row, functions[sector.pk]) for sector, row in rows if any(row) or functions[sector.pk]],
        "without": without if any(without) else [],
        "most": max(map(len, cells.values()), default=1),
    }
    return render(request, "portfolio/tiles.html", SAY | shown)
