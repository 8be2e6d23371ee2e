"""Whether what was promised end to end was kept, for tickets that came from one log."""

from dataclasses import dataclass

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.rules.vocabulary import Metric
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.desk.rules.clock import ClockState

_KEPT = {ClockState.MET.value: True, ClockState.BREACHED.value: False}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A closed ticket's priority, and whether the customer's resolve level was kept; None when none applied."""

    priority: int
    is_kept: bool | None


def resolve_clocks(*, source: str) -> dict[str, Resolved]:
    """Return the closed tickets of `source` by reference, each with the last resolve clock of its customer's."""
    tickets = Ticket.objects.filter(source=source, closed_at__isnull=False)
    clocks = Clock.objects.filter(
        ticket__source=source,
        level__metric=Metric.RESOLVE.value,
        level__contract__kind=Contract.Kind.CUSTOMER.value,
    )
    states = dict(clocks.order_by("applies_from").values_list("ticket_id", "state"))
    return {
        reference: Resolved(priority, _KEPT.get(states.get(ticket_id, "")))
        for ticket_id, reference, priority in tickets.values_list("pk", "reference", "priority")
    }
