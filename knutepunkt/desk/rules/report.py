"""What custody says about those who held it: times, hand-overs, ping-pong, paths; for many tickets in one pass.

Moments and durations are int64 microseconds. Spans are sorted by ticket, then by start.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.desk.rules.custody import Mode

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

KINDS = (Mode.QUEUED.value, Mode.WORKING.value, *(reason.value for reason in WaitingReason))
CONFIRMATION = KINDS.index(WaitingReason.CONFIRMATION.value)
_WORST = 10


@dataclass(frozen=True, slots=True)
class Ledger:
    """Spans of many tickets as columns. `kind` indexes KINDS.

    `closed` and `resolved` tell of the span's ticket: it has closed; a resolution of it stands.
    """

    ticket: Ints
    start: Ints
    end: Ints
    team: Ints
    organisation: Ints
    service: Ints
    kind: Ints
    first_line: Flags
    closed: Flags
    resolved: Flags


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the report.

    `held_median` and `held_p90`: time held per ticket until it was resolved; the wait for confirmation stands by
    itself in `waiting`. `solved`: tickets with a resolution that stands, closed or not. `handovers`: given
    away to another team or organisation. `ping_pongs`: returns after a single other holder.
    """

    tickets: int
    queued: timedelta
    working: timedelta
    waiting: tuple[tuple[str, timedelta], ...]
    held_median: timedelta
    held_p90: timedelta
    handovers: int
    ping_pongs: int
    solved: int
    solved_by_first_line: int
    reopened: int
    closed: int
    never_resolved: int
    paths: int

    @property
    def handovers_per_ticket(self) -> float:
        """How often a ticket was given away."""
        return _share(self.handovers, self.tickets)

    @property
    def first_line_share(self) -> float:
        """The share of the solved that never left the first line."""
        return _share(self.solved_by_first_line, self.solved)

    @property
    def reopened_share(self) -> float:
        """The share of tickets whose solution was taken back."""
        return _share(self.reopened, self.tickets)

    @property
    def never_resolved_share(self) -> float:
        """The share of the closed that nobody resolved."""
        return _share(self.never_resolved, self.closed)


@dataclass(frozen=True, slots=True)
class Pair:
    """A gave to B and got back, so many times."""

    holder: int
    other: int
    times: int


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class _Tickets:
    """Facts about each ticket, in the order of `Ledger.ticket`."""

    index: Ints
    solved: Flags
    by_first_line: Flags
    reopened: Flags
    closed: Flags
    never_resolved: Flags
    path: npt.NDArray[np.uint64]


def report(
    ledger: Ledger, *, row: Ints, holder: Ints, from_at: int, to_at: int
) -> tuple[dict[int, Figures], tuple[Pair, ...]]:
    """Return the figures for each value of `row`, and the pairs of `holder` with most ping-pong.

    The ledger holds what is known at `to_at`; time and hand-overs count from `from_at`. `row` and `holder` have
    one value for each span: holder is what custody moves between, row what the figures are for.
    """
    lasted = np.minimum(ledger.end, to_at) - np.maximum(ledger.start, from_at)
    if not np.any(lasted > 0):
        return {}, ()
    rows, row_of = np.unique(row, return_inverse=True)
    tickets = _tickets(ledger)
    times = np.zeros((len(rows), len(KINDS)), np.int64)
    np.add.at(times, (row_of, ledger.kind), np.maximum(lasted, 0))
    in_period = lasted > 0
    codes, code_of = np.unique((tickets.index * len(rows) + row_of)[in_period], return_inverse=True)
    held = np.zeros(len(codes), np.int64)
    np.add.at(held, code_of, np.where(ledger.kind == CONFIRMATION, 0, lasted)[in_period])
    held_row, held_ticket = codes % len(rows), codes // len(rows)
    given, returned, pairs = _moves(ledger, holder, row_of, from_at, len(rows))
    counts = {
        name: np.bincount(held_row, getattr(tickets, name)[held_ticket], len(rows))
        for name in ("solved", "by_first_line", "reopened", "closed", "never_resolved")
    }
    medians, tenths = (_quantiles(held, held_row, len(rows), share) for share in (0.5, 0.9))
    paths = _distinct(held_row, tickets.path[held_ticket], len(rows))
    how_many = np.bincount(held_row, minlength=len(rows))
    found = {
        int(key): Figures(
            tickets=int(how_many[i]),
            queued=_time(times[i, 0]),
            working=_time(times[i, 1]),
            waiting=tuple((kind, _time(times[i, k])) for k, kind in enumerate(KINDS) if k > 1),
            held_median=_time(medians[i]),
            held_p90=_time(tenths[i]),
            handovers=int(given[i]),
            ping_pongs=int(returned[i]),
            solved=int(counts["solved"][i]),
            solved_by_first_line=int(counts["by_first_line"][i]),
            reopened=int(counts["reopened"][i]),
            closed=int(counts["closed"][i]),
            never_resolved=int(counts["never_resolved"][i]),
            paths=int(paths[i]),
        )
        for i, key in enumerate(rows)
        if how_many[i]
    }
    return found, pairs


