"""A contracting process as OCDS has it: planned, tendered, awarded, contracted; and what of it cannot be published.

Whoever fills it in answers for what may be seen when: tenderers belong here only once their tenders are opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

_TOO_MUCH = 10**13  # with two decimals, fifteen digits: what a number in JSON holds exactly


class Unfit(ValueError):
    """Something that cannot be published: where it stands (`awards.1.value`), and why."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class Tag(StrEnum):
    """What a release tells (the closed list releaseTag)."""

    PLANNING = "planning"
    PLANNING_UPDATE = "planningUpdate"
    TENDER = "tender"
    TENDER_AMENDMENT = "tenderAmendment"
    TENDER_UPDATE = "tenderUpdate"
    TENDER_CANCELLATION = "tenderCancellation"
    AWARD = "award"
    AWARD_UPDATE = "awardUpdate"
    AWARD_CANCELLATION = "awardCancellation"
    CONTRACT = "contract"
    CONTRACT_UPDATE = "contractUpdate"
    CONTRACT_AMENDMENT = "contractAmendment"
    CONTRACT_TERMINATION = "contractTermination"


class TenderStatus(StrEnum):
    """How far a tender or a lot is (tenderStatus)."""

    PLANNING = "planning"
    PLANNED = "planned"
    ACTIVE = "active"
    CANCELLED = "cancelled"
    UNSUCCESSFUL = "unsuccessful"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"


class AwardStatus(StrEnum):
    """How an award stands (awardStatus): pending until the standstill is over."""

    PENDING = "pending"
    ACTIVE = "active"
    CANCELLED = "cancelled"
    UNSUCCESSFUL = "unsuccessful"


class ContractStatus(StrEnum):
    """How a contract stands (contractStatus)."""

    PENDING = "pending"
    ACTIVE = "active"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"


class Method(StrEnum):
    """How open the competition is (method)."""

    OPEN = "open"
    SELECTIVE = "selective"
    LIMITED = "limited"
    DIRECT = "direct"


class Category(StrEnum):
    """What is bought (procurementCategory)."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation, by its number in Brønnøysundregistrene, or by a key of our own where it has none."""

    name: str
    number: str = ""
    key: str = ""

    @property
    def identifier(self) -> str:
        """What others refer to it by."""
        return f"NO-BRC-{self.number}" if self.number else self.key


@dataclass(frozen=True, slots=True)
class Span:
    """A period with a start, an end, or both."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A part that is tendered for by itself."""

    identifier: str
    title: str
    description: str = ""
    status: TenderStatus | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is bought, with its CPV code."""

    identifier: str
    description: str
    cpv: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that anybody may fetch; `kind` of the list documentType, as `tenderNotice`."""

    identifier: str
    kind: str
    title: str
    url: str = ""
    published_at: datetime | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A day that was set, and whether it was kept; `kind` of the list milestoneType, as `approval`."""

    identifier: str
    title: str
    kind: str = ""
    due_at: datetime | None = None
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """Why something is bought, and what is set aside for it."""

    rationale: str = ""
    budget: Decimal | None = None
    documents: tuple[Document, ...] = ()
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """The competition."""

    identifier: str
    title: str
    status: TenderStatus
    description: str = ""
    value: Decimal | None = None
    method: Method | None = None
    method_details: str = ""
    method_rationale: str = ""
    category: Category | None = None
    award_criteria: str = ""  # of the list awardCriteria, as `ratedCriteria`
    criteria_details: str = ""
    is_electronic: bool = True
    enquiries: Span | None = None
    has_enquiries: bool | None = None
    tenders: Span | None = None
    award: Span | None = None
    contract: Span | None = None
    tender_count: int | None = None
    tenderers: tuple[Party, ...] = ()
    lots: tuple[Lot, ...] = ()
    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A decision for one or more suppliers."""

    identifier: str
    title: str
    status: AwardStatus
    decided_at: datetime | None = None
    description: str = ""
    value: Decimal | None = None
    suppliers: tuple[Party, ...] = ()
    lots: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What was signed after an award."""

    identifier: str
    award: str
    title: str
    status: ContractStatus
    description: str = ""
    value: Decimal | None = None
    period: Span | None = None
    signed_at: datetime | None = None
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """All that is public of one contracting process at a moment; amounts in one currency, without VAT."""

    ocid: str
    buyer: Party
    planning: Planning | None = None
    tender: Tender | None = None
    awards: tuple[Award, ...] = ()
    contracts: tuple[Contract, ...] = ()
    currency: str = "NOK"
    language: str = "nb"


@dataclass(frozen=True, slots=True)
class Release:
    """What became public at a moment: the process as it then stood, and what that tells."""

    at: datetime
    tags: tuple[Tag, ...]
    process: Process

    @property
    def identifier(self) -> str:
        """Unique within the process: two releases are never of the same moment."""
        return f"{self.process.ocid}-{int(self.at.timestamp())}-{self.tags[0].value}"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes a package, where it can be found, and under which terms it may be used."""

    name: str
    number: str = ""
    uri: str = ""
    licence: str = field(default="", kw_only=True)


