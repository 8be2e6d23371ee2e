"""What and who is hit if a service, an application or a component falls, at any remove, with redundancy.

What needs what is held by each process as arrays, read again when a dependency has changed since. It is the whole of
it, whoever asks: that one's own system falls is one's own to know, also where what brings it down is not. Names, and
customers, are asked of the database as the viewer, which shows each what is theirs.
"""

from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Model, QuerySet

from knutepunkt.base.session import as_system
from knutepunkt.catalogue.models import (
    Application,
    Component,
    Integration,
    Service,
)
from knutepunkt.catalogue.queries.systems import ENDS
from knutepunkt.catalogue.rules.graph import Fallen, Graph, falls_with, graph
from knutepunkt.party.models import Organisation

System = Service | Application | Component
NEAREST = 200
# A node's number is its row's id times four, and the place of its kind here.
KINDS: tuple[type[Model], ...] = (Service, Application, Component)
_TABLES = ("catalogue_service", "catalogue_application", "catalogue_component")
_NODES = """coalesce(service_id * 4, application_id * 4 + 1, component_id * 4 + 2),
 coalesce(needs_service_id * 4, needs_application_id * 4 + 1, needs_component_id * 4 + 2)"""
_ROWS = f"""
copy (select {_NODES}, 0, least from catalogue_dependency where redundancy = ''
      union all
      select {_NODES}, dense_rank() over (order by redundancy), least from catalogue_dependency where redundancy <> '')
  to stdout (delimiter ' ')
"""
# The catalogue's services are a directory, but which of them a municipality or a supplier has is what is theirs.
_SEES_ALL = "current_user not in ('kp_customer', 'kp_supplier')"
_THEIRS = f"""({_SEES_ALL} or id in (select service_id from catalogue_offering)
 or current_user = 'kp_customer' and not exists (select 1 from catalogue_offering))"""
