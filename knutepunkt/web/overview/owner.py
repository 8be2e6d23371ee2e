"""The service owner's page: my organisation's services, what is open and late, which promises were kept."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knutepunkt.base.session import Role
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.queries import owner
from knutepunkt.party.models import Organisation, Team
from knutepunkt.web import display
from knutepunkt.web.access import page_for
from knutepunkt.web.choices import HOSTING
from knutepunkt.web.portal.sentences import with_standing
from knutepunkt.web.session import Request
from knutepunkt.web.spreadsheet import spreadsheet

CUSTOMER = frozenset({Role.CUSTOMER})
MONTHS = 6
HEADINGS = {
    "open": gettext_lazy("Open tickets"),
    "late": gettext_lazy("Late tickets"),
    "ours": gettext_lazy("Waiting for us"),
    "broken": gettext_lazy("Promises broken this month"),
    "ended": gettext_lazy("Promises ended this month"),
    "all": gettext_lazy("All tickets"),
}


@require_safe
@page_for(roles=CUSTOMER, overseeing=True)
def our_services(request: Request) -> HttpResponse:
    """All on one page. Eight queries, whatever the number of services."""
    starts = month_starts(request.at, MONTHS)
    customers = _customers(request)
    found = owner.standing(customers, month_starts=starts, at=request.at)
    shown = {
        "standing": found,
        "months": [(display.month(month.first_day), month) for month in found.months],
        "applications": owner.applications(customers),
        "organisation": Organisation.objects.get(pk=request.user.organisation_id),
        "hosting": HOSTING,
    }
    return render(request, "overview/owner.html", shown)


@require_safe
@page_for(roles=CUSTOMER, overseeing=True)
def our_tickets(request: Request) -> HttpResponse:
    """The tickets behind a figure. Three queries, and one for each filter that is named."""
    chosen = owner.Chosen(_which(request), _number(request, "service"), _number(request, "team"))
    starts = month_starts(request.at, 1)
    before = _number(request, "before")
    rows, further = owner.tickets(_customers(request), chosen, month_start=starts[0], at=request.at, before=before)
    shown = {
        "rows": with_standing(rows, reader_id=request.user.pk, at=request.at),
        "before": further,
        "is_first": before is None,
        "chosen": chosen,
        "headings": HEADINGS,
        "service": Service.objects.filter(pk=chosen.service_id).first() if chosen.service_id else None,
        "team": Team.objects.filter(pk=chosen.team_id).first() if chosen.team_id else None,
    }
    return render(request, "overview/owner_tickets.html", shown)


@require_safe
@page_for(roles=CUSTOMER, overseeing=True)
def our_services_csv(request: Request) -> HttpResponse:
    """The table as a file for a spreadsheet. Asked as the page asks: a month alone goes a slower way through clocks."""
    found = owner.standing(_customers(request), month_starts=month_starts(request.at, MONTHS), at=request.at)
    word = _("our-services")
    name = f"{word}-{timezone.localtime(request.at):%Y-%m-%d}.csv"
    heads = (
        _("Service"),
        _("Group"),
        _("Open"),
        _("Late"),
        _("Waiting for us"),
        _("Opened this month"),
        _("Promises ended this month"),
        _("Promises kept this month"),
    )
    return spreadsheet(name, heads, _lines(found.services))


def month_starts(at: datetime, number: int) -> list[datetime]:
    """Return the starts of the last `number` months in the person's time zone, the present month last."""
    local = timezone.localtime(at)
    months = [divmod(local.year * 12 + local.month - 1 - back, 12) for back in reversed(range(number))]
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return [datetime(year, month + 1, 1, tzinfo=zone) for year, month in months]


def _customers(request: Request) -> tuple[int, ...]:
    return request.viewer.organisations if request.viewer else ()


def _lines(rows: Iterable[owner.ServiceRow]) -> Iterable[list[object]]:
    for row in rows:
        figures = (row.open, row.late, row.waits_for_us, row.opened, row.kept.ended, row.kept.met)
        yield [row.service.name, row.service.group.name, *figures]


def _which(request: Request) -> str:
    typed = request.GET.get("which", "open")
    return typed if typed in HEADINGS else "open"


def _number(request: Request, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
