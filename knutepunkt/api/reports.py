"""Service reports by API: the figures as they were kept."""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from knutepunkt.api.tickets import Number
from knutepunkt.base.errors import NotYours
from knutepunkt.performance.models import ServiceReport
from knutepunkt.performance.queries import reporting
from knutepunkt.web.session import Request

router = Router(tags=["reports"])
LISTED = 200
Page = Annotated[int, Field(ge=1, le=10_000)]


class ReportOut(Schema):
    """Whose report, of which month, made when."""

    id: int
    organisation: str
    month: date
    made_at: datetime

    @staticmethod
    def resolve_organisation(report: ServiceReport) -> str:
        """By name."""
        return report.organisation.name


class FiguresOut(ReportOut):
    """A whole report. Durations are seconds, shares per cent, amounts NOK excluding VAT."""

    figures: dict[str, Any]


@router.get("", response=list[ReportOut])
def listed(request: Request, page: Page = 1) -> Any:
    """The reports that the token's person may read, the latest month first, 200 a page; none after the last."""
    return list(reporting.reports()[(page - 1) * LISTED : page * LISTED])


@router.get("/{report_id}", response=FiguresOut)
def one(request: Request, report_id: Number) -> Any:
    """One report with its figures."""
    found = reporting.reports().filter(pk=report_id).first()
    if found is None:
        raise NotYours(_("There is no such report, or it is not yours to see."))
    return found