def _tickets(ledger: Ledger) -> _Tickets:
    starts = _starts(ledger.ticket)
    index = np.cumsum(_firsts(ledger.ticket)) - 1
    confirmed = ledger.kind == CONFIRMATION
    closed, solved = ledger.closed[starts], ledger.resolved[starts]
    taken_back = confirmed[:-1] & ~confirmed[1:] & (ledger.ticket[:-1] == ledger.ticket[1:])
    stayed = np.logical_and.reduceat(ledger.first_line, starts)
    return _Tickets(
        index=index,
        solved=solved,
        by_first_line=solved & stayed,
        reopened=np.logical_or.reduceat(np.append(taken_back, False), starts),
        closed=closed,
        never_resolved=closed & ~solved,
        path=_paths(ledger.ticket, ledger.team),
    )


def _paths(ticket: Ints, team: Ints) -> npt.NDArray[np.uint64]:
    """Return a 64-bit hash of each ticket's sequence of teams."""
    visit = _firsts(ticket) | np.append(True, team[1:] != team[:-1])
    ticket, team = ticket[visit], team[visit]
    starts = _starts(ticket)
    lengths = np.diff(np.append(starts, len(ticket)))
    step = np.arange(len(ticket)) - np.repeat(starts, lengths)
    mixed = (team.astype(np.uint64) << np.uint64(20)) + step.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(np.add.reduceat(mixed ^ (mixed >> np.uint64(31)), starts))


def _moves(ledger: Ledger, holder: Ints, row_of: Ints, from_at: int, rows: int) -> tuple[Ints, Ints, tuple[Pair, ...]]:
    """Count by row what was given away and what came straight back, and find the worst pairs."""
    visit = _firsts(ledger.ticket) | np.append(True, holder[1:] != holder[:-1])
    ticket, here, since, row = ledger.ticket[visit], holder[visit], ledger.start[visit], row_of[visit]
    moved = (ticket[1:] == ticket[:-1]) & (since[1:] >= from_at)
    given = np.bincount(row[:-1][moved], minlength=rows)
    back = (ticket[2:] == ticket[:-2]) & (here[2:] == here[:-2]) & (since[2:] >= from_at)
    returned = np.bincount(row[:-2][back], minlength=rows)
    both, times = np.unique(np.stack((here[:-2][back], here[1:-1][back])), axis=1, return_counts=True)
    worst = np.argsort(-times, kind="stable")[:_WORST]
    pairs = tuple(Pair(int(both[0, i]), int(both[1, i]), int(times[i])) for i in worst)
    return given, returned, pairs


def _quantiles(values: Ints, group: Ints, groups: int, share: float) -> npt.NDArray[np.float64]:
    """Return a quantile of each group's values, between neighbours by their distance."""
    ordered = values[np.lexsort((values, group))]
    sizes = np.bincount(group, minlength=groups)
    starts = np.cumsum(sizes) - sizes
    place = np.maximum(sizes - 1, 0) * share
    low = np.minimum(starts + place.astype(np.int64), len(ordered) - 1)
    high = np.minimum(low + 1, starts + np.maximum(sizes - 1, 0))
    high = np.minimum(high, len(ordered) - 1)
    rest = place - np.floor(place)
    return np.asarray(ordered[low] * (1 - rest) + ordered[high] * rest)


def _distinct(group: Ints, value: npt.NDArray[np.uint64], groups: int) -> Ints:
    """Return how many different values each group has."""
    order = np.lexsort((value, group))
    group, value = group[order], value[order]
    new = np.append(True, (group[1:] != group[:-1]) | (value[1:] != value[:-1]))
    return np.bincount(group[new], minlength=groups)


def _firsts(ticket: Ints) -> Flags:
    return np.append(True, ticket[1:] != ticket[:-1])


def _starts(ticket: Ints) -> Ints:
    return np.flatnonzero(_firsts(ticket))


def _time(micros: "np.integer[npt.NBitBase] | np.floating[npt.NBitBase]") -> timedelta:
    return timedelta(microseconds=round(float(micros)))
