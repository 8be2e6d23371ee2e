"""Where what suppliers owe falls short of what was promised: the gaps, each with a name and at whose door it lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

import numpy as np

from knutepunkt.agreement.rules.carrying import Carrying, Leg, carrying, short_of
from knutepunkt.agreement.rules.hours import ServiceHours, to_micros
from knutepunkt.agreement.rules.vocabulary import Metric, Pause

_MICROSECOND = timedelta(microseconds=1)
_ZERO = timedelta(0)
# Which of a supplier's levels answers a promise, the first that it has.
ANSWERS: dict[Metric, tuple[Metric, ...]] = {
    Metric.PICKUP: (Metric.PICKUP,),
    Metric.RESPONSE: (Metric.RESPONSE,),
    Metric.RESOLVE: (Metric.HOLD, Metric.RESOLVE),
    Metric.HOLD: (Metric.HOLD, Metric.RESOLVE),
    Metric.AVAILABILITY: (Metric.AVAILABILITY,),
}


class Gap(StrEnum):
    """How a promise is not carried. TARGET_LONGER and HOURS_NARROWER are why the worst start is late."""

    NO_CONTRACT = "no_contract"
    NO_LEVEL = "no_level"
    TARGET_LONGER = "target_longer"
    HOURS_NARROWER = "hours_narrower"
    PAUSES_MORE = "pauses_more"
    AVAILABILITY_SHORT = "availability_short"
    ENDS_FIRST = "ends_first"


@dataclass(frozen=True, slots=True)
class Level:
    """A level as far as carrying needs it. `target`: None for availability, whose `goal` is the promise."""

    key: str
    metric: Metric
    target: timedelta | None
    goal: Decimal
    hours: ServiceHours
    pauses: frozenset[Pause] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """One contract of a supplier's that covers the service, with its level that answers; None where it has none.

    `ends_on`: its last day; None where it goes on until somebody ends it.
    """

    contract: str
    ends_on: date | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class Link:
    """A supplier that a ticket of the service may reach, and what it owes there."""

    supplier: str
    owed: tuple[Owed, ...] = ()

    @property
    def answer(self) -> Owed | None:
        """The contract whose level answers best: the shortest target, or the highest goal."""
        answering = [one for one in self.owed if one.level is not None]
        return min(answering, key=_strictness, default=None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One gap: whose, and by which contract and level, as far as there is one. `supplier` is empty for all together."""

    gap: Gap
    supplier: str = ""
    contract: str = ""
    level: str = ""
    ends_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    level_name: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """How a promise is carried.

    `worst`: the worst start, where every supplier owes a time. `short`: percentage points that suppliers' availability
    falls short. Without `suppliers` it is carried in-house.
    """

    suppliers: tuple[str, ...]
    findings: tuple[Finding, ...]
    worst: Carrying | None = None
    short: Fraction | None = None

    @property
    def is_carried(self) -> bool:
        """Say whether there is no gap."""
        return not self.findings

    @property
    def gaps(self) -> frozenset[Gap]:
        """Which gaps there are."""
        return frozenset(one.gap for one in self.findings)


def cover(
    promise: Level,
    chain: Sequence[Link],
    *,
    ends_on: date | None,
    handling: Leg | None = None,
    since: datetime,
    until: datetime,
) -> Cover:
    """Hold a promise that lasts to `ends_on` against what the suppliers of a chain owe, one after the other.

    `handling`: what we take ourselves before the first of them has it. Starts in the half-open span are tried.
    """
    suppliers = tuple(link.supplier for link in chain)
    found = [finding for link in chain for finding in _standing(promise, link, ends_on)]
    answers = [(link.supplier, link.answer) for link in chain]
    owed = [(supplier, one.contract, one.level) for supplier, one in answers if one is not None and one.level]
    if len(owed) < len(chain) or not chain:
        return Cover(suppliers, tuple(found))
    if promise.target is None:
        short = short_of(promise.goal, (level.goal for _, _, level in owed))
        found += [Finding(Gap.AVAILABILITY_SHORT)] if short else []
        found += _narrower(promise, owed, since, until)
        return Cover(suppliers, tuple(found), short=short)
    legs = tuple(Leg(supplier, level.target or _ZERO, level.hours) for supplier, _, level in owed)
    worst = _worst(Leg("", promise.target, promise.hours), ((handling, *legs) if handling else legs), since, until)
    if not worst.carries:
        found += _why_late(promise, owed, handling, worst, since, until)
    return Cover(suppliers, tuple(found), worst=worst)