# Of each kind which are seen; nothing where all of them are, for thousands of ids are dear to send.
_SEEN = " union all ".join(
    f"select {place}, count(*), case when count(*) < cardinality(%s::bigint[]) then array_agg(id * 4 + {place}) end"
    f" from {table} where id = any (%s::bigint[]) and {theirs}"
    for place, (table, theirs) in enumerate(zip(_TABLES, (_THEIRS, "true", "true"), strict=True))
)
_NAMES = " union all ".join(
    f"select id * 4 + {place}, key, name from {table} where id = any (%s::bigint[])"
    for place, table in enumerate(_TABLES)
)
# An application that says who uses it hits those, whoever else has a service that needs it. A customer without
# offerings has every service.
_CUSTOMERS = """
with offered as (select customer_id, service_id from catalogue_offering
                  where valid_from <= %(day)s and (valid_to is null or valid_to >= %(day)s))
select o.* from party_organisation o
 where o.kind = 'customer'
   and (o.id in (select organisation_id from catalogue_application_users
                  where application_id = any (%(applications)s::bigint[]))
        or not exists (select 1 from catalogue_application_users where application_id = %(down)s)
           and cardinality(%(services)s::bigint[]) > 0
           and (o.id in (select customer_id from offered where service_id = any (%(services)s::bigint[]))
                or ({sees_all} or o.id = any (kp_organisations())) and o.id not in (select customer_id from offered)))
 order by o.sort_key
""".replace("{sees_all}", _SEES_ALL)
_STOPPED = """
select id from catalogue_integration where state = 'exists'
   and (from_application_id = any (%(applications)s::bigint[]) or to_application_id = any (%(applications)s::bigint[])
        or from_component_id = any (%(components)s::bigint[]) or to_component_id = any (%(components)s::bigint[]))
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that falls, at how many removes."""

    kind: type[Model]
    key: str
    name: str
    remove: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What falls with `down`, as far as the viewer sees it: nodes, the nearest of them by name; who is hit."""

    down: System
    fallen: Fallen
    hits: list[Hit]
    customers: list[Organisation]

    @property
    def counts(self) -> dict[type[Model], int]:
        """Return how many of each kind fall."""
        return {kind: int((self.fallen.nodes % 4 == place).sum()) for place, kind in enumerate(KINDS)}

    @property
    def many(self) -> int:
        """Return how many fall."""
        return len(self.fallen.nodes)


def impact_of(down: System, *, day: date, nearest: int = NEAREST) -> Impact:
    """Return what and who is hit on `day`, as far as the viewer sees it. Four queries."""
    fallen = _seen(falls_with(present_graph(), _number(down)))
    return Impact(down, fallen, _named(fallen, nearest), _customers(down, fallen, day))


def _number(row: System) -> int:
    return int(row.pk) * 4 + KINDS.index(type(row))


def _seen(fallen: Fallen) -> Fallen:
    """Keep what the viewer sees."""
    arrays = [_array(fallen.nodes, place) for place in range(len(KINDS))]
    seen = np.ones(len(fallen.nodes), dtype=np.bool_)
    for place, many, those in _asked(_SEEN, [one for array in arrays for one in (array, array)]):
        of_kind = fallen.nodes % 4 == place
        if many < of_kind.sum():
            seen &= ~of_kind | np.isin(fallen.nodes, those or [])
    return Fallen(fallen.nodes[seen], fallen.removes[seen])


def _asked(statement: str, parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _array(nodes: Any, place: int) -> str:
    """Return the ids of a kind as PostgreSQL writes an array: thousands of numbers are dear one by one."""
    return "{" + ",".join(map(str, (nodes[nodes % 4 == place] // 4).tolist())) + "}"


def _named(fallen: Fallen, nearest: int) -> list[Hit]:
    nodes, removes = fallen.nodes[:nearest], fallen.removes[:nearest]
    if not len(nodes):
        return []
    of = dict(zip(nodes.tolist(), removes.tolist(), strict=True))
    rows = _asked(_NAMES, [_array(nodes, place) for place in range(len(KINDS))])
    hits = [Hit(KINDS[node % 4], key, name, of[node]) for node, key, name in rows]
    return sorted(hits, key=lambda hit: (hit.remove, KINDS.index(hit.kind), hit.name))


def _customers(down: System, fallen: Fallen, day: date) -> list[Organisation]:
    every = np.concatenate([[_number(down)], fallen.nodes])
    known = {
        "day": day,
        "down": down.pk if isinstance(down, Application) else None,
        "services": _array(every, 0),
        "applications": _array(every, 1),
    }
    return list(Organisation.objects.raw(_CUSTOMERS, known))


def stopped(impact: Impact) -> QuerySet[Integration]:
    """Return the integrations that stop, since an end of theirs is down."""
    every = np.concatenate([[_number(impact.down)], impact.fallen.nodes])
    ends = {"applications": _array(every, 1), "components": _array(every, 2)}
    ids = [row[0] for row in _asked(_STOPPED, ends)]
    return Integration.objects.filter(pk__in=ids).select_related(*ENDS)


class _Kept:
    """The graph that this process holds, with its version."""

    lock = Lock()
    graph: tuple[UUID, Graph] | None = None


def present_graph() -> Graph:
    """Return the graph as it is now: one query when nothing has changed."""
    with connection.cursor() as cursor:
        cursor.execute("select version from catalogue_dependencyversion")
        version: UUID = cursor.fetchone()[0]
    kept = _Kept.graph
    if kept is None or kept[0] != version:
        with _Kept.lock:
            kept = _Kept.graph
            if kept is None or kept[0] != version:
                kept = _Kept.graph = version, _read()  # if newer than its version, the next to ask reads again
    return kept[1]


def _read() -> Graph:
    with as_system(), connection.cursor() as cursor:
        driver: Any = cursor
        with driver.copy(_ROWS) as copy:
            text = b"".join(bytes(block) for block in copy).decode()
    rows = np.fromstring(text, dtype=np.int64, sep=" ").reshape(-1, 4)
    return graph(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3])
