"""What a supplier credits when a promise is broken: rates, caps, and the working of each case.

Caps are amounts too, and rounded by the same rule; so no rounding ever carries a credit over its cap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from knutepunkt.agreement.rules.fault import Reason, TermsFault, not_negative, refuse_if
from knutepunkt.base.money import NOTHING, Money, Portion, rounded, total


class Kind(StrEnum):
    """In what form a breach is paid for (prisavslag, timebot, dagbot, a fixed sum)."""

    PRICE_REDUCTION = "price_reduction"
    HOURLY = "hourly"
    DAILY = "daily"
    FIXED = "fixed"


class Unit(StrEnum):
    """What the rate is for. A calendar day of lateness is 24 hours; working days are counted by whoever asks."""

    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    PERCENTAGE_POINT = "percentage_point"
    PERIOD = "period"
    CASE = "case"


class What(StrEnum):
    """What a line of the working says: the rate gave, the minimum added, or a cap cut."""

    RATE = "rate"
    MINIMUM = "minimum"
    CAP_UNITS = "cap_units"
    CAP_PER_CASE = "cap_per_case"
    CAP_PER_PERIOD = "cap_per_period"
    CAP_PER_YEAR = "cap_per_year"


_CAPS = frozenset(What) - {What.RATE, What.MINIMUM}
_UNITS_OF: dict[Kind, frozenset[Unit]] = {
    Kind.PRICE_REDUCTION: frozenset({Unit.PERCENTAGE_POINT, Unit.PERIOD, Unit.CASE}),
    Kind.HOURLY: frozenset({Unit.HOUR}),
    Kind.DAILY: frozenset({Unit.CALENDAR_DAY, Unit.WORKING_DAY}),
    Kind.FIXED: frozenset({Unit.PERIOD, Unit.CASE}),
}
_LENGTH = {Unit.HOUR: timedelta(hours=1), Unit.CALENDAR_DAY: timedelta(days=1)}
_ONCE = frozenset({Unit.PERIOD, Unit.CASE})
_BY_CASE = frozenset({Unit.HOUR, Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.CASE})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a price reduction: an attained figure below `below` per cent gives `reduction`."""

    below: Decimal
    reduction: Portion


@dataclass(frozen=True, slots=True)
class CompensationTerms:
    """How a breach is paid for, as one contract says it.

    `rate` is for one unit; a price reduction may have `steps` instead. `counts_begun`: a unit begun counts whole.
    `minimum`: the least that a case gives. `cap_units`: the most units that count in it. Raises `TermsFault`.
    """

    kind: Kind
    unit: Unit
    rate: Portion | None = None
    base: Money | None = None
    counts_begun: bool = False
    steps: tuple[Step, ...] = ()
    minimum: Money | None = None
    cap_units: Decimal | int | None = None
    cap_per_case: Portion | None = None
    cap_per_period: Portion | None = None
    cap_per_year: Portion | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        refuse_if(self.unit not in _UNITS_OF[self.kind], "unit", Reason.NOT_WANTED)
        for field in ("base", "minimum", "cap_units"):
            not_negative(field, getattr(self, field))
        for field in ("rate", "cap_per_case", "cap_per_period", "cap_per_year"):
            self._check_portion(field, getattr(self, field))
        refuse_if(self.rate is None and not self.steps, "rate", Reason.MISSING)
        refuse_if(self.rate is not None and bool(self.steps), "rate", Reason.NOT_WANTED)
        self._check_steps()

    def _check_portion(self, field: str, portion: Portion | None) -> None:
        if portion is not None:
            not_negative(field, portion.value)
            refuse_if(portion.is_percent and self.base is None, field, Reason.WITHOUT_BASE)

    def _check_steps(self) -> None:
        wanted = self.kind is Kind.PRICE_REDUCTION and self.unit in _ONCE
        refuse_if(bool(self.steps) and not wanted, "steps", Reason.NOT_WANTED)
        for step in self.steps:
            not_negative("steps", step.below)
            refuse_if(step.below > 100, "steps", Reason.OVER_HUNDRED)
            self._check_portion("steps", step.reduction)
        by_figure = sorted(self.steps, key=lambda step: step.below)
        refuse_if(len({step.below for step in self.steps}) < len(self.steps), "steps", Reason.REPEATED)
        reductions = [step.reduction.of(self.base) for step in by_figure]
        refuse_if(reductions != sorted(reductions, reverse=True), "steps", Reason.OUT_OF_ORDER)

    @property
    def goes_by_case(self) -> bool:
        """Whether each ticket that was late is a case; else the figures that fell short are."""
        return self.unit in _BY_CASE and not (self.kind is Kind.PRICE_REDUCTION and self.steps)

    def cap(self, portion: Portion | None) -> Money | None:
        """Return one of the caps in NOK; None where there is none."""
        return None if portion is None else rounded(portion.of(self.base))


