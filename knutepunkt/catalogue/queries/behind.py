"""What stands behind a service."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from knutepunkt.base.compiled import Compiled
from knutepunkt.catalogue.models import Application, Service

_NEEDED = """
with recursive needed(by, kind, id) as (
  select id, 'service', id from unnest(%s::bigint[]) id
  union
  select needed.by, case when d.needs_service_id is null then 'application' else 'service' end,
         coalesce(d.needs_service_id, d.needs_application_id)
    from needed join catalogue_dependency d on needed.kind = 'service' and d.service_id = needed.id
      or needed.kind = 'application' and d.application_id = needed.id)
select by, array_agg(id order by id) from needed where kind = 'service' and id <> by group by by
"""

# An application's parts move with it; a part of another that is needed is that other. Another is not gone through.
_APPLICATIONS_NEEDED = """
with recursive needed(by, kind, id) as (
  (select id, 'application', id from unnest(%(ids)s::bigint[]) id
   union all select application_id, 'component', id from catalogue_component where application_id = any (%(ids)s))
  union
  select needed.by,
         case when coalesce(d.needs_application_id, c.application_id) is not null then 'application'
              when d.needs_service_id is not null then 'service' else 'component' end,
         coalesce(d.needs_application_id, c.application_id, d.needs_service_id, d.needs_component_id)
    from needed join catalogue_dependency d
      on needed.kind = 'application' and needed.id = needed.by and d.application_id = needed.id
      or needed.kind = 'component' and d.component_id = needed.id
      or needed.kind = 'service' and d.service_id = needed.id
    left join catalogue_component c on c.id = d.needs_component_id)
select by, array_agg(id order by id) from needed where kind = 'application' and id <> by group by by
"""


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


def services_needed(services: Iterable[int]) -> dict[int, list[int]]:
    """Return, of services by id, the others that each needs at any remove, straight or through applications."""
    with connection.cursor() as cursor:
        cursor.execute(_NEEDED, [list(services)])
        return dict(cursor.fetchall())


def applications_needed(applications: Iterable[int]) -> dict[int, list[int]]:
    """Return, of applications by id, the others that each needs: straight, or through services and components."""
    with connection.cursor() as cursor:
        cursor.execute(_APPLICATIONS_NEEDED, {"ids": list(applications)})
        return dict(cursor.fetchall())
