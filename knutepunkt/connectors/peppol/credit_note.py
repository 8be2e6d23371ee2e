"""What a credit note says, and what its amounts add up to. Names in brackets are those of EN 16931."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from knutepunkt.base.money import Money, percent, rounded, total
from knutepunkt.party.rules.organisation_number import OrganisationNumberFault, checked


class Flaw(StrEnum):
    """Why no receiver would take something."""

    MISSING = "missing"
    ENDS_BEFORE_START = "ends_before_start"
    NOT_ALONE = "not_alone"
    NOTHING = "nothing"
    NO_SUCH_NUMBER = "no_such_number"
    NEGATIVE = "negative"
    WRONG_RATE = "wrong_rate"
    NO_REASON = "no_reason"
    NOT_REGISTERED = "not_registered"


class Unfit(ValueError):
    """Something that no receiver would take: where it stands (`lines.2.vat`), and why. The edge words it."""

    def __init__(self, place: str, flaw: Flaw) -> None:
        super().__init__(f"{place}: {flaw}")
        self.place, self.flaw = place, flaw


class VatCategory(StrEnum):
    """How a line is taxed (UNCL 5305)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Vat:
    """A category and its rate in percent; all but the taxed and the zero-rated say why."""

    category: VatCategory = VatCategory.STANDARD
    rate: Decimal = Decimal(25)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller or buyer. A Norwegian number is also its address in Peppol (scheme 0192)."""

    name: str
    organisation_number: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    pays_vat: bool = False  # stands in Merverdiavgiftsregisteret
    is_registered_business: bool = False  # stands in Foretaksregisteret, which the law wants printed
    contact: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing credited: positive is in the buyer's favour."""

    name: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = "C62"  # UN/ECE 20: C62 one, HUR hour, DAY, MON
    vat: Vat = Vat()
    description: str = ""
    note: str = ""
    period: tuple[date, date] | None = None

    @property
    def net(self) -> Money:
        """The amount without VAT, to the øre."""
        return rounded(Fraction(self.quantity) * Fraction(self.unit_price))


@dataclass(frozen=True, slots=True)
class Invoice:
    """An earlier invoice that the note corrects."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that travels inside the note."""

    name: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Subtotal:
    """What one category and rate comes to."""

    vat: Vat
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a note, each to the øre; VAT is rounded once per category and rate, as the standard says."""

    subtotals: tuple[Subtotal, ...]
    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """A credit note (BT-1 onwards). `period` holds its first and last day."""

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    buyer_reference: str
    lines: tuple[Line, ...]
    contract: str = ""
    period: tuple[date, date] | None = None
    corrects: tuple[Invoice, ...] = ()
    payment_terms: str = ""
    account: str = ""
    note: str = ""
    currency: str = "NOK"
    attachments: tuple[Attachment, ...] = ()

    @property
    def totals(self) -> Totals:
        """What the lines add up to."""
        subtotals = tuple(_subtotals(self.lines))
        net, tax = total(one.net for one in subtotals), total(one.tax for one in subtotals)
        return Totals(subtotals, net, tax, net + tax)


def _subtotals(lines: tuple[Line, ...]) -> Iterator[Subtotal]:
    def kind(line: Line) -> tuple[str, Decimal]:
        return line.vat.category.value, line.vat.rate

    for _, group in groupby(sorted(lines, key=kind), key=kind):
        alike = list(group)
        net = total(line.net for line in alike)
        reason = "; ".join(sorted({line.vat.reason.strip() for line in alike} - {""}))
        vat = replace(alike[0].vat, reason=reason)
        yield Subtotal(vat, net, rounded(percent(vat.rate).of(net)))


def faults(note: CreditNote) -> Iterator[Unfit]:
    """Yield what no receiver would take."""
    for name in ("number", "buyer_reference"):
        if not getattr(note, name).strip():
            yield Unfit(name, Flaw.MISSING)
    for place, party in (("seller", note.seller), ("buyer", note.buyer)):
        yield from _party_faults(place, party)
    for n, line in enumerate(note.lines):
        yield from _line_faults(f"lines.{n}", line, note.seller)
    for place, period in (
        ("period", note.period),
        *((f"lines.{n}.period", x.period) for n, x in enumerate(note.lines)),
    ):
        if period and period[1] < period[0]:
            yield Unfit(place, Flaw.ENDS_BEFORE_START)
    if len({line.vat.category == VatCategory.OUTSIDE for line in note.lines}) == 2:
        yield Unfit("lines", Flaw.NOT_ALONE)
    if note.totals.net <= 0:
        yield Unfit("lines", Flaw.NOTHING)


def _party_faults(place: str, party: Party) -> Iterator[Unfit]:
    if not party.name.strip():
        yield Unfit(f"{place}.name", Flaw.MISSING)
    try:
        checked(party.organisation_number)
    except OrganisationNumberFault:
        yield Unfit(f"{place}.organisation_number", Flaw.NO_SUCH_NUMBER)


def _line_faults(place: str, line: Line, seller: Party) -> Iterator[Unfit]:
    category, rate = line.vat.category, line.vat.rate
    if not line.name.strip():
        yield Unfit(f"{place}.name", Flaw.MISSING)
    if line.unit_price < 0:
        yield Unfit(f"{place}.unit_price", Flaw.NEGATIVE)
    if (rate <= 0) if category == VatCategory.STANDARD else (rate != 0):
        yield Unfit(f"{place}.vat", Flaw.WRONG_RATE)
    if category not in {VatCategory.STANDARD, VatCategory.ZERO} and not line.vat.reason.strip():
        yield Unfit(f"{place}.vat", Flaw.NO_REASON)
    if category != VatCategory.OUTSIDE and not seller.pays_vat:
        yield Unfit(f"{place}.vat", Flaw.NOT_REGISTERED)
