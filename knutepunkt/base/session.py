"""Database sessions: a role and a person for each transaction, so that PostgreSQL decides who sees what.

The web logs in as `kp_web`, which may do nothing but become one of the roles below. `set_config(.., true)`
is SET LOCAL: it ends with the transaction, so a pooled connection cannot carry it over to the next person.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from django.db import DatabaseError, connection, transaction


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
    _apply(viewer.settings())
    connection.viewer = viewer  # type: ignore[attr-defined]


def present() -> Viewer | None:
    """Return whom the running transaction was given to, or None before anybody."""
    if not connection.in_atomic_block:
        return None
    return getattr(connection, "viewer", None)


@contextmanager
def seen_by(viewer: Viewer) -> Iterator[None]:
    """Run the block in a transaction of `viewer`'s, and give back what was before it.

    What fails is rolled back, and the settings with it: only a block that succeeds within another's
    transaction has to put them back.
    """
    before, within, as_it = present(), connection.in_atomic_block, _is_system()
    try:
        with transaction.atomic():
            become(viewer)
            _mark(is_system=False)
            yield
            if within and not connection.needs_rollback:
                _apply(before.settings() if before else _NOBODY)
                if as_it:
                    _set_role(Role.SYSTEM.value)
    finally:
        connection.viewer = before  # type: ignore[attr-defined]
        _mark(is_system=as_it)


@contextmanager
def as_system() -> Iterator[None]:
    """Run the block with the system's rights; the trail still names the person.

    Actions do this, after the person's own role has shown that the row is theirs to act on; and what holds the
    graph of dependencies for everybody, of which each is shown what is theirs. Within another such block it is that.
    """
    _require_transaction()
    if _is_system():
        yield
        return
    before = present()
    _set_role(Role.SYSTEM.value)
    _mark(is_system=True)
    person = before.role.value if before else "none"
    try:
        yield
    except BaseException:
        with suppress(DatabaseError):  # a broken transaction takes no statement, and its rollback takes the role
            _set_role(person)
        raise
    finally:
        _mark(is_system=False)
    _set_role(person)


def _is_system() -> bool:
    return bool(getattr(connection, "is_system", False))


def _mark(*, is_system: bool) -> None:
    connection.is_system = is_system  # type: ignore[attr-defined]


def _apply(settings: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, settings)


def _set_role(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ROLE, [name])


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a viewer belongs to a transaction: open one first")
