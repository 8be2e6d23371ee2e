"""Reads what a contract costs on a day, and what its compensation rules are percentages of."""

from datetime import date, timedelta
from decimal import Decimal

from knutepunkt.agreement.models import CompensationRule, Contract, PriceIndex
from knutepunkt.agreement.models import PriceLine as PriceRow
from knutepunkt.agreement.rules.compensation import CompensationTerms, Kind, Step, Unit
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.agreement.rules.price import Every, PriceLine, adjusted, monthly_fee, value_over, yearly_fee
from knutepunkt.base.money import Money, nok, percent

_DAY = timedelta(days=1)


def terms_of_rule(rule: CompensationRule, *, on: date) -> CompensationTerms:
    """Return a row as the value that the rules reckon with, its base as it is on a day. Raises `TermsFault`."""
    return as_terms(rule, base=base_of(rule, on=on))


def as_terms(rule: CompensationRule, *, base: Money | None) -> CompensationTerms:
    """Return a row as a value; `base` is the amount that its percentages are of. Raises `TermsFault`."""
    fixed = rule.kind == CompensationRule.Kind.FIXED.value
    return CompensationTerms(
        kind=Kind(rule.kind),
        unit=Unit(rule.unit),
        rate=None if rule.rate is None or rule.steps else nok(rule.rate) if fixed else percent(rule.rate),
        base=base,
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
