"""A framework agreement: the ceiling its suppliers share, whose turn it is, and what must be complete to sign it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from knutepunkt.agreement.rules.fault import Reason, TermsFault, not_negative, positive, refuse_if
from knutepunkt.base.money import Money, rounded, total

WARN_AT = (50, 80, 100)
WRITTEN_AT_CALL_OFF = 1  # the appendix of a called type that describes what is called off


class Mechanism(StrEnum):
    """How a call-off is awarded: to the one supplier, by a key fixed beforehand, or after a mini-competition.

    BOTH: the documents say when it goes by the key, and when it is competed for.
    """

    DIRECT = "direct"
    FIXED_KEY = "fixed_key"
    MINI_COMPETITION = "mini_competition"
    BOTH = "both"


class AllocationKey(StrEnum):
    """A fixed key: the first in rank who will, each in turn, or whoever is furthest behind an agreed share."""

    RANKING = "ranking"
    ROTATION = "rotation"
    SHARE = "share"


class AppendixState(StrEnum):
    """How far an appendix is. One that is not used keeps its number."""

    MISSING = "missing"
    DRAFT = "draft"
    COMPLETE = "complete"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class Seat:
    """A supplier's place in a lot: its rank, 1 first, and its share in per cent where the key goes by shares.

    `ceiling`: as written in its own contract. It is the lot's, which all its suppliers share.
    """

    lot: str
    supplier_id: int
    rank: int = 1
    share: Decimal | None = None
    ceiling: Money | None = None


@dataclass(frozen=True, slots=True)
class CallOff:
    """A contract awarded in a lot, in the order of awards."""

    lot: str
    supplier_id: int
    value: Money


@dataclass(frozen=True, slots=True)
class Consumption:
    """What is used of a ceiling. `warnings`: the marks in per cent that have been reached."""

    ceiling: Money
    consumed: Money
    warnings: tuple[int, ...]

    @property
    def remaining(self) -> Money:
        """What is left; less than nothing where the ceiling was passed."""
        return self.ceiling - self.consumed

    @property
    def percent(self) -> Decimal:
        """How much of it is used, cut off after one decimal: it shows 100 only when all is used."""
        return Decimal(floor(Fraction(self.consumed) * 1000 / Fraction(self.ceiling))).scaleb(-1)


@dataclass(frozen=True, slots=True)
class Unready:
    """An appendix of a called type that keeps the framework unsigned; without a number, the type has none known."""

    agreement_type: str
    number: int | None
    state: AppendixState


@dataclass(frozen=True, slots=True)
class Award:
    """How a lot awards. Raises `TermsFault`."""

    mechanism: Mechanism
    seats: tuple[Seat, ...]
    key: AllocationKey | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        refuse_if(not self.seats, "seats", Reason.MISSING)
        suppliers = {seat.supplier_id for seat in self.seats}
        refuse_if(len(suppliers) < len(self.seats), "seats", Reason.REPEATED)
        alone = self.mechanism is Mechanism.DIRECT
        refuse_if(alone and len(self.seats) > 1, "seats", Reason.TOO_MANY)
        keyed = self.mechanism in {Mechanism.FIXED_KEY, Mechanism.BOTH}
        refuse_if(keyed and self.key is None, "key", Reason.MISSING)
        refuse_if(not keyed and self.key is not None, "key", Reason.NOT_WANTED)
        if keyed:
            refuse_if(len({seat.rank for seat in self.seats}) < len(self.seats), "rank", Reason.REPEATED)
        if self.key is AllocationKey.SHARE:
            _check_shares(self.seats)

    @property
    def ranked(self) -> tuple[Seat, ...]:
        """The seats in the order of their rank."""
        return tuple(sorted(self.seats, key=lambda seat: seat.rank))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a seat stands before the next call-off: what it got, and by how much less than its share that is."""

    seat: Seat
    got: Money
    behind: Money | None
    is_next: bool


def lot_ceilings(seats: Iterable[Seat]) -> dict[str, Money]:
    """Return each lot's ceiling once, however many suppliers share it.

    Raises `TermsFault` where suppliers of one lot have different ceilings written down, or a lot has none.
    """
    found: dict[str, set[Money]] = {}
    for seat in seats:
        written = found.setdefault(seat.lot, set())
        if seat.ceiling is not None:
            positive("ceiling", seat.ceiling)
            written.add(seat.ceiling)
    for written in found.values():
        refuse_if(not written, "ceiling", Reason.MISSING)
        refuse_if(len(written) > 1, "ceiling", Reason.DIFFERS)
    return {lot: written.pop() for lot, written in found.items()}


