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
    """The legal basis of a change: clear clauses, small enough, a necessary addition, or what nobody could foresee."""

    CLAUSE = "clause"
    SMALL = "small"
    ADDITION = "addition"
    UNFORESEEN = "unforeseen"


class Counts(StrEnum):
    """Whether a share is held against the sum of the orders on its basis, or against each."""

    ACCUMULATED = "accumulated"
    EACH = "each"


class Why(StrEnum):
    """Why an order is outside the limits."""

    NO_LIMIT_KNOWN = "no_limit_known"
    OVER_SHARE = "over_share"
    NOT_BELOW_THRESHOLD = "not_below_threshold"
    NOTICE_MISSING = "notice_missing"


@dataclass(frozen=True, slots=True)
class ChangeLimit:
    """One row of the rules, both days included. `share`: per cent of the original value; None: no such limit.

    `below_threshold`: an amount of the rules on public procurement that what counts must lie below.
    """

    basis: Basis
    valid_from: date
    valid_to: date | None = None
    share: Decimal | None = None
    counts: Counts = Counts.ACCUMULATED
    below_threshold: Money | None = None
    needs_notice: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        not_negative("share", self.share)
        not_negative("below_threshold", self.below_threshold)
        if self.valid_to is not None:
            refuse_if(self.valid_to < self.valid_from, "valid_to", Reason.ENDS_BEFORE_START)

    def holds_on(self, day: date) -> bool:
        """Say whether the row holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """A signed change: what it adds to the contract's value, and on what basis."""

    number: str
    ordered_on: date
    value: Money
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
        nets[order.basis] += order.value
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
    net = total(one.order.value for one in run if one.order.basis is basis)
    limit = _limit(basis, limits, on)
    allowed = None if limit is None else _allowed(limit, original_value)
    if limit is None or allowed is None:
        return None
    return max(allowed - net, NOTHING) if limit.counts is Counts.ACCUMULATED else allowed


def _judge(order: ChangeOrder, net: Money, limit: ChangeLimit | None, original_value: Money) -> Judged:
    if limit is None:
        return Judged(order, abs(net), None, (Why.NO_LIMIT_KNOWN,))
    used = abs(net if limit.counts is Counts.ACCUMULATED else order.value)
    breaks = tuple(_breaks(order, used, limit, original_value))
    return Judged(order, used, _allowed(limit, original_value), breaks)


def _breaks(order: ChangeOrder, used: Money, limit: ChangeLimit, original_value: Money) -> Iterator[Why]:
    if limit.share is not None and used > _of_original(limit.share, original_value):
        yield Why.OVER_SHARE
    if limit.below_threshold is not None and used >= limit.below_threshold:
        yield Why.NOT_BELOW_THRESHOLD
    if limit.needs_notice and not order.is_notified:
        yield Why.NOTICE_MISSING


def _allowed(limit: ChangeLimit, original_value: Money) -> Money | None:
    """Return the most that may count, in whole øre: cut, since a limit is not rounded up; the last øre below."""
    found = []
    if limit.share is not None:
        found.append(Decimal(floor(100 * _of_original(limit.share, original_value))).scaleb(-2))
    if limit.below_threshold is not None:
        found.append(max(limit.below_threshold - ØRE, NOTHING))
    return min(found, default=None)


def _of_original(share: Decimal, original_value: Money) -> Fraction:
    return Fraction(share) * Fraction(original_value) / 100


def _limit(basis: Basis, limits: Sequence[ChangeLimit], on: date) -> ChangeLimit | None:
    found = [limit for limit in limits if limit.basis is basis and limit.holds_on(on)]
    refuse_if(len(found) > 1, "limits", Reason.REPEATED)
    return found[0] if found else None
