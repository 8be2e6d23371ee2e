"""Scorecards: all suppliers, services or municipalities in one view, and each with its measures and its year."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.performance.models import Score
from knutepunkt.performance.queries import reviewing, scoring
from knutepunkt.performance.rules.measures import Key
from knutepunkt.performance.rules.month import Month, ended, up_to
from knutepunkt.web.access import EVERYBODY, INTEGRATOR, WORKERS, page_for
from knutepunkt.web.performance import words
from knutepunkt.web.performance.review_parts import STATES
from knutepunkt.web.session import Request

SUPPLIER = "leverandorer"
_LISTED = 12
KINDS = {
    SUPPLIER: Score.Subject.SUPPLIER.value,
    "tjenester": Score.Subject.SERVICE.value,
    "kommuner": Score.Subject.CUSTOMER.value,
}
NAMES = {
    SUPPLIER: gettext_lazy("Suppliers"),
    "tjenester": gettext_lazy("Services"),
    "kommuner": gettext_lazy("Municipalities"),
}
WORDS = {
    "measure_word": words.measure_word,
    "measured": words.measured,
    "meaning": words.meaning,
    "month_word": words.month_word,
    "trend_word": words.trend_word,
    "points": words.points,
}


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def suppliers(request: Request) -> HttpResponse:
    """The board of all suppliers; a supplier comes to its own card. Three queries."""
    if request.viewer and request.viewer.role is Role.SUPPLIER:
        return redirect("scorecard", SUPPLIER, request.user.organisation_id)
    return _board(request, SUPPLIER)


@require_safe
@page_for(roles=INTEGRATOR)
def board(request: Request, kind: str) -> HttpResponse:
    """The board of all services or municipalities. Three queries."""
    return _board(request, kind)


@require_safe
@page_for(roles=EVERYBODY, overseeing=True)
def card(request: Request, kind: str, subject_id: int) -> HttpResponse:
    """One card with the year behind it; a supplier's with its reviews. Three queries, seven for a supplier."""
    latest = ended(local_day(request.at))
    found = scoring.line(_subject(kind), subject_id, latest)
    months = up_to(latest, scoring.MONTHS)
    if found is None or not _may_see(request, kind, subject_id):
        raise NotYours(_("There is no such scorecard, or it is not yours to see."))
    chosen = _chosen(request, months, found)
    score = found.scores[months.index(chosen)]
    shown = {
        "kind": kind,
        "kinds": NAMES,
        "line": found,
        "month": chosen,
        "months": months,
        "score": score,
        "rows": _rows(score),
        **_charts(found, months),
        **(_reviews(request, subject_id) if kind == SUPPLIER else {}),
        **WORDS,
    }
    return render(request, "performance/card.html", shown)


def _board(request: Request, kind: str) -> HttpResponse:
    months = up_to(ended(local_day(request.at)), scoring.MONTHS)
    latest = _asked(request, months) or months[-1]
    found = scoring.lines(_subject(kind), latest)
    shown = {
        "kind": kind,
        "kinds": NAMES,
        "month": latest,
        "months": months,
        "lines": sorted(found, key=_worst_first),
        "keys": list(Key),
        "may": manages_terms(request.user, request.at),
        **WORDS,
    }
    return render(request, "performance/board.html", shown)


def _worst_first(line: scoring.Line) -> tuple[float, str]:
    latest = line.latest
    return (101.0 if latest is None or latest.score is None else float(latest.score), line.name)


def _subject(kind: str) -> str:
    if kind not in KINDS:
        raise NotYours(_("There is no such scorecard, or it is not yours to see."))
    return KINDS[kind]


def _may_see(request: Request, kind: str, subject_id: int) -> bool:
    """Say whether the card is the viewer's; its scores are the database's to show, its name is no secret."""
    viewer = request.viewer
    assert viewer is not None
    own = subject_id in viewer.organisations and kind != "tjenester"
    return viewer.role is Role.INTEGRATOR or own


def _asked(request: Request, months: Sequence[Month]) -> Month | None:
    """Return the month asked for, as 2026-10, if it is among those offered."""
    typed = request.GET.get("month", "")
    return next((month for month in months if f"{month.first:%Y-%m}" == typed), None)


def _chosen(request: Request, months: Sequence[Month], line: scoring.Line) -> Month:
    """Return the month asked for, else the latest that was scored."""
    if asked := _asked(request, months):
        return asked
    scored = [month for month, score in zip(months, line.scores, strict=True) if score]
    return scored[-1] if scored else months[-1]


def _reviews(request: Request, supplier_id: int) -> dict[str, Any]:
    """How the supplier is followed up. Four queries more."""
    today = local_day(request.at)
    return {
        "followed": reviewing.followed(on=today, supplier_id=supplier_id),
        "reviews": list(reviewing.reviews(supplier_id)[:_LISTED]),
        "actions": list(reviewing.actions(supplier_id=supplier_id)),
        "today": today,
        "tiers": words.TIERS,
        "states": STATES,
        "may": False,
    }


def _rows(score: Score | None) -> list[tuple[str, dict[str, Any]]]:
    """Return the card's measures in their order; the database keeps an object's names in its own."""
    kept = score.measures if score else {}
    return [(key.value, kept[key.value]) for key in Key if key.value in kept]


def _charts(line: scoring.Line, months: Sequence[Month]) -> dict[str, Any]:
    totals = [float(one.score) if one and one.score is not None else None for one in line.scores]
    kept = [one.measures.get(Key.ATTAINMENT, {}).get("value") if one else None for one in line.scores]
    series = [{"name": _("Score"), "values": totals}, {"name": words.measure_word(Key.ATTAINMENT), "values": kept}]
    return {
        "is_drawn": any(value is not None for value in (*totals, *kept)),
        "spec": {"type": "line", "categories": [words.short_month(month) for month in months], "series": series},
        "header": [_("Month"), *(one["name"] for one in series)],
        "table": [
            (words.month_word(month), words.points(total), words.measured(Key.ATTAINMENT, share))
            for month, total, share in zip(months, totals, kept, strict=True)
        ],
    }
