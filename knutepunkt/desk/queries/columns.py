"""Reads many rows as columns: binary COPY, straight into numpy. Half a million spans come in a second or two."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from knutepunkt.agreement.rules.hours import NEVER
from knutepunkt.desk.rules.clocks import Custodies
from knutepunkt.desk.rules.report import KINDS

Ints = npt.NDArray[np.int64]

_HEADER, _TRAILER = 19, 2  # of a binary COPY
_EPOCH = 946_684_800_000_000  # PostgreSQL counts microseconds from 2000, everybody else from 1970
_FIELD = (("length", ">i4"), ("value", ">i8"))
_SPAN = (
    *("ticket_id", "@start_at", "@end_at", "organisation_id"),
    f"array_position(array{list(KINDS)}, (case mode when 'waiting' then reason else mode end)::text) - 1",
)
_HOLDERS = "(select * from desk_participation where part = 'holder') holders"
_HOLDER = ("ticket_id", "organisation_id", "@answered_at")


def columns(
    table: str,
    key: str,
    names: Sequence[str],
    order: str,
    between: tuple[int, int],
    parameters: Sequence[Any] = (),
) -> list[Ints]:
    """Return columns of the rows whose `key` lies in a half-open range; moments in microseconds, NEVER for none.

    A moment's name is marked with @, for it comes from another beginning than numpy's. `table` may be a sub-select,
    with `parameters`.
    """
    written = ", ".join(_eight_bytes(name) for name in names)
    query = f"copy (select {written} from {table} where {key} >= %s and {key} < %s order by {order}) to stdout binary"
    with connection.cursor() as cursor, cursor.copy(query, (*parameters, *between)) as copy:
        answer = b"".join(copy)
    row = np.dtype([("fields", ">i2"), *((f"{n}{part}", kind) for n in range(len(names)) for part, kind in _FIELD)])
    rows = np.frombuffer(answer[_HEADER : len(answer) - _TRAILER], row)
    return [_native(rows[f"{n}value"], is_moment=name[0] == "@") for n, name in enumerate(names)]


def custodies(
    tickets: Ints, between: tuple[int, int], *, of: str = "desk_custody", parameters: Sequence[Any] = ()
) -> Custodies:
    """Return the custody of tickets in order, which are all that `of` has between two ids."""
    order = "ticket_id, start_at"
    held, begun, ended, organisation, kind = columns(of, "ticket_id", _SPAN, order, between, parameters)
    return Custodies(np.searchsorted(held, np.append(tickets, between[1])), begun, ended, organisation, kind)


def heard_from(ticket: Ints, holder: Ints, between: tuple[int, int]) -> Ints:
    """Return when the requester first heard something since that supplier had the ticket."""
    tickets, holders, answered = columns(_HOLDERS, "ticket_id", _HOLDER, "ticket_id, organisation_id", between)
    wide = max(holders.max(initial=0), holder.max(initial=0)) + 1
    known, asked = tickets * wide + holders, ticket * wide + holder
    place = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
    return np.where(known[place] == asked, answered[place], NEVER) if len(known) else np.full(len(ticket), NEVER)


def _eight_bytes(name: str) -> str:
    """Every column is a bigint or a moment, and none is null: so every row of the answer has the same length."""
    return f"coalesce({name[1:]}, 'infinity')" if name[0] == "@" else f"({name})::bigint"


def _native(values: npt.NDArray[Any], *, is_moment: bool) -> Ints:
    native = values.astype(np.int64)
    return np.where(native == NEVER, NEVER, native + _EPOCH) if is_moment else native
