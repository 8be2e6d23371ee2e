"""What people answered when asked: counted, never by person."""

from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from knutepunkt.desk.models import Participation
from knutepunkt.performance.models import Survey
from knutepunkt.performance.rules.satisfaction import Answers

_COUNTS = {"asked": Count("id"), "answered": Count("score"), "total": Sum("score", default=0)}


def asked(start_at: datetime, end_at: datetime) -> QuerySet[Survey]:
    """Return what was asked in the half-open period."""
    return Survey.objects.filter(asked_at__gte=start_at, asked_at__lt=end_at).order_by()


def counted(surveys: QuerySet[Survey]) -> Answers:
    """Count surveys."""
    return Answers(**surveys.aggregate(**_COUNTS))


def by_subject(surveys: QuerySet[Survey]) -> dict[tuple[str, int], Answers]:
    """Count by service, municipality, and every supplier that had a hand in the ticket."""
    found: dict[tuple[str, int], Answers] = {}
    for subject, column in (("service", "ticket__service"), ("customer", "ticket__customer")):
        rows = surveys.values_list(column).annotate(**_COUNTS).values_list(column, *_COUNTS)
        found |= {(subject, key): Answers(*counts) for key, *counts in rows}
    return found | _of_suppliers(surveys)


def of_supplier(surveys: QuerySet[Survey], supplier_id: int) -> QuerySet[Survey]:
    """Narrow down to tickets that the supplier had a hand in."""
    held = Participation.objects.filter(part=Participation.Part.HOLDER.value, organisation=supplier_id)
    return surveys.filter(ticket__in=held.values("ticket"))


def _of_suppliers(surveys: QuerySet[Survey]) -> dict[tuple[str, int], Answers]:
    column = "ticket__participations__organisation"
    rows = (
        surveys.filter(ticket__participations__part=Participation.Part.HOLDER.value)
        .values_list(column)
        .annotate(**_COUNTS)
        .values_list(column, *_COUNTS)
    )
    return {("supplier", key): Answers(*counts) for key, *counts in rows}
