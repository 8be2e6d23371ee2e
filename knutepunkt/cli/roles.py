"""The database's roles and the database itself: made once, by whoever may."""

import psycopg
from psycopg import sql

PEOPLE = ("kp_integrator", "kp_customer", "kp_supplier", "kp_entry")


def prepare(administrator: str, *, database: str) -> None:
    """Make roles and database where they are missing; `administrator` is a connection string."""
    with psycopg.connect(administrator, autocommit=True) as connection:
        for role in (*PEOPLE, "kp_system"):
            _role(connection, role, "nologin")
        _role(connection, "kp_owner", "login createdb")
        _role(connection, "kp_web", "login noinherit")
        _role(connection, "kp_worker", "login noinherit")
        for role in (*PEOPLE, "kp_system"):
            connection.execute(sql.SQL("grant {} to kp_owner, kp_web").format(sql.Identifier(role)))
        connection.execute("grant kp_system to kp_worker")
        found = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not found:
            connection.execute(sql.SQL("create database {} owner kp_owner").format(sql.Identifier(database)))


def _role(connection: psycopg.Connection, name: str, attributes: str) -> None:
    if not connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("create role {} " + attributes).format(sql.Identifier(name)))
