"""Writes many rows at once: COPY into a table of this connection's own, then one INSERT or UPDATE from it.

COPY cannot write to a table with row policies; what goes through a temporary table still meets them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

_Rows = Iterable[Sequence[Any]]


def insert(table: str, columns: Sequence[str], rows: _Rows, *, then: str = "") -> list[tuple[Any, ...]]:
    """Insert rows in their order. `then` is what follows: ON CONFLICT or RETURNING, whose rows are returned."""
    names = ", ".join(columns)
    with _staged(f"insert_{table}", table, columns, rows) as staged:
        return _run(f"insert into {table} ({names}) select {names} from {staged} order by staged_order {then}")


def update(table: str, key: str, columns: Sequence[str], rows: _Rows) -> None:
    """Set `columns` of the rows that `key` names; each of `rows` begins with the key."""
    with _staged(f"update_{table}", table, (key, *columns), rows) as staged:
        sets = ", ".join(f"{column} = {staged}.{column}" for column in columns)
        _run(f"update {table} set {sets} from {staged} where {table}.{key} = {staged}.{key}")


@contextmanager
def _staged(name: str, table: str, columns: Sequence[str], rows: _Rows) -> Iterator[str]:
    """Fill the connection's temporary table `name`, made at its first use, and empty it afterwards."""
    names = ", ".join(columns)
    shape = f"select {names}, 0::bigint as staged_order from {table} limit 0"
    _run(f"create temp table if not exists {name} on commit delete rows as {shape}")
    with connection.cursor() as cursor, cursor.copy(f"copy {name} ({names}, staged_order) from stdin") as copy:
        for order, row in enumerate(rows):
            copy.write_row((*row, order))
    yield name
    _run(f"delete from {name}")


def _run(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
