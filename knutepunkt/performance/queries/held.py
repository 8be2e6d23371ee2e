"""What custody says of a month, by supplier, service and municipality: time held, ping-pong, reopened."""

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries.custody_report import read_ledger
from knutepunkt.desk.rules.report import Figures, Ledger, report

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def by_subject(start_at: datetime, end_at: datetime) -> dict[tuple[str, int], Figures]:
    """Return the figures of all at once: a supplier's of its own custody, the others' of the whole ticket."""
    ledger = read_ledger(from_at=start_at, to_at=end_at)
    span = (_micros(start_at), _micros(end_at))
    found: dict[tuple[str, int], Figures] = {}
    for subject, row, holder in (
        ("supplier", ledger.organisation, ledger.organisation),
        ("service", ledger.service, ledger.team),
        ("customer", _customers(ledger), ledger.team),
    ):
        figures, _pairs = report(ledger, row=row, holder=holder, from_at=span[0], to_at=span[1])
        found |= {(subject, key): one for key, one in figures.items()}
    return found


def _customers(ledger: Ledger) -> npt.NDArray[np.int64]:
    """Return the customer of each span's ticket."""
    tickets = np.unique(ledger.ticket)
    if not len(tickets):
        return ledger.ticket
    between = Ticket.objects.filter(pk__range=(int(tickets[0]), int(tickets[-1]))).order_by("pk")
    pairs = np.array(list(between.values_list("pk", "customer_id")), np.int64).reshape(-1, 2)
    return np.asarray(pairs[np.searchsorted(pairs[:, 0], ledger.ticket), 1])


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
