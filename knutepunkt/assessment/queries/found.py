"""Findings and debt."""

from django.db.models import QuerySet, Sum

from knutepunkt.assessment.models import Finding

DEBT = (Finding.Kind.TECHNICAL_DEBT.value, Finding.Kind.FUNCTIONAL_DEBT.value)
STANDING = (Finding.State.OPEN.value, Finding.State.WORKING.value)


def findings() -> QuerySet[Finding]:
    """Return all findings with what they are about. Two queries, with the capabilities."""
    return Finding.objects.select_related("owner", "service", "application").prefetch_related("capabilities")


def debt_hours() -> int | None:
    """Return the known effort of the debt that stands, None where none is known."""
    rows = Finding.objects.filter(kind__in=DEBT, state__in=STANDING)
    found: int | None = rows.aggregate(hours=Sum("effort_hours"))["hours"]
    return found
