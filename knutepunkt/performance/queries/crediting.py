"""What a settlement gives back under its contract's rules, case by case, before anybody has agreed to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from knutepunkt.agreement.models import CompensationRule, ServiceLevel
from knutepunkt.agreement.queries.price import terms_of_rule
from knutepunkt.agreement.queries.terms import calendar_value
from knutepunkt.agreement.rules.compensation import (
    Case,
    CompensationTerms,
    Credit,
    Line,
    Unit,
    What,
    credits_for,
)
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.base.money import NOTHING, Money, Portion, nok, percent
from knutepunkt.desk.models import Clock
from knutepunkt.party.queries import local_day
from knutepunkt.performance.models import Contest, Settlement
from knutepunkt.performance.models import Credit as CreditRow
from knutepunkt.performance.queries.attained import Shown, attained
from knutepunkt.performance.rules.period import Period

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
    """Reckon the credits of a settlement as its figures and contests stand; what was agreed on stays as it was kept.

    Only rules in force count: of tickets on the day the clock stopped, of figures on the period's last day, which is
    also the day of the rule's base. The current version of a rule says when. A few queries a rule; one of what was
    kept.
    """
    if settlement.credit is not None:
        return Reckoned(tuple(_kept(settlement)))
    owed: list[Owed] = []
    faults: list[tuple[CompensationRule, TermsFault]] = []
    rules = CompensationRule.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=settlement.to_on),
        Q(valid_to=None) | Q(valid_to__gte=settlement.from_on),
        contract=settlement.contract_id,
        is_current=True,
    ).order_by("key")
    shown, given = (attained(settlement), _given(settlement)) if rules else ([], {})
    for rule in rules:
        try:
            owed += _of_rule(settlement, rule, shown, earlier=given.get(rule.key, NOTHING))
        except TermsFault as fault:
            faults.append((rule, fault))
    return Reckoned(tuple(owed), tuple(faults))


def _of_rule(settlement: Settlement, rule: CompensationRule, shown: Sequence[Shown], *, earlier: Money) -> list[Owed]:
    terms = terms_of_rule(rule, on=settlement.to_on)
    if terms.goes_by_case:
        late = _late(settlement, rule, terms.unit)
        breaches = [one for one in late if rule.holds_on(local_day(one.case.occurred_at))]
    elif not rule.holds_on(settlement.to_on):
        breaches = []
    else:
        breaches = short(rule, terms.unit, shown, ends_at=Period(settlement.from_on, settlement.to_on).ends_at)
    return owed_for(rule, terms, breaches, earlier=earlier)


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


def _given(settlement: Settlement) -> dict[str, Money]:
    """Return, by the key of a rule, what the calendar year's other settlements gave under any of its versions.

    Also the later months: whichever is agreed on last, the year gives no more than its cap.
    """
    year = Settlement.objects.filter(contract=settlement.contract_id, from_on__year=settlement.from_on.year)
    others = list(year.exclude(pk=settlement.pk).values_list("pk", flat=True))
    rows = CreditRow.objects.filter(settlement__in=others).values_list("rule__key").annotate(sum=Sum("amount"))
    return dict(rows.order_by())


def _kept(settlement: Settlement) -> Iterable[Owed]:
    """Yield what was agreed on, with the working of then."""
    for row in CreditRow.objects.filter(settlement=settlement).select_related("rule", "level"):
        reference = f"{row.level_id}:{row.ticket_id or row.service_id or ''}"
        lines = tuple(from_working(row.working))
        units = next((line.units for line in lines if line.units is not None), Fraction(0))
        late = row.late if row.late is not None else Decimal(units.numerator) / units.denominator
        case = Case(reference, row.occurred_at, late, row.attained)
        yield Owed(row.rule, row.level, case, Credit(reference, row.amount, lines), row.ticket_id, row.service_id)


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


def from_working(kept: Iterable[dict[str, str | None]]) -> Iterable[Line]:
    """Yield the lines that `as_working` kept."""
    for line in kept:
        units, each, limit = line["units"], line["each"], line["limit"]
        yield Line(
            What(line["what"] or ""),
            Decimal(line["amount"] or 0),
            units=None if units is None else Fraction(units),
            each=None if each is None else _portion(each),
            limit=None if limit is None else Decimal(limit),
        )


def _portion(kept: str) -> Portion:
    value, _, unit = kept.partition(" ")
    return percent(value) if unit == "%" else nok(value)
