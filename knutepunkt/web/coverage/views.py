"""Coverage: every promise to a municipality, what carries it by contract, and how it fared on real custody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.agreement.models import Contract
from knutepunkt.performance.queries.back_to_back import BackToBack, Checked, back_to_back, by_cause
from knutepunkt.web import display
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.coverage import words
from knutepunkt.web.session import Request
from knutepunkt.web.spreadsheet import spreadsheet

PERIODS = (30, 90, 365)
PAGE = 100
ALL, ANY = "all", ""  # every promise; those with any gap
SAY = {
    "gap_word": words.gap_word,
    "finding_words": words.finding_words,
    "worst_words": words.worst_words,
    "late_words": words.late_words,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader narrows the list to."""

    municipality: str = ""
    service: str = ""
    gap: str = ANY

    def holds(self, row: Checked) -> bool:
        """Say whether a promise is shown."""
        one = row.promised
        if self.municipality not in ("", one.customer.key) or self.service not in ("", one.service.key):
            return False
        return self.gap == ALL or (self.gap in one.cover.gaps if self.gap else not one.cover.is_carried)


@require_safe
@page_for(roles=INTEGRATOR, overseeing=True)
def coverage(request: Request) -> HttpResponse:
    """The promises of a filter, as page, CSV or JSON. Sixteen queries at most beside the frame's."""
    days = _one_of(request.GET.get("days", ""))
    found = back_to_back(at=request.at, days=days)
    chosen = _chosen(request)
    rows = [row for row in found.rows if chosen.holds(row)]
    if request.GET.get("as") == "json":
        plain = found.as_json() | {"promises": [row.as_json() for row in rows]}
        return JsonResponse(plain, json_dumps_params={"ensure_ascii": False})
    if request.GET.get("as") == "csv":
        word = _("coverage")
        return spreadsheet(f"{word}-{request.at:%Y-%m-%d}.csv", _heads(), map(_cells, rows))
    start = _number(request.GET.get("from", ""))
    shown = {
        **SAY,
        **listed(found, rows, start),
        "chosen": chosen,
        "days": days,
        "periods": PERIODS,
        "municipalities": _named(row.promised.customer for row in found.rows),
        "services": _named(row.promised.service for row in found.rows),
        "gaps": words.GAPS,
        "drafts": list(Contract.objects.filter(state=Contract.State.DRAFT.value).order_by("title")[:PAGE]),
        "query": _query(chosen, days),
    }
    return render(request, "coverage/coverage.html", shown)


def listed(found: BackToBack, rows: list[Checked], start: int) -> dict[str, Any]:
    """Return each cause with a page of its rows, those alike as one, and what continues them."""
    causes = by_cause(rows)
    return {
        "found": found,
        "causes": [(cause, part) for cause in causes if (part := cause.rows[start : start + PAGE])],
        "number": len(rows),
        "start": start,
        "further": start + PAGE if any(len(cause.rows) > start + PAGE for cause in causes) else None,
    }


def _chosen(request: Request) -> Chosen:
    gap = request.GET.get("gap", ANY)
    return Chosen(
        request.GET.get("municipality", "")[:80],
        request.GET.get("service", "")[:80],
        gap if gap == ALL or gap in words.GAPS else ANY,
    )


def _query(chosen: Chosen, days: int) -> dict[str, object]:
    return {"municipality": chosen.municipality, "service": chosen.service, "gap": chosen.gap, "days": days}


def _named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Return key and name of each once, in their order."""
    return list({row.key: row.name for row in rows}.items())


def _heads() -> list[str]:
    return [
        _("Municipality"),
        _("Service"),
        _("Agreement"),
        _("Level"),
        _("Priority"),
        _("Target"),
        _("Carried by"),
        _("Gaps"),
        _("Worst start"),
        _("Clocks stopped"),
        _("Broken"),
        _("Broken, a supplier was late"),
        _("Broken, every supplier kept its own"),
        _("Broken with us alone"),
        _("Suppliers used of the time"),
    ]


def _cells(row: Checked) -> Iterable[object]:
    one, cover, fared = row.promised, row.promised.cover, row.fared
    yield from (one.customer.name, one.service.name, one.contract.title, one.level.name)
    yield ", ".join(f"P{priority}" for priority in one.priorities)
    yield f"{one.level.goal.normalize():f} %" if one.level.target is None else display.service_time(one.level.target)
    yield ", ".join(cover.suppliers)
    yield " ".join(words.finding_words(finding, cover) for finding in cover.findings)
    yield words.late_words(cover.worst) if cover.worst else ""
    yield from (fared.stopped, fared.broken, fared.suppliers_late, fared.uncovered, fared.ours)
    yield "" if fared.used_by_suppliers is None else display.percent(fared.used_by_suppliers)


def _one_of(value: str) -> int:
    return int(value) if value in {str(one) for one in PERIODS} else PERIODS[-1]


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0
