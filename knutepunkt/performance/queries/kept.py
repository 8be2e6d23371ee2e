"""How many of what was promised was kept in a period: clocks that stopped in it, less what was excluded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from knutepunkt.agreement.models import Contract
from knutepunkt.desk.models import Clock
from knutepunkt.desk.rules.clock import ClockState
from knutepunkt.performance.models import Contest
from knutepunkt.performance.rules.attainment import Tally

CUSTOMER, UNDERPINNING = Contract.Kind.CUSTOMER.value, Contract.Kind.UNDERPINNING.value
_ENDED = (ClockState.MET.value, ClockState.BREACHED.value)
_MET = Count("id", filter=Q(state=ClockState.MET.value))


@dataclass(frozen=True, slots=True)
class LevelKept:
    """One level of one contract in a period, whatever its version."""

    contract: str
    level: str
    metric: str
    priority: int | None
    goal: Decimal
    tally: Tally


def ended(start_at: datetime, end_at: datetime) -> QuerySet[Clock]:
    """Return the clocks that stopped in the half-open period, but for those that were agreed to be excluded."""
    excluded = Contest.objects.filter(
        ticket=OuterRef("ticket"), level=OuterRef("level"), outcome=Contest.Outcome.UPHELD.value
    )
    return Clock.objects.filter(
        ~Exists(excluded), stopped_at__gte=start_at, stopped_at__lt=end_at, state__in=_ENDED
    ).order_by()


def by_subject(start_at: datetime, end_at: datetime) -> dict[tuple[str, int], Tally]:
    """Return what suppliers owed, and municipalities and services were promised, by ("supplier", id) and the like."""
    found: defaultdict[tuple[str, int], Tally] = defaultdict(Tally)
    columns = ("level__contract__kind", "level__contract__provider", "level__contract__customer", "ticket__service")
    rows = ended(start_at, end_at).values_list(*columns).annotate(met=_MET, total=Count("id"))
    for kind, provider, customer, service, met, total in rows:
        tally = Tally(met, total)
        for subject in (
            [("supplier", provider)] if kind == UNDERPINNING else [("customer", customer), ("service", service)]
        ):
            found[subject] += tally
    return dict(found)


def by_level(clocks: QuerySet[Clock]) -> list[LevelKept]:
    """Return what each level showed, by contract and priority; the goal is that of its latest version here."""
    names = ("contract__title", "key", "name", "metric", "priority", "goal", "version")
    columns = [f"level__{name}" for name in names]
    rows = clocks.values_list(*columns).annotate(met=_MET, total=Count("id")).order_by(*columns)
    return list(_merged(rows))


def by_month(clocks: QuerySet[Clock], starts: Iterable[datetime]) -> list[Tally]:
    """Return the tally from each start to the next; the last start only ends the one before."""
    spans = list(pairwise(starts))
    counts: dict[str, Any] = {}
    for n, (start_at, end_at) in enumerate(spans):
        within = Q(stopped_at__gte=start_at, stopped_at__lt=end_at)
        counts[f"all{n}"] = Count("id", filter=within)
        counts[f"met{n}"] = Count("id", filter=within & Q(state=ClockState.MET.value))
    found = clocks.aggregate(**counts)
    return [Tally(found[f"met{n}"], found[f"all{n}"]) for n in range(len(spans))]


def _merged(rows: Iterable[tuple[Any, ...]]) -> Iterator[LevelKept]:
    """Join the versions of a level; rows come in the order of versions."""
    kept: dict[tuple[str, str], LevelKept] = {}
    for contract, key, name, metric, priority, goal, _version, met, total in rows:
        before = kept.get((contract, key))
        tally = Tally(met, total) + (before.tally if before else Tally())
        kept[contract, key] = LevelKept(contract, name, metric, priority, goal, tally)
    order = ("pickup", "response", "resolve", "hold")
    yield from sorted(kept.values(), key=lambda one: (one.contract, order.index(one.metric), one.priority or 0))
