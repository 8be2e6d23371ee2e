"""The database's roles and the database itself: made once, by whoever may."""

import psycopg
from psycopg import sql

_ONE_AT_A_TIME = 7_301_002  # any number, the same for all: roles belong to the whole server

PEOPLE = frozenset({"kp_integrator", "kp_customer", "kp_supplier", "kp_entry"})
SYSTEM = "kp_system"
LOGINS = {"kp_owner": "login createdb", "kp_web": "login noinherit", "kp_worker": "login"}
# The web has rights only as the person it serves; a worker only ever does the system's work.
# The owner may become them all, so that tests look through their eyes.
MAY_BECOME = {"kp_owner": PEOPLE | {SYSTEM}, "kp_web": PEOPLE | {SYSTEM}, "kp_worker": frozenset({SYSTEM})}


def prepare(administrator: str, *, database: str) -> None:
    """Make roles and database where they are missing; `administrator` is a connection string."""
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        for role in (*sorted(PEOPLE), SYSTEM):
            _role(connection, role, "nologin")
        for login, attributes in LOGINS.items():
            _role(connection, login, attributes)
            for role in sorted(MAY_BECOME[login]):
                _membership(connection, role, login)
        found = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not found:
            connection.execute(sql.SQL("create database {} owner kp_owner").format(sql.Identifier(database)))


def _membership(connection: psycopg.Connection, role: str, login: str) -> None:
    # Only the worker has the system's rights as it is. Who inherited would be judged by several policies at once.
    inherit = sql.SQL("true" if login == "kp_worker" else "false")
    grant = sql.SQL("grant {} to {} with inherit {}")
    connection.execute(grant.format(sql.Identifier(role), sql.Identifier(login), inherit))


def _role(connection: psycopg.Connection, name: str, attributes: str) -> None:
    if not connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("create role {} " + attributes).format(sql.Identifier(name)))
