"""What a contract's levels would have shown on past tickets month by month, and what they would have given back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.agreement.queries.price import terms_of_rule
from knutepunkt.agreement.rules.compensation import Unit
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.agreement.rules.hours import NEVER, to_micros
from knutepunkt.agreement.rules.vocabulary import Metric
from knutepunkt.base.money import NOTHING, Money, total
from knutepunkt.desk.queries.replaying import Replayed, replay
from knutepunkt.desk.rules.clocks import Readings
from knutepunkt.desk.rules.clocks import Shown as Reading
from knutepunkt.performance.queries import crediting, tallies
from knutepunkt.performance.queries.attained import Shown
from knutepunkt.performance.rules.attainment import Figure, Tally
from knutepunkt.performance.rules.availability import Availability
from knutepunkt.performance.rules.period import Period

_Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Month:
    """One period: what each level would have shown, and what it would have given."""

    period: Period
    shown: tuple[Shown, ...]
    owed: tuple[crediting.Owed, ...]

    @property
    def credit(self) -> Money:
        """The sum of the rounded cases."""
        return total(one.credit.amount for one in self.owed)


@dataclass(frozen=True, slots=True)
class Backtest:
    """A contract's levels over past tickets. `tickets`: how many it is about. `faults`: rules that cannot reckon."""

    contract: Contract
    as_of: datetime
    tickets: int
    levels: tuple[ServiceLevel, ...]
    months: tuple[Month, ...]
    faults: tuple[tuple[CompensationRule, TermsFault], ...] = ()

    @property
    def credit(self) -> Money:
        """What it would have given in all."""
        return total(month.credit for month in self.months)

    def whole(self, level: ServiceLevel) -> Shown:
        """Return what a level would have shown over all the months."""
        of_level = [one for month in self.months for one in month.shown if one.level.pk == level.pk]
        figure = sum((one.figure for one in of_level), Figure())
        ups = [one.up for one in of_level if one.up]
        return Shown(level, figure, None if not ups else _together(ups))

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "contract": self.contract.key,
            "state": self.contract.state,
            "as_of": self.as_of.isoformat(),
            "tickets": self.tickets,
            "levels": [_shown_json(self.whole(level)) for level in self.levels],
            "months": [
                {
                    "from": month.period.from_on.isoformat(),
                    "to": month.period.to_on.isoformat(),
                    "levels": [_shown_json(one) for one in month.shown if one.percent is not None],
                    "credit": str(month.credit),
                    "cases": len(month.owed),
                }
                for month in self.months
            ],
            "credit": str(self.credit),
            "not_reckoned": [
                {"rule": rule.key, "field": fault.field, "reason": fault.reason.value} for rule, fault in self.faults
            ],
        }


def _shown_json(one: Shown) -> dict[str, Any]:
    tally = one.figure.standing
    counted = {} if one.up else {"met": tally.met, "total": tally.total}
    return {
        "level": one.level.key,
        "metric": one.level.metric,
        "goal": str(one.level.goal),
        "percent": None if one.percent is None else str(one.percent),
        "reaches": one.reaches,
        "is_thin": one.is_thin,
        **counted,
        **({"service_id": one.service_id} if one.service_id else {}),
    }


def _together(parts: Sequence[Availability]) -> Availability:
    """Return the time of all services and months as one."""
    sums = (sum((getattr(part, name) for part in parts), timedelta(0)) for name in Availability.__slots__)
    return Availability(*sums)


class _Late(NamedTuple):
    """A clock that stopped too late."""

    place: int
    period: int
    ticket_id: int
    reading: Reading


def backtest(contract: Contract, periods: Sequence[Period], *, at: datetime) -> Backtest:
    """Read the contract's levels on the tickets of adjoining periods, oldest first. Nothing is stored.

    Its rules give what they would have given then, whenever they are to be in force.
    """
    levels = contract.levels.filter(is_current=True).select_related("contract", "calendar")
    rows = {level.pk: level for level in levels.order_by("metric", "priority", "key")}
    rules = list(CompensationRule.objects.filter(contract=contract, is_current=True).order_by("key"))
    counts = _Tallies(periods)
    from_at, to_at = periods[0].starts_at, periods[-1].ends_at
    tickets = sum(
        counts.add(one, with_cases=bool(rules)) for one in replay(contract, from_at=from_at, to_at=to_at, at=at)
    )
    up = tallies.up([one for one in rows.values() if one.metric == Metric.AVAILABILITY], periods, at=at)
    shown = [tuple(_shown(rows, counts, up, number, period)) for number, period in enumerate(periods)]
    owed, faults = _credits(rules, rows, counts, shown, periods)
    months = [Month(*one) for one in zip(periods, shown, map(tuple, owed), strict=True)]
    return Backtest(contract, at, tickets, tuple(rows.values()), tuple(months), tuple(faults))