def consumption(ceiling: Money, call_offs: Iterable[CallOff], warn_at: Sequence[int] = WARN_AT) -> Consumption:
    """Return what call-offs use of the ceiling they share, whoever got them."""
    positive("ceiling", ceiling)
    consumed = total(call_off.value for call_off in call_offs)
    used = Fraction(consumed) * 100 / Fraction(ceiling)
    return Consumption(ceiling, consumed, tuple(mark for mark in sorted(warn_at) if used >= mark))


def check_ceiling(ceiling: Money, consumed: Money) -> None:
    """Refuse a ceiling that is none, and one below what is consumed already; raises `TermsFault`."""
    positive("ceiling", ceiling)
    refuse_if(ceiling < consumed, "ceiling", Reason.BELOW_CONSUMED)


def to_ask(
    award: Award,
    call_offs: Sequence[CallOff] = (),
    *,
    declined: frozenset[int] = frozenset(),
    is_competed: bool = False,
) -> list[int]:
    """Return the suppliers to ask for the next call-off, those who declined it left out.

    One by a key, all in a mini-competition, nobody when all have declined. `call_offs`: those of the lot, oldest first.
    `is_competed`: where the documents allow both, that this one is competed for; raises `TermsFault` where they do not.
    """
    refuse_if(is_competed and award.mechanism is Mechanism.FIXED_KEY, "mechanism", Reason.NOT_WANTED)
    willing = [seat for seat in award.ranked if seat.supplier_id not in declined]
    if award.key is None or is_competed or not willing:
        return [seat.supplier_id for seat in willing]
    if award.key is AllocationKey.RANKING:
        return [willing[0].supplier_id]
    if award.key is AllocationKey.ROTATION:
        return [_next_in_rotation(award.ranked, call_offs, willing)]
    return [max(willing, key=lambda seat: _behind(seat, call_offs)).supplier_id]


def standings(award: Award, call_offs: Sequence[CallOff] = ()) -> list[Standing]:
    """Return each seat by rank with what the key looks at, and whether it is to be asked now if it will."""
    asked = to_ask(award, call_offs)
    by_share = award.key is AllocationKey.SHARE
    return [
        Standing(
            seat,
            total(one.value for one in call_offs if one.supplier_id == seat.supplier_id),
            rounded(_behind(seat, call_offs)) if by_share else None,
            seat.supplier_id in asked,
        )
        for seat in award.ranked
    ]


def unready(called: Mapping[str, Mapping[int, AppendixState]]) -> list[Unready]:
    """Return what keeps a framework from being signed, given each called type's appendices by number.

    Every appendix but the first is complete or marked not used. Of a type whose appendices nobody knows, none can be.
    """
    done = {AppendixState.COMPLETE, AppendixState.NOT_USED}
    found = []
    for agreement_type, appendices in sorted(called.items()):
        if not appendices:
            found.append(Unready(agreement_type, None, AppendixState.MISSING))
        left = ((number, state) for number, state in sorted(appendices.items()) if state not in done)
        found += [Unready(agreement_type, number, state) for number, state in left if number != WRITTEN_AT_CALL_OFF]
    return found


def uneven(matrix: Mapping[int, frozenset[str]], expected: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Return the modules whose number of agreement types is not the one expected: module -> (found, expected).

    Only the counts are certain; which types they are may be a guess, so nothing is said about that.
    """
    counts = {module: (len(matrix.get(module, ())), wanted) for module, wanted in expected.items()}
    return {module: pair for module, pair in counts.items() if pair[0] != pair[1]}


def _check_shares(seats: Sequence[Seat]) -> None:
    for seat in seats:
        if seat.share is None:
            raise TermsFault("share", Reason.MISSING)
        not_negative("share", seat.share)
    shares = sum((Fraction(seat.share) for seat in seats if seat.share is not None), Fraction(0))
    refuse_if(shares != 100, "share", Reason.NOT_HUNDRED)


def _next_in_rotation(ranked: Sequence[Seat], call_offs: Sequence[CallOff], willing: Sequence[Seat]) -> int:
    """Return the first who will, from the one after whoever got the latest; who declines has had the turn."""
    order = [seat.supplier_id for seat in ranked]
    latest = next((one.supplier_id for one in reversed(call_offs) if one.supplier_id in order), order[-1])
    after = order.index(latest) + 1
    wills = {seat.supplier_id for seat in willing}
    return next(supplier for supplier in order[after:] + order[:after] if supplier in wills)


def _behind(seat: Seat, call_offs: Sequence[CallOff]) -> Fraction:
    """Return by how much a supplier has got less than its share of all that was awarded; ties go by rank."""
    awarded = sum((Fraction(one.value) for one in call_offs), Fraction(0))
    got = sum((Fraction(one.value) for one in call_offs if one.supplier_id == seat.supplier_id), Fraction(0))
    return Fraction(seat.share or 0) * awarded / 100 - got
