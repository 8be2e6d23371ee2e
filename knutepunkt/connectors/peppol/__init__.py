"""Credit notes as EHF, Norway's Peppol BIS Billing 3.0: an accounting system takes them in by itself."""

from knutepunkt.connectors.peppol.credit_note import (
    Attachment,
    CreditNote,
    Flaw,
    Invoice,
    Line,
    Party,
    Totals,
    Unfit,
    Vat,
    VatCategory,
)
from knutepunkt.connectors.peppol.writing import credit_note_xml

__all__ = [
    "Attachment",
    "CreditNote",
    "Flaw",
    "Invoice",
    "Line",
    "Party",
    "Totals",
    "Unfit",
    "Vat",
    "VatCategory",
    "credit_note_xml",
]
