"""Reads processes whole, as values that can be told, drawn and written."""

from django.db.models import Count, Q, QuerySet

from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models import Process
from knutepunkt.catalogue.rules import process as values


def processes() -> QuerySet[Process]:
    """Return the processes that the viewer may see, by name, each with its parts. Six queries."""
    parts = ("roles__organisation", "steps__services", "steps__applications", "flows")
    return Process.objects.select_related("owner").prefetch_related(*parts)


def using(service_id: int) -> QuerySet[Process]:
    """Return the processes of which a step uses the service, with how many steps do."""
    uses = Q(steps__services=service_id)
    counted = Process.objects.filter(uses).annotate(uses=Count("steps", filter=uses, distinct=True))
    return counted.order_by(InOrder("name"))


def value_of(row: Process) -> values.Process:
    """Return a process with all its parts; asks nothing where they came with it."""
    steps = {one.pk: one for one in row.steps.all()}
    roles = {one.pk: one for one in row.roles.all()}
    return values.Process(
        row.key,
        row.name,
        row.purpose,
        row.description,
        row.owner.key if row.owner else "",
        row.owner_function,
        tuple(
            values.Role(one.key, one.name, one.organisation.key if one.organisation else "") for one in roles.values()
        ),
        tuple(
            values.Step(
                one.key,
                values.Kind(one.kind),
                one.name,
                one.description,
                roles[one.role_id].key if one.role_id in roles else "",
                tuple(service.key for service in one.services.all()),
                tuple(application.key for application in one.applications.all()),
            )
            for one in steps.values()
        ),
        tuple(
            values.Flow(steps[one.start_id].key, steps[one.end_id].key, one.condition)
            for one in row.flows.all()
            if one.start_id in steps and one.end_id in steps
        ),
    )
