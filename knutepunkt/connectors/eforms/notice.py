"""What a notice says, as a buyer reads it. Names in brackets are eForms' own business terms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Form(StrEnum):
    """What a notice is for, by its root element."""

    PLANNING = "PriorInformationNotice"
    COMPETITION = "ContractNotice"
    RESULT = "ContractAwardNotice"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in its currency, without VAT."""

    value: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.value:f} {self.currency}"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What law a notice says that it follows (BT-01): its identifier, its words, and its short code if known."""

    identifier: str
    words: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys (BT-500, BT-501, BT-11)."""

    name: str
    number: str = ""
    legal_type: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class NoticeCriterion:
    """An award criterion (BT-539 and on): `weight` is a number, and `weighing` says of what: per cent, or an order."""

    kind: str
    name: str
    description: str = ""
    weight: Decimal | None = None
    weighing: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """When something lasts: days, or a length as it is written."""

    starts_on: date | None = None
    ends_on: date | None = None
    length: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last moment (BT-131, BT-1311); without an hour it is the whole day."""

    on: date
    at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M %Z}" if self.at else f"{self.on:%Y-%m-%d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLot:
    """A lot, or a part of what is planned."""

    identifier: str
    title: str
    description: str = ""
    cpv: str = ""
    estimated: Amount | None = None
    framework_maximum: Amount | None = None
    tenders_by: Deadline | None = None
    requests_by: Deadline | None = None
    period: Period = field(default_factory=Period)
    criteria: tuple[NoticeCriterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Winner:
    """A tender that won: who, and for how much."""

    names: tuple[str, ...]
    amount: Amount | None = None
    awarded_on: date | None = None


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """What came of a lot (BT-142, BT-144): a winner was chosen, none was, or it is still open."""

    lot: str
    status: str
    reason: str = ""
    winners: tuple[Winner, ...] = ()
    tenders_received: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice, in one version."""

    form: Form
    subtype: str
    kind: str
    customization: str
    identifier: str
    version: str
    procedure_identifier: str
    issued_on: date | None
    languages: tuple[str, ...]
    buyers: tuple[Buyer, ...]
    title: str
    description: str
    nature: str
    cpv: str
    procedure: str
    legal_bases: tuple[LegalBasis, ...]
    estimated: Amount | None
    framework_maximum: Amount | None
    awarded: Amount | None
    lots: tuple[NoticeLot, ...]
    outcomes: tuple[LotOutcome, ...]
