"""Who is hit when a service or an application is down: those who have it, or what needs it at any remove."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from knutepunkt.catalogue.models import Application, Offering, Service
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import valid_on

_M = TypeVar("_M", Service, Application)

_NEEDING = """
with recursive hit(kind, id) as (
  values (%s, %s::bigint)
  union
  select case when needing.service_id is null then 'application' else 'service' end,
         coalesce(needing.service_id, needing.application_id)
    from hit join catalogue_dependency needing on needing.needs_service_id = hit.id and hit.kind = 'service'
      or needing.needs_application_id = hit.id and hit.kind = 'application')
select array_agg(id) filter (where kind = 'service'), array_agg(id) filter (where kind = 'application') from hit
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """The customers that are hit, and the services and applications through which."""

    customers: QuerySet[Organisation]
    services: QuerySet[Service]
    applications: QuerySet[Application]


def reach_of(down: Service | Application, *, day: date) -> Reach:
    """Return what is hit on `day`, as far as the viewer sees it.

    An application that says who uses it hits those, whoever else has a service that needs it.
    """
    services, applications = _needing(down)
    users = Application.objects.filter(pk__in=applications, users__isnull=False).values("users")
    hit = Q(pk__in=users)
    if isinstance(down, Service) or not down.users.exists():
        hit |= Q(pk__in=_having(services, day))
    return Reach(
        Organisation.objects.filter(hit, kind=Organisation.Kind.CUSTOMER.value).order_by("sort_key"),
        _others(Service.objects.filter(pk__in=services), down),
        _others(Application.objects.filter(pk__in=applications), down),
    )


def _others(found: QuerySet[_M], down: Model) -> QuerySet[_M]:
    return (found.exclude(pk=down.pk) if isinstance(down, found.model) else found).order_by("name")


def _needing(down: Service | Application) -> tuple[list[int], list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEEDING, ["service" if isinstance(down, Service) else "application", down.pk])
        services, applications = cursor.fetchone()
    return services or [], applications or []


def _having(services: list[int], day: date) -> QuerySet[Organisation]:
    """Customers that are offered one of the services; one without offerings has them all."""
    offered = Offering.objects.filter(valid_on(day))
    one_of_them = Q(pk__in=offered.filter(service__in=services).values("customer"))
    return Organisation.objects.filter(one_of_them | ~Q(pk__in=offered.values("customer")) if services else Q(pk=None))