def faults(release: Release) -> Iterator[Unfit]:
    """Yield what cannot be published of a release."""
    process = release.process
    if not process.ocid.startswith("ocds-") or len(process.ocid.split("-", 2)) < 3:
        yield Unfit("ocid", "is written as ocds-prefix-number, with the prefix that the publisher was given")
    if release.at.tzinfo is None:
        yield Unfit("at", "has no time zone")
    if not release.tags:
        yield Unfit("tags", "are missing")
    yield from _tag_faults(release)
    yield from _party_faults("buyer", process.buyer)
    yield from _reference_faults(process)
    for place, amount in _amounts(process):
        if amount is not None and not (amount.is_finite() and 0 <= amount < _TOO_MUCH and amount == round(amount, 2)):
            yield Unfit(place, "is no amount in kroner and øre")


def _tag_faults(release: Release) -> Iterator[Unfit]:
    process = release.process
    held = {
        "planning": process.planning is not None,
        "tender": process.tender is not None,
        "award": bool(process.awards),
        "contract": bool(process.contracts),
    }
    for n, tag in enumerate(release.tags):
        part = next(name for name in held if tag.value.startswith(name))
        if not held[part]:
            yield Unfit(f"tags.{n}", f"says {tag.value}, and there is no {part}")


def _party_faults(place: str, party: Party) -> Iterator[Unfit]:
    if not party.name.strip():
        yield Unfit(f"{place}.name", "is missing")
    if not party.identifier:
        yield Unfit(f"{place}.number", "is missing, and there is no key instead")


def _reference_faults(process: Process) -> Iterator[Unfit]:
    tender, awards = process.tender, process.awards
    lots = {lot.identifier for lot in tender.lots} if tender else set[str]()
    yield from _twice("awards", [award.identifier for award in awards])
    yield from _twice("contracts", [contract.identifier for contract in process.contracts])
    if tender is not None:
        yield from _tender_faults(tender, lots)
    for n, award in enumerate(awards):
        if not set(award.lots) <= lots:
            yield Unfit(f"awards.{n}.lots", "names a lot that the tender has not")
        if award.status is AwardStatus.ACTIVE and not award.suppliers:
            yield Unfit(f"awards.{n}.suppliers", "are missing")
        yield from _parties_faults(f"awards.{n}.suppliers", award.suppliers)
    for n, contract in enumerate(process.contracts):
        if contract.award not in {award.identifier for award in awards}:
            yield Unfit(f"contracts.{n}.award", "is no award of the process")


def _tender_faults(tender: Tender, lots: set[str]) -> Iterator[Unfit]:
    yield from _twice("tender.lots", [lot.identifier for lot in tender.lots])
    yield from _twice("tender.items", [item.identifier for item in tender.items])
    for n, item in enumerate(tender.items):
        if item.lot and item.lot not in lots:
            yield Unfit(f"tender.items.{n}.lot", "is no lot of the tender")
    yield from _parties_faults("tender.tenderers", tender.tenderers)


def _parties_faults(place: str, parties: tuple[Party, ...]) -> Iterator[Unfit]:
    for n, party in enumerate(parties):
        yield from _party_faults(f"{place}.{n}", party)
    yield from _twice(place, [party.identifier for party in parties])


def _twice(place: str, identifiers: list[str]) -> Iterator[Unfit]:
    for n, identifier in enumerate(identifiers):
        if not identifier or identifier in identifiers[:n]:
            yield Unfit(f"{place}.{n}.identifier", "stands twice" if identifier else "is missing")


def _amounts(process: Process) -> Iterator[tuple[str, Decimal | None]]:
    if process.planning is not None:
        yield "planning.budget", process.planning.budget
    if process.tender is not None:
        yield "tender.value", process.tender.value
        yield from ((f"tender.lots.{n}.value", lot.value) for n, lot in enumerate(process.tender.lots))
    yield from ((f"awards.{n}.value", award.value) for n, award in enumerate(process.awards))
    yield from ((f"contracts.{n}.value", contract.value) for n, contract in enumerate(process.contracts))
