"""Writes a credit note as UBL 2.1; the order of the elements is the schema's."""

from base64 import b64encode
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from knutepunkt.base.text import printable
from knutepunkt.connectors.peppol.credit_note import (
    Attachment,
    CreditNote,
    Invoice,
    Line,
    Party,
    Subtotal,
    Vat,
    VatCategory,
    faults,
)
from knutepunkt.party.rules.organisation_number import checked

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_NAMESPACES = {
    "xmlns": f"{_UBL}:CreditNote-2",
    "xmlns:cac": f"{_UBL}:CommonAggregateComponents-2",
    "xmlns:cbc": f"{_UBL}:CommonBasicComponents-2",
}
_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_NORWEGIAN = "0192"  # the scheme of Norwegian organisation numbers (ISO 6523)
_CREDIT_NOTE, _CREDIT_TRANSFER = "381", "30"


def credit_note_xml(note: CreditNote) -> bytes:
    """Return the note as UBL in UTF-8; raises `Unfit` at the first thing that no receiver would take."""
    for fault in faults(note):
        raise fault
    root = _element("CreditNote", *_head(note), *_references(note), *_parties(note), *_sums(note))
    root.extend(_line(note, n, line) for n, line in enumerate(note.lines, 1))
    root.attrib.update(_NAMESPACES)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _element(name: str, *children: Element | str | None, **attributes: str) -> Element:
    """Make an element; a child that is nothing is left out."""
    made = Element(name, attributes)
    for child in children:
        if isinstance(child, str):
            made.text = printable(child).strip()
        elif child is not None:
            made.append(child)
    return made


def _optional(name: str, text: str) -> Element | None:
    return _element(name, text) if printable(text).strip() else None


def _amount(name: str, amount: Decimal, note: CreditNote) -> Element:
    return _element(name, f"{amount:f}", currencyID=note.currency)


def _period(period: tuple[date, date] | None) -> Element | None:
    if period is None:
        return None
    first, last = (day.isoformat() for day in period)
    return _element("cac:InvoicePeriod", _element("cbc:StartDate", first), _element("cbc:EndDate", last))


def _head(note: CreditNote) -> list[Element | None]:
    return [
        _element("cbc:CustomizationID", _BILLING),
        _element("cbc:ProfileID", _PROFILE),
        _element("cbc:ID", note.number),
        _element("cbc:IssueDate", note.issued_on.isoformat()),
        _element("cbc:CreditNoteTypeCode", _CREDIT_NOTE),
        _optional("cbc:Note", note.note),
        _element("cbc:DocumentCurrencyCode", note.currency),
        _element("cbc:BuyerReference", note.buyer_reference),
    ]


def _references(note: CreditNote) -> list[Element | None]:
    contract = _optional("cbc:ID", note.contract)
    return [
        _period(note.period),
        *(_element("cac:BillingReference", _invoice(invoice)) for invoice in note.corrects),
        _element("cac:ContractDocumentReference", contract) if contract is not None else None,
        *map(_attachment, note.attachments),
    ]


def _invoice(invoice: Invoice) -> Element:
    issued_on = invoice.issued_on.isoformat() if invoice.issued_on else ""
    return _element(
        "cac:InvoiceDocumentReference", _element("cbc:ID", invoice.number), _optional("cbc:IssueDate", issued_on)
    )


def _attachment(attachment: Attachment) -> Element:
    content = _element(
        "cbc:EmbeddedDocumentBinaryObject",
        b64encode(attachment.content).decode(),
        mimeCode="application/pdf",
        filename=printable(attachment.name),
    )
    return _element(
        "cac:AdditionalDocumentReference",
        _element("cbc:ID", attachment.name),
        _optional("cbc:DocumentDescription", attachment.description),
        _element("cac:Attachment", content),
    )


def _parties(note: CreditNote) -> list[Element | None]:
    terms = _optional("cbc:Note", note.payment_terms)
    # A note of what is outside VAT names no VAT number (BR-O-02).
    taxed = any(line.vat.category != VatCategory.OUTSIDE for line in note.lines)
    return [
        _element("cac:AccountingSupplierParty", _party(note.seller, taxed=taxed, is_seller=True)),
        _element("cac:AccountingCustomerParty", _party(note.buyer, taxed=taxed, is_seller=False)),
        _payment(note.account) if note.account.strip() else None,
        _element("cac:PaymentTerms", terms) if terms is not None else None,
    ]


