"""Writes many rows at once: COPY into a table that lasts the transaction, then one INSERT or UPDATE from it.

COPY cannot write to a table with row policies; what goes through a temporary table still meets them.
"""

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

_Rows = Iterable[Sequence[Any]]


def insert(table: str, columns: Sequence[str], rows: _Rows, *, then: str = "") -> list[tuple[Any, ...]]:
    """Insert rows in their order. `then` is what follows: ON CONFLICT or RETURNING, whose rows are returned."""
    names = ", ".join(columns)
    with _staged(table, columns, rows):
        return _run(f"insert into {table} ({names}) select {names} from staged order by staged_order {then}")


def update(table: str, key: str, columns: Sequence[str], rows: _Rows) -> None:
    """Set `columns` of the rows that `key` names; each of `rows` begins with the key."""
    sets = ", ".join(f"{column} = staged.{column}" for column in columns)
    with _staged(table, (key, *columns), rows):
        _run(f"update {table} set {sets} from staged where {table}.{key} = staged.{key}")


@contextmanager
def _staged(table: str, columns: Sequence[str], rows: _Rows) -> Any:
    names = ", ".join(columns)
    _run(f"create temp table staged on commit drop as select {names} from {table} limit 0")
    _run("alter table staged add staged_order bigint generated always as identity")
    with connection.cursor() as cursor, cursor.copy(f"copy staged ({names}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
    yield
    _run("drop table staged")


def _run(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
