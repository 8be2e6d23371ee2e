"""How much of what was promised has been kept lately, as far as the viewer sees the terms."""

from datetime import datetime

from django.db.models import Count, Q

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.desk.models import Clock
from knutepunkt.desk.rules.clock import ClockState

_ENDED = (ClockState.MET.value, ClockState.BREACHED.value)


def solved_in_time(*, since: datetime) -> float | None:
    """Return the share, 0 to 1, of solutions since `since` that kept the customer's agreement; None without any."""
    return _share(ServiceLevel.Metric.RESOLVE, Contract.Kind.CUSTOMER, since)


def held_in_time(*, since: datetime) -> float | None:
    """Return the share, 0 to 1, of stays with a supplier that ended within its contract; None without any."""
    return _share(ServiceLevel.Metric.HOLD, Contract.Kind.UNDERPINNING, since)


def _share(metric: ServiceLevel.Metric, kind: Contract.Kind, since: datetime) -> float | None:
    clocks = Clock.objects.filter(
        level__metric=metric.value,
        level__contract__kind=kind.value,
        stopped_at__gte=since,
        state__in=_ENDED,
    )
    found = clocks.aggregate(all=Count("id"), met=Count("id", filter=Q(state=ClockState.MET.value)))
    return found["met"] / found["all"] if found["all"] else None
