"""Fills a database of its own with components that need each other: 100,000 of them, 300,000 dependencies.

Components come in heaps of 2,700. Each but a heap's first needs three before it in the heap, so that all of a heap
falls with its first, at some twenty removes; every twentieth has two of its three stand in for each other. A service of
the example needs the last of each heap, and the first of the first heap needs an application of Nes's. Rows are made by
PostgreSQL itself, always the same; the trail is left out.
"""

from datetime import UTC, datetime

from django.db import connection, transaction

from knutepunkt.catalogue.models import Component
from knutepunkt.example import set_stage
from knutepunkt.party.models import Organisation

COMPONENTS, HEAP = 100_000, 2_700
_TABLES = ("catalogue_component", "catalogue_dependency")
_MADE = """
insert into catalogue_component (key, name, kind, wording, source, remark)
select 'k-' || n, 'Komponent ' || n, 'server', '', 'benchmark', '' from generate_series(0, %s - 1) n
"""
_NEEDS = """
insert into catalogue_dependency (component_id, needs_component_id, redundancy, least, remark)
select a.id, b.id, case when n %% 20 = 0 and turn > 0 then 'par' else '' end, 1, ''
  from generate_series(0, %(many)s - 1) n
  cross join generate_series(0, 2) turn
  cross join lateral (select n %% %(heap)s as place) p
  join catalogue_component a on a.key = 'k-' || n
  join catalogue_component b
       on b.key = 'k-' || (n - place + (hashint8(n * 3 + turn) & 1073741823) %% greatest(place, 1))
 where place > 0
"""
_SERVED = """
insert into catalogue_dependency (service_id, needs_component_id, redundancy, least, remark)
select (select min(id) from catalogue_service), id, '', 1, '' from catalogue_component
 where source = 'benchmark' and substr(key, 3)::int %% %s = %s - 1
"""

_NEEDING = """
insert into catalogue_dependency (component_id, needs_application_id, redundancy, least, remark)
select c.id, a.id, '', 1, '' from catalogue_component c, catalogue_application a where c.key = 'k-0' and a.key = %s
"""
APPLICATION = "visma-ppi"


def fill() -> float:
    """Bring the database to its components; return how many seconds that took, 0 when they were there."""
    start = datetime.now(UTC)
    if not Organisation.objects.exists():
        set_stage(at=start)
    if Component.objects.filter(source="benchmark").count() == COMPONENTS:
        return 0.0
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(_MADE, [COMPONENTS])
        cursor.execute("analyze catalogue_component")
        cursor.execute(_NEEDS, {"many": COMPONENTS, "heap": HEAP})
        cursor.execute(_SERVED, [HEAP, HEAP])
        cursor.execute(_NEEDING, [APPLICATION])
        cursor.execute("set constraints all immediate")
        for table in _TABLES:
            cursor.execute(f"alter table {table} enable trigger user")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze catalogue_component, catalogue_dependency")
    return (datetime.now(UTC) - start).total_seconds()
