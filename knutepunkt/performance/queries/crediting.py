"""What a settlement gives back under its contract's rules, case by case, before anybody has agreed to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from knutepunkt.agreement.models import CompensationRule, Contract, PriceIndex, ServiceLevel
from knutepunkt.agreement.models import PriceLine as PriceRow
from knutepunkt.agreement.queries.terms import calendar_value
from knutepunkt.agreement.rules.compensation import (
    Case,
    CompensationTerms,
    Credit,
    Kind,
    Line,
    Step,
    Unit,
    credits_for,
)
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.agreement.rules.price import Every, PriceLine, adjusted, monthly_fee, value_over, yearly_fee
from knutepunkt.base.money import NOTHING, Money, nok, percent
from knutepunkt.desk.models import Clock
from knutepunkt.performance.models import Contest, Settlement
from knutepunkt.performance.models import Credit as CreditRow
from knutepunkt.performance.queries.attained import Shown, attained
from knutepunkt.performance.rules.period import Period

_BY_CASE = frozenset({Unit.HOUR, Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.CASE})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Owed:
    """One case or figure of one rule with its credit. `ticket_id` None: of a level's figure."""

    rule: CompensationRule
    level: ServiceLevel
    case: Case
    credit: Credit
    ticket_id: int | None = None
    service_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """All that a settlement gives back, and which rules could not be reckoned, with why."""

    owed: tuple[Owed, ...]
    faults: tuple[tuple[CompensationRule, TermsFault], ...] = ()

    @property
    def amount(self) -> Money:
        """The sum of the rounded cases."""
        return sum((one.credit.amount for one in self.owed), NOTHING)


@dataclass(frozen=True, slots=True)
class Breach:
    """What a case is of."""

    level: ServiceLevel
    case: Case
    ticket_id: int | None = None
    service_id: int | None = None


def reckon(settlement: Settlement) -> Reckoned:
    """Reckon the credits of a settlement as its figures and contests stand. A few queries a rule."""
    owed: list[Owed] = []
    faults: list[tuple[CompensationRule, TermsFault]] = []
    rules = CompensationRule.objects.filter(contract=settlement.contract_id, is_current=True).order_by("key")
    shown = attained(settlement) if rules else []
    for rule in rules:
        try:
            owed += _of_rule(settlement, rule, shown)
        except TermsFault as fault:
            faults.append((rule, fault))
    return Reckoned(tuple(owed), tuple(faults))


def terms_of_rule(rule: CompensationRule, *, on: date) -> CompensationTerms:
    """Return a row as the value that the rules reckon with, its base as it is on a day. Raises `TermsFault`."""
    fixed = rule.kind == CompensationRule.Kind.FIXED.value
    return CompensationTerms(
        kind=Kind(rule.kind),
        unit=Unit(rule.unit),
        rate=None if rule.rate is None or rule.steps else nok(rule.rate) if fixed else percent(rule.rate),
        base=base_of(rule, on=on),
        counts_begun=rule.counts_begun,
        steps=tuple(Step(Decimal(str(below)), percent(str(part))) for below, part in rule.steps),
        minimum=rule.minimum or None,
        cap_units=rule.cap_units,
        cap_per_case=None if rule.cap_per_case is None else percent(rule.cap_per_case),
        cap_per_period=None if rule.cap_per_period is None else percent(rule.cap_per_period),
        cap_per_year=None if rule.cap_per_year is None else percent(rule.cap_per_year),
    )


def base_of(rule: CompensationRule, *, on: date) -> Money | None:
    """Return what the rule's percentages are of, as it is on a day; None where the rule names no base."""
    contract, bases = rule.contract, CompensationRule.Base
    if rule.base == bases.FIXED:
        return rule.base_amount
    if rule.base == bases.CONTRACT_SUM:
        return contract.value
    if rule.base in (bases.MONTHLY_FEE, bases.ANNUAL_FEE):
        lines = price_lines(contract, on=on)
        return monthly_fee(lines, on=on) if rule.base == bases.MONTHLY_FEE else yearly_fee(lines, on=on)
    if rule.base == bases.FIRST_6_MONTHS:
        first = contract.started_on or contract.valid_from
        return value_over(price_lines(contract, on=first), first=first, last=add_months(first, 6) - _DAY)
    return None


def price_lines(contract: Contract, *, on: date) -> list[PriceLine]:
    """Return the contract's prices as they are on a day, index and all. Two queries. Raises `TermsFault`."""
    rows = list(PriceRow.objects.filter(contract=contract))
    index: dict[str, dict[date, Decimal]] = {}
    for name, month, value in PriceIndex.objects.filter(name__in={row.index for row in rows if row.index}).values_list(
        "name", "month", "value"
    ):
        index.setdefault(name, {})[month] = value
    return [_price_line(row, index, on) for row in rows]


def _price_line(row: PriceRow, index: dict[str, dict[date, Decimal]], on: date) -> PriceLine:
    amount = row.amount
    if row.index_base is not None:
        values = index.get(row.index, {})
        # The index of a month is published the month after: the last one known counts until then.
        known = max((month for month in values if month <= on), default=row.index_base)
        amount = adjusted(amount, values, base=row.index_base, month=known)
    return PriceLine(row.key, Every(row.every), amount, row.quantity, row.valid_from, row.valid_to)


