"""Reads the register: what a lot has used, how changes stand, and rows as the values that the rules take."""

from datetime import date

from django.db.models import Q, QuerySet, prefetch_related_objects

from knutepunkt.agreement.models import (
    ChangeLimit,
    ChangeOrder,
    Contract,
    Framework,
    Lot,
    MatrixCell,
)
from knutepunkt.agreement.rules import change_limit as changing
from knutepunkt.agreement.rules import duration as lasting
from knutepunkt.agreement.rules import framework as calling
from knutepunkt.base.money import NOTHING, Money, total

NOTICE_PARTIES = tuple(lasting.Party)
_COUNTING = (ChangeOrder.State.ORDERED.value, ChangeOrder.State.DISPUTED.value)


def duration_of(contract: Contract) -> lasting.Duration:
    """Return when a contract is in force. Of several notice periods of a party the plain one counts. Two queries."""
    notices: dict[str, lasting.Notice] = {}
    for row in sorted(contract.notice_periods.all(), key=lambda row: bool(row.only_when)):
        notices.setdefault(row.party, lasting.Notice(row.months, row.days))
    options = [row for row in sorted(contract.options.all(), key=lambda row: row.number) if row.declined_on is None]
    lasts = contract.valid_to is not None
    return lasting.Duration(
        contract.valid_from,
        contract.valid_to,
        options=tuple(lasting.Option(row.months, row.exercise_by) for row in options) if lasts else (),
        exercised=sum(row.exercised_on is not None for row in options) if lasts else 0,
        renewed_by=(contract.renewal_months or 0) if lasts and contract.renewal == Contract.Renewal.RENEWS else 0,
        customer_notice=notices.get(lasting.Party.CUSTOMER.value, lasting.Notice()),
        provider_notice=notices.get(lasting.Party.PROVIDER.value, lasting.Notice()),
        ended_on=contract.ended_on,
    )


def last_day_of(contract: Contract) -> date | None:
    """Return a contract's last day in force; None for what goes on until somebody ends it. Two queries at most."""
    return lasting.last_day(duration_of(contract))


def is_in_force(contract: Contract, day: date) -> bool:
    """Say whether a contract holds on a day. Queries only where its options decide."""
    if day < contract.valid_from or contract.ended_on is not None:
        return contract.valid_from <= day <= (contract.ended_on or day)
    if contract.valid_to is None or day <= contract.valid_to:
        return True
    last = last_day_of(contract)
    return last is None or day <= last


def in_force(day: date) -> list[Contract]:
    """Return the contracts that hold on a day, drafts not counted. Three queries."""
    begun = Contract.objects.exclude(state=Contract.State.DRAFT.value).filter(valid_from__lte=day)
    return [one for one in begun.prefetch_related("options", "notice_periods") if is_in_force(one, day)]


def committed_value(contract: Contract) -> Money:
    """Return a contract's value with the changes ordered."""
    changes = contract.changes.all() if contract.pk else ()
    return (contract.value or NOTHING) + total(order.amount for order in changes if order.state in _COUNTING)


def agreed_value(contract: Contract) -> Money:
    """Return what a call-off takes of its lot: its value with the changes ordered, or what is consumed if more."""
    return max(committed_value(contract), contract.consumed)


def consumption_of(lot: Lot) -> calling.Consumption:
    """Return what the lot's call-offs use of its ceiling, drafts not counted. Two queries, or what is read already."""
    return calling.consumption(lot.ceiling, call_offs(lot))


def call_offs(lot: Lot, *, before: Contract | None = None) -> list[calling.CallOff]:
    """Return the lot's call-offs in the order of their signing, or those `before` one; of a draft all.

    Two queries, or what is read already.
    """
    prefetch_related_objects([lot], "contracts__changes")
    ordered = sorted((row for row in lot.contracts.all() if row.state != Contract.State.DRAFT), key=_signing)
    if before is not None and before.state != Contract.State.DRAFT:
        ordered = [row for row in ordered if _signing(row) < _signing(before)]
    return [calling.CallOff(str(lot.number), row.provider_id, agreed_value(row)) for row in ordered]


def _signing(row: Contract) -> tuple[date, int]:
    return row.signed_on or row.valid_from, row.pk


def award_of(lot: Lot) -> calling.Award | None:
    """Return how a lot awards; None where no key says whose turn it is. One query. Raises `TermsFault`."""
    framework = lot.framework
    if framework.mechanism not in (Framework.Mechanism.FIXED_KEY, Framework.Mechanism.BOTH):
        return None
    seats = tuple(
        calling.Seat(str(lot.number), row.supplier_id, row.rank or 0, row.share) for row in lot.suppliers.all()
    )
    key = calling.AllocationKey(framework.allocation_key) if framework.allocation_key else None
    return calling.Award(calling.Mechanism(framework.mechanism), seats, key)


def change_limits(contract: Contract) -> list[changing.ChangeLimit]:
    """Return the limits of law for what the contract buys."""
    rows = ChangeLimit.objects.filter(Q(subject="") | Q(subject=contract.subject))
    return [
        changing.ChangeLimit(
            changing.Basis(row.basis),
            row.valid_from,
            row.percent,
            row.is_accumulated,
            valid_to=row.valid_to,
            below_threshold=row.below_threshold,
            needs_notice=row.needs_notice,
        )
        for row in rows
    ]


def judged_changes(contract: Contract) -> list[changing.Judged]:
    """Return the ordered changes against their limits; none where the contract has no value to hold them against."""
    if not contract.value:
        return []
    orders = [
        changing.ChangeOrder(
            row.number, row.ordered_on, row.amount, changing.Basis(row.basis), is_notified=row.notified_on is not None
        )
        for row in contract.changes.all()
        if row.state in _COUNTING and row.ordered_on is not None and row.basis
    ]
    return changing.judged(orders, change_limits(contract), original_value=contract.value)


def called_types(module: int) -> QuerySet[MatrixCell]:
    """Return the kinds that a module's framework calls off."""
    return MatrixCell.objects.filter(module=module, is_called=True).select_related("type")


def unready(framework: Framework) -> list[calling.Unready]:
    """Return what keeps a framework from being signed: appendices of called kinds; a kind without any is missing all.

    Of a kind the current version counts.
    """
    states = {row.template_id: row.state for row in framework.appendices.all()}
    called: dict[str, dict[int, calling.AppendixState]] = {}
    for cell in called_types(framework.module).prefetch_related("type__versions__appendices"):
        version = next((one for one in cell.type.versions.all() if one.is_current), None)
        called[cell.type.name] = {
            template.number: calling.AppendixState(states.get(template.pk, "missing"))
            for template in (version.appendices.all() if version else ())
        }
    return calling.unready(called)
