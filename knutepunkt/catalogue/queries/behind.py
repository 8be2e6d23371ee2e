"""What stands behind a service."""

from django.db.models import QuerySet

from knutepunkt.catalogue.models import Application


def applications_behind(service_id: int) -> QuerySet[Application]:
    """Return the applications that the service itself needs, by name, with their suppliers."""
    return (
        Application.objects.filter(needed_by__service_id=service_id)
        .select_related("supplier")
        .only("id", "name", "hosting", "supplier__id", "supplier__name")
        .order_by("name")
    )