def _of_rule(settlement: Settlement, rule: CompensationRule, shown: Sequence[Shown]) -> list[Owed]:
    terms = terms_of_rule(rule, on=settlement.to_on)
    if goes_by_case(terms):
        breaches = list(_late(settlement, rule, terms.unit))
    else:
        breaches = short(rule, terms.unit, shown, ends_at=Period(settlement.from_on, settlement.to_on).ends_at)
    return owed_for(rule, terms, breaches, earlier=_earlier(settlement, rule))


def goes_by_case(terms: CompensationTerms) -> bool:
    """Say whether each ticket that was late is a case; else the figures that fell short are."""
    return terms.unit in _BY_CASE and not (terms.kind is Kind.PRICE_REDUCTION and terms.steps)


def owed_for(
    rule: CompensationRule, terms: CompensationTerms, breaches: Sequence[Breach], *, earlier: Money
) -> list[Owed]:
    """Return what the cases of one period give, those that give nothing left out. Raises `TermsFault`."""
    found = credits_for(terms, [breach.case for breach in breaches], earlier_this_year=earlier)
    by_reference = {breach.case.reference: breach for breach in breaches}
    return [
        Owed(rule, breach.level, breach.case, credit, breach.ticket_id, breach.service_id)
        for credit in found
        for breach in [by_reference[credit.reference]]
        if credit.working
    ]


def _late(settlement: Settlement, rule: CompensationRule, unit: Unit) -> Iterable[Breach]:
    """Yield the tickets whose clock stopped too late in the period, but for those that were excluded."""
    period = Period(settlement.from_on, settlement.to_on)
    excluded = Contest.objects.filter(settlement=settlement, outcome=Contest.Outcome.UPHELD.value)
    out = set(excluded.values_list("level_id", "ticket_id"))
    clocks = Clock.objects.filter(
        level__contract=settlement.contract_id,
        level__key__in=rule.levels,
        state="breached",
        stopped_at__gte=period.starts_at,
        stopped_at__lt=period.ends_at,
    ).select_related("level__calendar")
    for clock in clocks.order_by("stopped_at", "pk"):
        if (clock.level_id, clock.ticket_id) not in out:
            assert clock.stopped_at is not None, "it stopped within the period"
            late = lateness(
                clock.level, unit, elapsed=clock.elapsed, breached_at=clock.breached_at, stopped_at=clock.stopped_at
            )
            yield Breach(clock.level, case_of(clock.level_id, clock.ticket_id, clock.stopped_at, late), clock.ticket_id)


def case_of(level_id: int, ticket_id: int, stopped_at: datetime, late: timedelta | int) -> Case:
    """Return one late ticket as a case."""
    return Case(f"{level_id}:{ticket_id}", stopped_at, late)


def lateness(
    level: ServiceLevel, unit: Unit, *, elapsed: timedelta, breached_at: datetime | None, stopped_at: datetime
) -> timedelta | int:
    """Hours are service time beyond the target; calendar days pass also when nobody works; working days are opened."""
    assert level.target is not None, "only availability has no target"
    if unit in (Unit.HOUR, Unit.CASE) or breached_at is None:
        return elapsed - level.target
    if unit is Unit.CALENDAR_DAY:
        return stopped_at - breached_at
    calendar = calendar_value(level.calendar)
    zone = ZoneInfo(calendar.zone)
    first, last = breached_at.astimezone(zone).date(), stopped_at.astimezone(zone).date()
    days = (first + number * _DAY for number in range((last - first).days + 1))
    return sum(1 for day in days if calendar.openings_on(day))


def short(rule: CompensationRule, unit: Unit, shown: Sequence[Shown], *, ends_at: datetime) -> list[Breach]:
    """Return the figures of the rule's levels that fell short; where a rule is for a period, the worst of them."""
    found = [
        Breach(
            one.level,
            Case(
                f"{one.level.pk}:{one.service_id or ''}",
                ends_at,
                max(one.level.goal - one.percent, Decimal(0)),
                one.percent,
            ),
            service_id=one.service_id,
        )
        for one in shown
        if one.level.key in rule.levels and one.percent is not None and not one.reaches
    ]
    if unit is Unit.PERIOD and found:
        return [max(found, key=lambda breach: (breach.case.late, breach.case.reference))]
    return found


def _earlier(settlement: Settlement, rule: CompensationRule) -> Money:
    """Return what the calendar year's earlier settlements gave under the rule, in any of its versions."""
    year = Q(settlement__from_on__year=settlement.from_on.year, settlement__from_on__lt=settlement.from_on)
    same = Q(rule__contract=rule.contract_id, rule__key=rule.key)
    return CreditRow.objects.filter(year & same).aggregate(sum=Sum("amount"))["sum"] or NOTHING


def as_working(lines: Iterable[Line]) -> list[dict[str, str | None]]:
    """Return a credit's lines as plain values, to be kept and shown."""
    return [
        {
            "what": line.what.value,
            "amount": str(line.amount),
            "units": None
            if line.units is None
            else str(round(Decimal(line.units.numerator) / line.units.denominator, 4)),
            "each": None if line.each is None else str(line.each),
            "limit": None if line.limit is None else str(line.limit),
        }
        for line in lines
    ]
