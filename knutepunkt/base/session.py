"""Database sessions: a role and a person for each transaction, so that PostgreSQL decides who sees what.

The web logs in as `kp_web`, which may do nothing but become one of the roles below. `set_config(.., true)`
is SET LOCAL: it ends with the transaction, so a pooled connection cannot carry it over to the next person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction


class Role(StrEnum):
    """The database roles that a session can take."""

    OWNER = "kp_owner"
    INTEGRATOR = "kp_integrator"
    CUSTOMER = "kp_customer"
    SUPPLIER = "kp_supplier"
    SYSTEM = "kp_system"
    ENTRY = "kp_entry"


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom the database is read: what the policies compare each row with.

    `organisations`: the person's own and those below them. `teams`: whose queues the person works from.
    `oversees`: sees all tickets of the organisations, not only own ones. `cleared`: sees what is restricted.
    `source`: from where, for the trail.
    """

    role: Role
    person_id: int | None = None
    organisations: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    oversees: bool = False
    cleared: bool = False
    source: str = ""

    def settings(self) -> tuple[str, ...]:
        """The values of `_APPLY`, in its order."""
        return (
            self.role.value,
            "" if self.person_id is None else str(self.person_id),
            _array(self.organisations),
            _array(self.teams),
            "t" if self.oversees else "f",
            "t" if self.cleared else "f",
            self.source,
        )


def _array(numbers: tuple[int, ...]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


ENTRY = Viewer(Role.ENTRY, source="entry")

_APPLY = """select set_config('role', %s, true), set_config('kp.person', %s, true),
 set_config('kp.organisations', %s, true), set_config('kp.teams', %s, true),
 set_config('kp.oversees', %s, true), set_config('kp.cleared', %s, true), set_config('kp.source', %s, true)"""
_NOBODY = ("none", "", "{}", "{}", "f", "f", "")
_ROLE = "select set_config('role', %s, true)"


def become(viewer: Viewer) -> None:
    """Give the running transaction to `viewer` until it ends."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, viewer.settings())
    connection.viewer = viewer  # type: ignore[attr-defined]


def present() -> Viewer | None:
    """Return whom the running transaction was given to, or None before anybody."""
    if not connection.in_atomic_block:
        return None
    return getattr(connection, "viewer", None)


@contextmanager
def seen_by(viewer: Viewer) -> Iterator[None]:
    """Run the block in a transaction of `viewer`'s, and give back what was before it."""
    before = present()
    with transaction.atomic():
        become(viewer)
        try:
            yield
        finally:
            _restore(before)


@contextmanager
def as_system() -> Iterator[None]:
    """Run the block with the system's rights; the trail still names the person.

    Only actions do this, after the person's own role has shown that the row is theirs to act on.
    """
    _require_transaction()
    before = present()
    _set_role(Role.SYSTEM.value)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set_role(before.role.value if before else "none")


def _set_role(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ROLE, [name])


def _restore(before: Viewer | None) -> None:
    connection.viewer = before  # type: ignore[attr-defined]
    if connection.needs_rollback:
        return  # the rollback takes the settings with it
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, before.settings() if before else _NOBODY)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a viewer belongs to a transaction: open one first")