class _Tallies:
    """Counts clocks that stopped, by level and period, and keeps those that were late."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self._bounds = np.array([*(to_micros(one.starts_at) for one in periods), to_micros(periods[-1].ends_at)])
        self._counts: dict[int, tuple[_Counts, _Counts]] = {}
        self.late: list[_Late] = []
        self.levels: list[int] = []

    def add(self, replayed: Replayed, *, with_cases: bool) -> int:
        """Count in what was read; returns how many tickets that was about."""
        self.levels = [level.level_id for level in replayed.levels]
        stopped = replayed.readings.stopped
        period = np.searchsorted(self._bounds, stopped, side="right") - 1
        within = (stopped != NEVER) & (period >= 0) & (period < len(self._bounds) - 1)
        late = within & (replayed.readings.breached != NEVER)
        for place, level_id in enumerate(self.levels):
            here = replayed.level == place
            measured, missed = (
                np.bincount(period[some & here], minlength=len(self._bounds) - 1) for some in (within, late)
            )
            before = self._counts.get(level_id, (0, 0))
            self._counts[level_id] = (before[0] + measured, before[1] + missed)
        if with_cases:
            self.late += _late(replayed, period, late)
        return replayed.tickets

    def tally(self, level_id: int, number: int) -> Tally:
        """Return met of total of a level in a period."""
        if level_id not in self._counts:
            return Tally()
        measured, missed = (int(counts[number]) for counts in self._counts[level_id])
        return Tally(measured - missed, measured)


def _late(replayed: Replayed, period: _Counts, late: npt.NDArray[np.bool_]) -> Iterator[_Late]:
    some = Readings(*(getattr(replayed.readings, name)[late] for name in Readings.__slots__))
    columns = (replayed.level[late].tolist(), period[late].tolist(), replayed.ticket[late].tolist(), some.each())
    for row in zip(*columns, strict=True):
        yield _Late(*row)


def _shown(
    rows: dict[int, ServiceLevel], counts: _Tallies, up: Sequence[tallies.Up], number: int, period: Period
) -> Iterator[Shown]:
    for level in rows.values():
        if level.metric != Metric.AVAILABILITY:
            yield Shown(level, Figure(counts.tally(level.pk, number)))
    for one in up:
        if one.period == period:
            yield Shown(rows[one.level_id], up=one.found, service_id=one.service_id)


def _credits(
    rules: Sequence[CompensationRule],
    rows: dict[int, ServiceLevel],
    counts: _Tallies,
    shown: Sequence[Sequence[Shown]],
    periods: Sequence[Period],
) -> tuple[list[list[crediting.Owed]], list[tuple[CompensationRule, TermsFault]]]:
    """Return what each period gives; a year's cap counts from the first period of the year that was asked about."""
    owed: list[list[crediting.Owed]] = [[] for _ in periods]
    faults = []
    by_period = {key: list(late) for key, late in groupby(sorted(counts.late, key=_period), key=_period)}
    for rule in rules:
        given: dict[int, Money] = {}
        try:
            for number, period in enumerate(periods):
                late = by_period.get(number, ())
                earlier = given.get(period.from_on.year, NOTHING)
                found = _of_rule(rule, rows, counts.levels, late, shown[number], period, earlier)
                given[period.from_on.year] = earlier + total(one.credit.amount for one in found)
                owed[number] += found
        except TermsFault as fault:
            faults.append((rule, fault))
    return owed, faults


def _period(late: _Late) -> int:
    return late.period


def _of_rule(
    rule: CompensationRule,
    rows: dict[int, ServiceLevel],
    levels: Sequence[int],
    late: Sequence[_Late],
    shown: Sequence[Shown],
    period: Period,
    earlier: Money,
) -> list[crediting.Owed]:
    terms = terms_of_rule(rule, on=period.to_on)
    if terms.goes_by_case:
        cases = ((rows[levels[one.place]], one) for one in late)
        breaches = [_breach(level, terms.unit, one) for level, one in cases if level.key in rule.levels]
    else:
        breaches = crediting.short(rule, terms.unit, shown, ends_at=period.ends_at)
    return crediting.owed_for(rule, terms, breaches, earlier=earlier)


def _breach(level: ServiceLevel, unit: Unit, late: _Late) -> crediting.Breach:
    _state, elapsed, _due, stopped_at, breached_at = late.reading
    assert stopped_at is not None, "it stopped within the period"
    how_late = crediting.lateness(level, unit, elapsed=elapsed, breached_at=breached_at, stopped_at=stopped_at)
    case = crediting.case_of(level.pk, late.ticket_id, stopped_at, how_late)
    return crediting.Breach(level, case, late.ticket_id)
