"""What procurement law says on a day: thresholds, and the regime that a value falls under. The figures are data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar


class Regime(StrEnum):
    """Which parts of the regulation a purchase is held under."""

    OUTSIDE = "outside"
    PART_I = "part_i"
    PART_II = "part_i_ii"
    PART_III = "part_i_iii"


class Subject(StrEnum):
    """What is bought: the thresholds differ."""

    GOODS_SERVICES = "goods_services"
    WORKS = "works"
    SPECIAL = "special"


class Dated(Protocol):
    """A row of law with the days on which it holds."""

    @property
    def valid_from(self) -> date: ...  # noqa: D102

    @property
    def valid_to(self) -> date | None: ...  # noqa: D102


Row = TypeVar("Row", bound=Dated)


class LawGap(LookupError):
    """No row of law covers what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Amounts in NOK without VAT from which a regime applies, for buyers beside the state."""

    valid_from: date
    valid_to: date | None
    law_floor: Decimal
    national: Decimal
    eea_goods_services: Decimal
    eea_works: Decimal
    eea_special: Decimal | None = None
    eea_state: Decimal | None = None


def in_force(rows: Iterable[Row], on: date) -> Row:
    """Return the row that holds on a day, the latest where several do. Raises `LawGap` when none does."""
    holding = [row for row in rows if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)]
    if not holding:
        raise LawGap(f"no row holds on {on}")
    return max(holding, key=lambda row: row.valid_from)


def eea_threshold(law: Thresholds, subject: Subject, *, is_state: bool = False) -> Decimal:
    """Return the EEA threshold for what is bought. Raises `LawGap` where it is not known."""
    amount: Decimal | None = {
        Subject.GOODS_SERVICES: law.eea_state if is_state else law.eea_goods_services,
        Subject.WORKS: law.eea_works,
        Subject.SPECIAL: law.eea_special,
    }[subject]
    if amount is None:
        raise LawGap(f"the EEA threshold for {subject} is not known from {law.valid_from}")
    return amount


def regime(value: Decimal, law: Thresholds, subject: Subject, *, is_state: bool = False) -> Regime:
    """Return the regime; at exactly a threshold the stricter one applies.

    Special services stay under part II above their threshold, where the notice also goes to the EEA.
    """
    if value < law.law_floor:
        return Regime.OUTSIDE
    if value < law.national:
        return Regime.PART_I
    if subject is Subject.SPECIAL:
        return Regime.PART_II
    return Regime.PART_II if value < eea_threshold(law, subject, is_state=is_state) else Regime.PART_III


def goes_to_ted(value: Decimal, law: Thresholds, subject: Subject, *, is_state: bool = False) -> bool:
    """Say whether the notice is published in the whole EEA."""
    return value >= max(law.national, eea_threshold(law, subject, is_state=is_state))