@lru_cache(maxsize=4096)
def uncovered(ours: ServiceHours, theirs: ServiceHours, since: datetime, until: datetime) -> timedelta:
    """Return how much of our service time in the span lies outside theirs."""
    first, last = to_micros(since), to_micros(until)
    turns = np.union1d(ours.turns_between(first, last), theirs.turns_between(first, last))
    edges = np.union1d(turns, np.array([first, last], np.int64))
    begin, end = edges[:-1], edges[1:]  # within each both are open or closed throughout
    closed = theirs.between_many(begin, end) == 0
    return int(ours.between_many(begin, end)[closed].sum()) * _MICROSECOND


_Answer = tuple[str, str, Level]


def _strictness(one: Owed) -> tuple[timedelta, Decimal]:
    assert one.level is not None, "asked of those that have one"
    return one.level.target or _ZERO, -one.level.goal


def _standing(promise: Level, link: Link, ends_on: date | None) -> Iterator[Finding]:
    """Yield what is wrong before anything is reckoned: no contract, no level, one that stands still or ends first."""
    if not link.owed:
        yield Finding(Gap.NO_CONTRACT, link.supplier)
        return
    answer = link.answer
    if answer is None:
        yield Finding(Gap.NO_LEVEL, link.supplier, ", ".join(one.contract for one in link.owed))
    elif answer.level is not None and promise.target is not None:
        # Waiting for confirmation counts for nobody, and time elsewhere is another supplier's.
        more = answer.level.pauses - promise.pauses - {Pause.CONFIRMATION, Pause.ELSEWHERE}
        if more:
            found = _of_level(Gap.PAUSES_MORE, (link.supplier, answer.contract, answer.level))
            yield replace(found, pauses=tuple(sorted(more)))
    last = max(link.owed if answer is None else (answer,), key=_end)
    if last.ends_on is not None and (ends_on is None or last.ends_on < ends_on):
        yield Finding(Gap.ENDS_FIRST, link.supplier, last.contract, ends_on=last.ends_on)


def _end(one: Owed) -> date:
    return one.ends_on or date.max


def _why_late(
    promise: Level,
    owed: Sequence[_Answer],
    handling: Leg | None,
    worst: Carrying,
    since: datetime,
    until: datetime,
) -> Iterator[Finding]:
    """Yield why the worst start is late: it would be in time if the targets fitted, and all hours held ours."""
    assert promise.target is not None, "availability is not late"
    longer = [one for one in owed if (one[2].target or _ZERO) > promise.target]
    yield from (_of_level(Gap.TARGET_LONGER, one) for one in longer)
    together = sum((level.target or _ZERO for _, _, level in owed), handling.allowed if handling else _ZERO)
    if together > promise.target and not longer:
        yield Finding(Gap.TARGET_LONGER)
    ended = [due_at for _, due_at in worst.legs_due_at if due_at is not None]
    yield from _narrower(promise, owed, since, max([until, *ended]))


def _narrower(promise: Level, owed: Sequence[_Answer], since: datetime, until: datetime) -> Iterator[Finding]:
    for one in owed:
        if uncovered(promise.hours, one[2].hours, since, until):
            yield _of_level(Gap.HOURS_NARROWER, one)


def _of_level(gap: Gap, answer: _Answer) -> Finding:
    supplier, contract, level = answer
    return Finding(gap, supplier, contract, level.key, level_name=level.name)


@lru_cache(maxsize=4096)
def _worst(promise: Leg, chain: tuple[Leg, ...], since: datetime, until: datetime) -> Carrying:
    """Many services have the same terms: each kind of chain is tried once."""
    return carrying(promise, chain, since=since, until=until)