def _party(party: Party, *, taxed: bool, is_seller: bool) -> Element:
    number = checked(party.organisation_number)
    return _element(
        "cac:Party",
        _element("cbc:EndpointID", number, schemeID=_NORWEGIAN),
        _element("cac:PartyName", _element("cbc:Name", party.name)),
        _address(party),
        _registration(f"NO{number}MVA", "VAT") if taxed and party.pays_vat else None,
        _registration("Foretaksregisteret", "TAX") if is_seller and party.is_registered_business else None,
        _element(
            "cac:PartyLegalEntity",
            _element("cbc:RegistrationName", party.name),
            _element("cbc:CompanyID", number, schemeID=_NORWEGIAN),
        ),
        _contact(party),
    )


def _address(party: Party) -> Element:
    return _element(
        "cac:PostalAddress",
        _optional("cbc:StreetName", party.street),
        _optional("cbc:CityName", party.city),
        _optional("cbc:PostalZone", party.postcode),
        _element("cac:Country", _element("cbc:IdentificationCode", "NO")),
    )


def _registration(number: str, scheme: str) -> Element:
    return _element("cac:PartyTaxScheme", _element("cbc:CompanyID", number), _scheme(scheme))


def _scheme(name: str) -> Element:
    return _element("cac:TaxScheme", _element("cbc:ID", name))


def _contact(party: Party) -> Element | None:
    parts = _optional("cbc:Name", party.contact), _optional("cbc:ElectronicMail", party.email)
    return _element("cac:Contact", *parts) if any(part is not None for part in parts) else None


def _payment(account: str) -> Element:
    return _element(
        "cac:PaymentMeans",
        _element("cbc:PaymentMeansCode", _CREDIT_TRANSFER),
        _element("cac:PayeeFinancialAccount", _element("cbc:ID", "".join(account.split()))),
    )


def _sums(note: CreditNote) -> list[Element]:
    totals = note.totals
    return [
        _element(
            "cac:TaxTotal",
            _amount("cbc:TaxAmount", totals.tax, note),
            *(_subtotal(note, one) for one in totals.subtotals),
        ),
        _element(
            "cac:LegalMonetaryTotal",
            _amount("cbc:LineExtensionAmount", totals.net, note),
            _amount("cbc:TaxExclusiveAmount", totals.net, note),
            _amount("cbc:TaxInclusiveAmount", totals.gross, note),
            _amount("cbc:PayableAmount", totals.gross, note),
        ),
    ]


def _subtotal(note: CreditNote, subtotal: Subtotal) -> Element:
    return _element(
        "cac:TaxSubtotal",
        _amount("cbc:TaxableAmount", subtotal.net, note),
        _amount("cbc:TaxAmount", subtotal.tax, note),
        _category("cac:TaxCategory", subtotal.vat, reason=subtotal.vat.reason),
    )


def _category(name: str, vat: Vat, *, reason: str = "") -> Element:
    outside = vat.category == VatCategory.OUTSIDE
    return _element(
        name,
        _element("cbc:ID", vat.category.value),
        None if outside else _element("cbc:Percent", f"{vat.rate:f}"),
        _optional("cbc:TaxExemptionReason", reason),
        _scheme("VAT"),
    )


def _line(note: CreditNote, number: int, line: Line) -> Element:
    return _element(
        "cac:CreditNoteLine",
        _element("cbc:ID", str(number)),
        _optional("cbc:Note", line.note),
        _element("cbc:CreditedQuantity", f"{line.quantity:f}", unitCode=line.unit),
        _amount("cbc:LineExtensionAmount", line.net, note),
        _period(line.period),
        _element(
            "cac:Item",
            _optional("cbc:Description", line.description),
            _element("cbc:Name", line.name),
            _category("cac:ClassifiedTaxCategory", line.vat),
        ),
        _element("cac:Price", _amount("cbc:PriceAmount", line.unit_price, note)),
    )
