"""The integrator's pages: who holds what now, what will break its promise, and the custody report."""

from datetime import timedelta
from typing import Any, get_args

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.desk.queries import overview as reading
from knutepunkt.desk.queries.custody_report import By, CustodyReport, custody_report, stored_custody_report
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.display import day, mode_word
from knutepunkt.web.session import Request
from knutepunkt.web.spreadsheet import spreadsheet

_HOURS = (1, 4, 8, 24)
_PERIODS = (30, 90, 365, 1095)
_LISTED = 12


@require_safe
@page_for(roles=INTEGRATOR)
def overview(request: Request) -> HttpResponse:
    """Now and the next hours. Five queries beside the frame's."""
    hours = _one_of(request.GET.get("hours", ""), _HOURS, 8)
    days = reading.daily(at=request.at)
    holdings = reading.holdings()
    shown = {
        "holdings": holdings,
        "sums": {
            name: sum(getattr(one, name) for one in holdings) for name in ("open", "queued", "waiting", "overdue")
        },
        "coming": reading.due_within(hours, at=request.at, most=_LISTED + 1),
        "listed": _LISTED,
        "urgent": reading.urgent(most=_LISTED),
        "hours": hours,
        "choices": _HOURS,
        "spec": {
            "type": "bar",
            "categories": [day(one) for one, _o, _r in days],
            "series": [
                {"name": _("Opened"), "values": [opened for _d, opened, _r in days]},
                {"name": _("Resolved"), "values": [resolved for _d, _o, resolved in days]},
            ],
        },
        "rows": [(day(one), opened, resolved) for one, opened, resolved in days],
    }
    return render(request, "overview/integrator.html", shown)


@require_safe
@page_for(roles=INTEGRATOR)
def custody(request: Request) -> HttpResponse:
    """The custody report of a period, as page, CSV or JSON. One query when a job has stored it."""
    by: By = request.GET.get("by") if request.GET.get("by") in get_args(By) else "organisation"  # type: ignore[assignment]
    days = _one_of(request.GET.get("days", ""), _PERIODS, 365)
    found = None if request.GET.get("fresh") or request.viewer is None else stored_custody_report(by=by, days=days)
    if found is None:
        found = custody_report(from_at=request.at - timedelta(days=days), to_at=request.at, by=by)
    if request.GET.get("as") == "json":
        return JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False})
    if request.GET.get("as") == "csv":
        return _csv(found)
    shown = {"report": found, "by": by, "days": days, "choices": _PERIODS, "kinds": get_args(By), **_charts(found)}
    return render(request, "overview/custody.html", shown)


def _charts(found: CustodyReport) -> dict[str, Any]:
    top = found.rows[:12]
    reasons = [reason for reason, _t in found.total.waiting] if found.total else []
    names = [row.name for row in top]
    series = [
        {"name": _("in queue"), "values": [_hours(row.figures.queued) for row in top]},
        {"name": _("in progress"), "values": [_hours(row.figures.working) for row in top]},
        *(
            {
                "name": mode_word("waiting", reason),
                "values": [_hours(dict(row.figures.waiting).get(reason)) for row in top],
            }
            for reason in reasons
        ),
    ]
    return {
        "spec": {"type": "bar", "horizontal": True, "stacked": True, "categories": names, "series": series},
        "header": [_("Held by"), *(str(one["name"]) for one in series)],
        "table": [(name, *(one["values"][i] for one in series)) for i, name in enumerate(names)],
    }


def _hours(length: timedelta | None) -> int:
    return round(length / timedelta(hours=1)) if length else 0


def _csv(found: CustodyReport) -> HttpResponse:
    rows = [{name: value for name, value in row.items() if name != "waiting"} for row in found.as_json()["rows"]]
    return spreadsheet(f"custody-{found.by}.csv", list(rows[0]) if rows else ["name"], (row.values() for row in rows))


def _one_of(value: str, choices: tuple[int, ...], otherwise: int) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 and int(value) in choices else otherwise
