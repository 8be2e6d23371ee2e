"""Which levels apply to many tickets over time: from when until when, as priority and service change.

Moments are int64 microseconds, NEVER where there is none; tickets are their places in an order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knutepunkt.agreement.rules.hours import NEVER
from knutepunkt.desk.rules.clocks import Readings

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NO_LEVEL = -1


@dataclass(frozen=True, slots=True)
class History:
    """One fact of many tickets as it changed, by ticket and moment; each value holds until the next."""

    ticket: Ints
    moment: Ints
    value: Ints

    @classmethod
    def of(cls, ticket: Ints, moment: Ints, value: Ints) -> "History":
        """Put rows in order; of a ticket's rows at one moment the last counts."""
        order = np.lexsort((moment, ticket))
        ticket, moment, value = ticket[order], moment[order], value[order]
        last = np.ones(len(ticket), np.bool_)
        last[:-1] = (ticket[1:] != ticket[:-1]) | (moment[1:] != moment[:-1])
        return cls(ticket[last], moment[last], value[last])

    def at(self, ticket: Ints, moment: Ints, otherwise: Ints) -> Ints:
        """Return the value at each moment: before a ticket's first its first, `otherwise` where it has none."""
        if not len(self.ticket):
            return otherwise
        moments = np.unique(np.concatenate([self.moment, moment]))
        known = self.ticket * len(moments) + np.searchsorted(moments, self.moment)
        asked = ticket * len(moments) + np.searchsorted(moments, moment)
        place = np.searchsorted(known, asked, side="right") - 1
        place = np.maximum(place, np.searchsorted(self.ticket, ticket))
        place = np.minimum(place, len(self.ticket) - 1)
        return np.where(self.ticket[place] == ticket, self.value[place], otherwise)


@dataclass(frozen=True, slots=True)
class Applied:
    """One row for each time that a level applies to a ticket. `until`: NEVER where it goes on."""

    ticket: Ints
    level: Ints
    since: Ints
    until: Ints


@dataclass(frozen=True, slots=True)
class Tickets:
    """The tickets that a contract is about. `begins`: when it first applies; `service` and `priority` as they are."""

    begins: Ints
    closed: Ints
    service: Ints
    priority: Ints


def applied(
    tickets: Tickets, services: History, priorities: History, choose: Callable[[int, int], Sequence[int]]
) -> Applied:
    """Return when each level applied. `choose` gives, of a service and a priority, a level for each metric."""
    ticket, moment = _stretches(tickets, (services, priorities))
    service = services.at(ticket, moment, tickets.service[ticket])
    priority = priorities.at(ticket, moment, tickets.priority[ticket])
    kinds, kind = np.unique(np.stack([service, priority], axis=1), axis=0, return_inverse=True)
    if not len(kinds):
        return Applied(ticket, ticket, ticket, ticket)
    table = np.array([choose(*one) for one in kinds.tolist()], np.int64)
    runs = [_runs(ticket, moment, table[kind.reshape(-1), metric]) for metric in range(table.shape[1])]
    return Applied(*(np.concatenate(column) for column in zip(*runs, strict=True)))


def not_again(rows: Applied, readings: Readings) -> Flags:
    """Say of each clock whether it stands: not where the same level came back to a ticket on which it had stopped."""
    order = np.lexsort((rows.since, rows.level, rows.ticket))
    same = np.zeros(len(order), np.bool_)
    same[1:] = (np.diff(rows.ticket[order]) == 0) & (np.diff(rows.level[order]) == 0)
    stopped = (readings.stopped[order] != NEVER).tolist()
    stands = np.ones(len(order), np.bool_)
    had_stopped = False
    for place, follows in enumerate(same.tolist()):
        stands[order[place]] = not (follows and had_stopped)
        had_stopped = stopped[place] or (follows and had_stopped)
    return stands


def _stretches(tickets: Tickets, histories: Sequence[History]) -> tuple[Ints, Ints]:
    """Return the moments from which each ticket is judged anew, by ticket and moment: its first, and every change."""
    every = np.arange(len(tickets.begins))
    ticket = np.concatenate([every, *(one.ticket for one in histories)])
    moment = np.concatenate([tickets.begins, *(one.moment for one in histories)])
    # A ticket that closed as it opened had no time for a level.
    within = (moment >= tickets.begins[ticket]) & (moment < tickets.closed[ticket])
    pairs = np.unique(np.stack([ticket[within], moment[within]], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _runs(ticket: Ints, moment: Ints, level: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return ticket, level, since and until of each run of one level on one ticket."""
    begins = np.ones(len(ticket), np.bool_)
    begins[1:] = (ticket[1:] != ticket[:-1]) | (level[1:] != level[:-1])
    ticket, moment, level = ticket[begins], moment[begins], level[begins]
    until = np.full(len(ticket), NEVER)
    until[:-1] = np.where(ticket[1:] == ticket[:-1], moment[1:], NEVER)
    held = level != NO_LEVEL
    return ticket[held], level[held], moment[held], until[held]
