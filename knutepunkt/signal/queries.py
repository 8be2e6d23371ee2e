"""Reads what was down."""

from django.db.models import Q, QuerySet

from knutepunkt.signal.models import Outage


def overlapping(outage: Outage) -> QuerySet[Outage]:
    """Return the other outages of the same service, planned or not, that share a moment with this one."""
    others = Outage.objects.filter(service=outage.service_id).exclude(pk=outage.pk).order_by("start_at", "pk")
    later = others.filter(Q(end_at=None) | Q(end_at__gt=outage.start_at))
    return later if outage.end_at is None else later.filter(start_at__lt=outage.end_at)
