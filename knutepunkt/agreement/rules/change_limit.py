"""How much a contract may change without a new competition: change orders against limits, which are rows with validity.

Amounts may go down as well as up. What is accumulated is the net of all orders on the same basis, and counts by its
size in either direction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from knutepunkt.agreement.rules.fault import Reason, not_negative, positive, refuse_if
from knutepunkt.base.money import NOTHING, ØRE, Money, total


class Basis(StrEnum):
    """The legal basis of a change: why it needs no new competition."""

    CLEAR_CLAUSE = "clear_clause"
    SMALL = "small"
    NECESSARY = "necessary"
    UNFORESEEABLE = "unforeseeable"
    NOT_SUBSTANTIAL = "not_substantial"


class Why(StrEnum):
    """Why an order is outside the limits."""

    NO_LIMIT_KNOWN = "no_limit_known"
    OVER_PERCENT = "over_percent"
    NOT_BELOW_THRESHOLD = "not_below_threshold"
    NOTICE_MISSING = "notice_missing"


# What these allow is for people to judge, not for a percentage.
_WITHOUT_LIMIT = frozenset({Basis.CLEAR_CLAUSE, Basis.NOT_SUBSTANTIAL})


@dataclass(frozen=True, slots=True)
class ChangeLimit:
    """One row of the rules, both days included. `percent`: of the original value.

    `is_accumulated`: held against the sum of the orders on its basis, else against each. `below_threshold`: the amount
    in the rules on public procurement that what counts must lie below.
    """

    basis: Basis
    valid_from: date
    percent: Decimal
    is_accumulated: bool
    valid_to: date | None = None
    below_threshold: Money | None = None
    needs_notice: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        not_negative("percent", self.percent)
        not_negative("below_threshold", self.below_threshold)
        if self.valid_to is not None:
            refuse_if(self.valid_to < self.valid_from, "valid_to", Reason.ENDS_BEFORE_START)

    def holds_on(self, day: date) -> bool:
        """Say whether the row holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """A signed change: what it adds to the contract's value, and on what basis."""

    number: int
    ordered_on: date
    amount: Money
    basis: Basis
    is_notified: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """An order against its limit. `used`: what counts, with it; `allowed`: the most that may, None without a limit.

    `breaks`: every reason why it needs a new competition; empty when it is within.
    """

    order: ChangeOrder
    used: Money
    allowed: Money | None
    breaks: tuple[Why, ...]

    @property
    def remaining(self) -> Money | None:
        """What is left under the limit, never less than nothing."""
        return None if self.allowed is None else max(self.allowed - self.used, NOTHING)


def judged(orders: Iterable[ChangeOrder], limits: Sequence[ChangeLimit], *, original_value: Money) -> list[Judged]:
    """Hold change orders against the limits, in the order they were made.

    `limits`: the rows that apply to what is bought, goods and services or works. Raises `TermsFault`, also where two
    rows of a basis hold on the same day.
    """
    positive("original_value", original_value)
    run = sorted(orders, key=lambda order: (order.ordered_on, order.number))
    refuse_if(len({order.number for order in run}) < len(run), "number", Reason.REPEATED)
    nets = dict.fromkeys(Basis, NOTHING)
    found = []
    for order in run:
        nets[order.basis] += order.amount
        limit = _limit(order.basis, limits, order.ordered_on)
        found.append(_judge(order, nets[order.basis], limit, original_value))
    return found


def first_breach(run: Iterable[Judged]) -> Judged | None:
    """Return the order that first broke a limit."""
    return next((one for one in run if one.breaks), None)


def remaining(
    basis: Basis, run: Iterable[Judged], limits: Sequence[ChangeLimit], *, original_value: Money, on: date
) -> Money | None:
    """Return how large one more order on a basis may be on a day; None without a limit."""
    positive("original_value", original_value)
    net = total(one.order.amount for one in run if one.order.basis is basis)
    limit = _limit(basis, limits, on)
    if limit is None:
        return None
    allowed = _allowed(limit, original_value)
    return max(allowed - net, NOTHING) if limit.is_accumulated else allowed


def _judge(order: ChangeOrder, net: Money, limit: ChangeLimit | None, original_value: Money) -> Judged:
    if limit is None:
        return Judged(order, abs(net), None, () if order.basis in _WITHOUT_LIMIT else (Why.NO_LIMIT_KNOWN,))
    used = abs(net if limit.is_accumulated else order.amount)
    breaks = tuple(_breaks(order, used, limit, original_value))
    return Judged(order, used, _allowed(limit, original_value), breaks)


def _breaks(order: ChangeOrder, used: Money, limit: ChangeLimit, original_value: Money) -> Iterator[Why]:
    if used > _of_original(limit.percent, original_value):
        yield Why.OVER_PERCENT
    if limit.below_threshold is not None and used >= limit.below_threshold:
        yield Why.NOT_BELOW_THRESHOLD
    if limit.needs_notice and not order.is_notified:
        yield Why.NOTICE_MISSING


def _allowed(limit: ChangeLimit, original_value: Money) -> Money:
    """Return the most that may count, in whole øre: cut, since a limit is not rounded up; the last øre below."""
    allowed = Decimal(floor(100 * _of_original(limit.percent, original_value))).scaleb(-2)
    if limit.below_threshold is None:
        return allowed
    return min(allowed, max(limit.below_threshold - ØRE, NOTHING))


def _of_original(percent: Decimal, original_value: Money) -> Fraction:
    return Fraction(percent) * Fraction(original_value) / 100


def _limit(basis: Basis, limits: Sequence[ChangeLimit], on: date) -> ChangeLimit | None:
    found = [limit for limit in limits if limit.basis is basis and limit.holds_on(on)]
    refuse_if(len(found) > 1, "limits", Reason.REPEATED)
    return found[0] if found else None
