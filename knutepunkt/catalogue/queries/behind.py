"""What stands behind a service."""

from django.db.models import QuerySet

from knutepunkt.base.compiled import Compiled
from knutepunkt.catalogue.models import Application, Service


@Compiled
def offered_services() -> "QuerySet[Service, tuple[int, str]]":
    """Return key and name of the services that are offered now."""
    return Service.objects.filter(is_active=True).values_list("pk", "name")


@Compiled
def applications_behind(service_id: int) -> QuerySet[Application]:
    """Return the applications that the service itself needs, by name, with their suppliers."""
    return (
        Application.objects.filter(needed_by__service_id=service_id)
        .select_related("supplier")
        .only("id", "name", "hosting", "supplier__id", "supplier__name")
        .order_by("name")
    )