@dataclass(frozen=True, slots=True)
class Case:
    """One breach. `late`: how much, as time or counted in the rule's unit. `attained`: the figure, where steps ask."""

    reference: str
    occurred_at: datetime
    late: timedelta | Decimal | int = 0
    attained: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working, and what it adds; less than nothing where a cap cuts.

    `units` at `each` is what the rate gave; `limit` is the minimum of a case, or what was left of a cap.
    """

    what: What
    amount: Money
    units: Fraction | None = None
    each: Portion | None = None
    limit: Money | int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """What one case gives. The lines of `working` add up to `amount`; `capped_by` names the caps that cut."""

    reference: str
    amount: Money
    working: tuple[Line, ...]

    @property
    def capped_by(self) -> tuple[What, ...]:
        """Which caps cut, in the order they were held against it."""
        return tuple(line.what for line in self.working if line.what in _CAPS)


def credits_for(terms: CompensationTerms, cases: Iterable[Case], *, earlier_this_year: Money = NOTHING) -> list[Credit]:
    """Return the credit of each case of one period, in the order they occurred.

    `earlier_this_year`: what the contract's year has already credited under these terms. The order decides which case
    meets a cap, never the total. A rate for a period takes one case. Raises `TermsFault`.
    """
    run = sorted(cases, key=lambda case: (case.occurred_at, case.reference))
    refuse_if(len({case.reference for case in run}) < len(run), "reference", Reason.REPEATED)
    refuse_if(terms.unit is Unit.PERIOD and len(run) > 1, "cases", Reason.TOO_MANY)
    not_negative("earlier_this_year", earlier_this_year)
    found: list[Credit] = []
    given = NOTHING
    for case in run:
        found.append(_credit(terms, case, given=given, earlier_this_year=earlier_this_year))
        given += found[-1].amount
    return found


def credited(run: Sequence[Credit]) -> Money:
    """Return the sum of a run's credits."""
    return total(credit.amount for credit in run)


def _credit(terms: CompensationTerms, case: Case, *, given: Money, earlier_this_year: Money) -> Credit:
    lines = list(_gross(terms, case))
    amount = total(line.amount for line in lines)
    caps = (
        (What.CAP_PER_CASE, terms.cap(terms.cap_per_case), NOTHING),
        (What.CAP_PER_PERIOD, terms.cap(terms.cap_per_period), given),
        (What.CAP_PER_YEAR, terms.cap(terms.cap_per_year), earlier_this_year + given),
    )
    for what, cap, used in caps:
        left = amount if cap is None else max(cap - used, NOTHING)
        if amount > left:
            lines.append(Line(what, left - amount, limit=left))
            amount = left
    return Credit(case.reference, amount, tuple(lines))


def _gross(terms: CompensationTerms, case: Case) -> Iterator[Line]:
    """Yield what the case gives before the caps in NOK. A line adds to the rounded sum, and is no sum of its own."""
    each = _each(terms, case)
    late = _units(terms, case)
    if each is None or not late:
        return
    counted = late if terms.cap_units is None else min(late, Fraction(terms.cap_units))
    rate = each.of(terms.base)
    gross, kept, least = rounded(late * rate), rounded(counted * rate), rounded(terms.minimum or 0)
    yield Line(What.RATE, gross, units=late, each=each)
    if counted < late:
        yield Line(What.CAP_UNITS, kept - gross, units=counted, limit=terms.cap_units)
    if counted and least > kept:
        yield Line(What.MINIMUM, least - kept, limit=least)


def _each(terms: CompensationTerms, case: Case) -> Portion | None:
    """Return what one unit gives; None where the figure is below no step."""
    if not terms.steps:
        return terms.rate
    if case.attained is None:
        raise TermsFault("attained", Reason.MISSING)
    not_negative("attained", case.attained)
    reached = [step for step in terms.steps if case.attained < step.below]
    return min(reached, key=lambda step: step.below).reduction if reached else None


def _units(terms: CompensationTerms, case: Case) -> Fraction:
    if terms.steps:
        return Fraction(1)
    late = _in_units(terms.unit, case.late)
    if terms.unit in _ONCE:
        return Fraction(late > 0)
    return Fraction(ceil(late)) if terms.counts_begun else late


def _in_units(unit: Unit, late: timedelta | Decimal | int) -> Fraction:
    if not isinstance(late, timedelta):
        not_negative("late", late)
        return Fraction(late)
    refuse_if(late < timedelta(0), "late", Reason.NEGATIVE)
    if unit in _ONCE:
        return Fraction(late > timedelta(0))
    if unit not in _LENGTH:
        raise TermsFault("late", Reason.NOT_A_NUMBER)
    microsecond = timedelta(microseconds=1)
    return Fraction(late // microsecond, _LENGTH[unit] // microsecond)
