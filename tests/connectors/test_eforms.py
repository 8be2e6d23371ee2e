"""Notices are read as a buyer needs them, and judged as Norway's own tests and rules judge them."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree
from ruamel.yaml import YAML
from saxonche import PySaxonProcessor

from knutepunkt.connectors.eforms import LARGEST, Answer, Form, Rules, Verdict, Why, broken, judge, read, tree
from knutepunkt.connectors.eforms.judging import rules_of
from knutepunkt.connectors.eforms.tree import DEEPEST
from knutepunkt.connectors.records.faults import Fault

FOLDER = Path(__file__).parent.parent / "data" / "eforms-nor"
NATIONAL = sorted((FOLDER / "national-e").glob("*.xml"))
OLDER = sorted((FOLDER / "national").glob("*.xml"))
UNITS = sorted((FOLDER / "unit").glob("EFORMS-NOR-*.xml"))
E3 = FOLDER / "national-e" / "VALID-national-e3-minimum.xml"
MULTI = FOLDER / "national-e" / "VALID-national-e3-multi-buyer-0e9f.xml"
GREEN = FOLDER / "national-e" / "VALID-national-e3-nor-env.xml"
E2 = FOLDER / "national-e" / "INVALID-national-e2-two-parts-different-start-and-end-dates.xml"
RESULT = FOLDER / "national" / "can_24_maximal_national.xml"
UBL = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"'


@pytest.fixture(autouse=True, scope="module")
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def filled(path: Path) -> str:
    """The text of a file with its places filled in, as the SDK's build does."""
    text = path.read_text(encoding="utf-8")
    for place, value in (("EFORMS_MINOR", "1.14"), ("ISSUEDATE", "2026-08-18+02:00"), ("ISSUETIME", "12:00:00+02:00")):
        text = text.replace(f"${{{place}}}", value)
    return text


def judged(text: str) -> Verdict:
    return judge(read(text.encode()))


def rules_broken(text: str) -> set[str]:
    return {one.rule for one in judged(text).breaks}


# As the official tests have it


def test_all_official_tests_are_here() -> None:
    assert (len(NATIONAL), len(OLDER), len(UNITS)) == (20, 4, 3)


@pytest.mark.parametrize("path", NATIONAL, ids=lambda path: path.stem)
def test_each_national_notice_is_judged_as_its_name_says(path: Path) -> None:
    verdict = judged(filled(path))
    assert verdict.answer is (Answer.VALID if path.name.startswith("VALID") else Answer.INVALID)
    assert verdict.unread == ()
    for one in verdict.breaks:
        assert one.node.name.split(":")[-1] in filled(path).splitlines()[one.line - 1], "the place is where it is said"


@pytest.mark.parametrize("path", OLDER, ids=lambda path: path.stem)
def test_the_older_national_notices_are_valid_as_far_as_read(path: Path) -> None:
    assert judged(filled(path)) == Verdict(Answer.VALID)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_single_rules_are_kept_and_broken_where_the_official_tests_say_so(path: Path) -> None:
    suite = tree(filled(path).encode())
    rules = Rules.NATIONAL_2023 if "-national-" in suite.attributes["configuration"] else Rules.EUROPEAN
    cases = list(suite.all("test"))
    assert len(cases) >= 3
    for case in cases:
        notice = case.children[-1]
        found = {one.rule for one in broken(notice, rules)}
        expected = case.value("assert/error")
        assert (path.stem in found) == (expected == path.stem), case.value("assert/description")


def test_a_rule_of_the_eus_own_is_not_judged() -> None:
    suite = tree(filled(FOLDER / "unit" / "BR-BT-00024-0210.xml").encode())
    notices = [case.children[-1] for case in suite.all("test")]
    assert [(rules_of(notice), notice.name) for notice in notices] == [(None, "ContractNotice")] * 2


# As the official rules have it


class Official:
    """Norway's own rules, run as they are written: they answer with the numbers of what a notice breaks."""

    NOT_HELD: ClassVar = {
        "EFORMS-NOR-NATIONAL-DV-R001B": "asks what day it is: it is of the moment of sending",
        "EFORMS-NOR-NATIONAL-LB-R013A": "looks where nothing can stand, so it never speaks",
        "EFORMS-NOR-NATIONAL-EC-R001B": "wants the local law and the regulation at once",
    }
    PLACES: ClassVar = {
        "ND-Root": "/*",
        "BT-05(a)-notice": "/*/cbc:IssueDate",
        "BT-702(a)-notice": "/*/cbc:NoticeLanguageCode",
        "BT-702(b)-notice": "/*/cac:AdditionalNoticeLanguage/cbc:ID",
        "OPT-002-notice": "/*/cbc:CustomizationID",
        "OPP-070-notice": "//efac:NoticeSubType/cbc:SubTypeCode",
        "BT-11-Procedure-Buyer": "/*/cac:ContractingParty//cbc:PartyTypeCode[@listName='buyer-legal-type']",
        "BT-137-Lot": "/*/cac:ProcurementProjectLot/cbc:ID[@schemeName='Lot']",
        "BT-27-Procedure": "/*/cac:ProcurementProject//cbc:EstimatedOverallContractAmount",
        "BT-271-Procedure": "/*/cac:ProcurementProject//efbc:FrameworkMaximumAmount",
        **{
            f"{term}-{kind}": f"/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='{kind}']{below}"
            for kind in ("Lot", "Part")
            for term, below in {
                "BT-27": "/cac:ProcurementProject//cbc:EstimatedOverallContractAmount",
                "BT-271": "/cac:ProcurementProject//efbc:FrameworkMaximumAmount",
                "BT-536": "/cac:ProcurementProject/cac:PlannedPeriod/cbc:StartDate",
                "BT-537": "/cac:ProcurementProject/cac:PlannedPeriod/cbc:EndDate",
                "BT-539": "//cac:SubordinateAwardingCriterion"
                "/cbc:AwardingCriterionTypeCode[@listName='award-criterion-type']",
            }.items()
        },
    }

    def __init__(self) -> None:
        found: dict[str, Any] = YAML(typ="safe").load(FOLDER / "national-e.yaml")
        self.rules = [
            (rule["id"], self.PLACES[term], rule["test"].replace("current()", "$none"))
            for term, rules in found["rules"].items()
            for rule in rules
            if rule["id"] not in self.NOT_HELD
        ]
        self.saxon = PySaxonProcessor(license=False)
        self.xpath = self.saxon.new_xpath_processor()
        namespaces = {
            "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
            "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
            "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
            "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
            "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
            "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
            "xs": "http://www.w3.org/2001/XMLSchema",
        }
        for prefix, name in namespaces.items():
            self.xpath.declare_namespace(prefix, name)

    def broken(self, text: str) -> set[str]:
        self.xpath.set_context(xdm_item=self.saxon.parse_xml(xml_text=text))
        return {
            number
            for number, place, test in self.rules
            if self.xpath.effective_boolean_value(f"let $none := () return exists({place}[not({test})])")
        }


@pytest.fixture(scope="module")
def official() -> Official:
    return Official()


def test_we_hold_every_official_rule_but_three(official: Official) -> None:
    assert len(official.rules) == 48
    assert {number for number, _place, _test in official.rules}.isdisjoint(Official.NOT_HELD)


@pytest.mark.parametrize("path", NATIONAL, ids=lambda path: path.stem)
def test_we_break_what_the_official_rules_break(path: Path, official: Official) -> None:
    ours = rules_broken(filled(path)) - {"BT-11-Procedure-Buyer"}
    assert ours == official.broken(filled(path))


NOK_AMOUNT = '<cbc:EstimatedOverallContractAmount currencyID="NOK">'
END_OF_AMOUNT = "</cbc:EstimatedOverallContractAmount></cac:RequestedTenderTotal>"
STRATEGIC = '<cbc:ProcurementTypeCode listName="strategic-procurement">env-imp</cbc:ProcurementTypeCode>'
ANOTHER_KIND = "</cac:ProcurementAdditionalType><cac:ProcurementAdditionalType>"
CHANGES = (
    ("eforms:national-e<", "eforms:national-e <"),
    ("eforms-sdk-1.14#", "eforms-sdk-1.144#"),
    (">NOR</cbc:NoticeLanguageCode>", ">ENG</cbc:NoticeLanguageCode>"),
    (">NOR</cbc:NoticeLanguageCode>", ">XXX</cbc:NoticeLanguageCode>"),
    (
        "</cbc:NoticeLanguageCode>",
        "</cbc:NoticeLanguageCode><cac:AdditionalNoticeLanguage><cbc:ID>ZZZ</cbc:ID></cac:AdditionalNoticeLanguage>",
    ),
    (">E3<", ">16<"),
    (">E2<", ">E1<"),
    ("2016/8/12/974", "2016/8/12/975"),
    ("2016/8/12/974", "2016/8/12/976"),
    ("2016/8/12/974", "1999/1/1/1"),
    ('<cbc:ID schemeName="ELI">', "<cbc:ID>"),
    ("NOR — Anskaffelsesforskriften Del 1<", "NOR — Anskaffelsesforskriften Del 1 og 2<"),
    ("NOR — Anskaffelsesforskriften Del 1<", "NOR — Forsyningsforskriften Del 1<"),
    ("NOR — Anskaffelsesforskriften Del 1<", "NOR — Konsesjonskontraktforskriften Del 1<"),
    (
        'languageID="NOR">NOR — Anskaffelsesforskriften Del 1<',
        'languageID="ENG">NOR — Public Procurement Regulations Part 1<',
    ),
    (
        'languageID="NOR">NOR — Anskaffelsesforskriften Del 1<',
        'languageID="ENG">NOR — Concession Contract Regulations Part 1<',
    ),
    ('languageID="NOR">NOR — Anskaffelsesforskriften', 'languageID="ENG">NOR — Something else'),
    ("body-pl-cga", "body-pl"),
    ("body-pl-cga", ""),
    (">org-sub-cga<", ">pub-undert<"),
    (">72230000<", ">85312000<"),
    (">72230000<", ">98514000<"),
    (">72230000<", ">75231240<"),
    (">services<", ">supplies<"),
    (
        ">services</cbc:ProcurementTypeCode>",
        f">services</cbc:ProcurementTypeCode><cac:RequestedTenderTotal>{NOK_AMOUNT}70{END_OF_AMOUNT}",
    ),
    (NOK_AMOUNT, NOK_AMOUNT.replace("NOK", "SEK")),
    (NOK_AMOUNT, NOK_AMOUNT + "1"),
    ("</cbc:EstimatedOverallContractAmount>", ".125</cbc:EstimatedOverallContractAmount>"),
    ("<cbc:StartDate>2028-12-01", "<cbc:StartDate>2027-12-01"),
    ("<cbc:EndDate>2028-12-31", "<cbc:EndDate>2027-12-31"),
    ("quality-nor-env-criteria", "quality"),
    ("quality-nor-env-criteria", "quality-nor-env-exempt-insignificant"),
    ("quality-nor-env-criteria", "quality-nor-env-spec"),
    ("<efbc:ParameterNumeric>50<", "<efbc:ParameterNumeric>29<"),
    ("<efbc:ParameterNumeric>50<", "<efbc:ParameterNumeric>0<"),
    (">per-exa<", ">ord-imp<"),
    (">per-exa<", ">dec-exa<"),
    (">env-imp<", ">none<"),
    (">env-imp<", ">soc-obj<"),
    (STRATEGIC, f"{STRATEGIC.replace('env-imp', 'none')}{ANOTHER_KIND}{STRATEGIC}"),
    (STRATEGIC, f"{STRATEGIC}{ANOTHER_KIND}{STRATEGIC}"),
    ('listName="strategic-procurement">env-imp<', 'listName="social-objective">acc-all<'),
    ('listName="strategic-procurement">env-imp<', 'listName="innovative-acquisition">mar-nov<'),
    ('listName="strategic-procurement">env-imp<', 'listName="environmental-impact">circ-econ<'),
    ("</efac:NoticeSubType>", "</efac:NoticeSubType><efac:NonOfficialLanguages/>"),
)


@given(
    some.sampled_from([E3, MULTI, GREEN, E2]),
    some.lists(some.sampled_from(CHANGES), min_size=1, max_size=4, unique=True),
)
@settings(max_examples=80, deadline=None)
def test_a_changed_notice_breaks_the_same_rules_here_and_there(
    official: Official, path: Path, changes: list[tuple[str, str]]
) -> None:
    text = filled(path)
    for old, new in changes:
        if "EstimatedOverall" not in new or "EstimatedOverall" in old or "EstimatedOverall" not in text:
            text = text.replace(old, new)
    assert rules_broken(text) - {"BT-11-Procedure-Buyer"} == official.broken(text)


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_no_change_is_without_effect_on_all(official: Official, old: str, new: str) -> None:
    assert any(old in filled(path) for path in (E3, MULTI, GREEN, E2)), "a change that changes nothing tests nothing"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([CHANGES[1]], {"EFORMS-NOR-NATIONAL-CI-R001A"}),
        ([(">E3<", ">16<")], {"EFORMS-NOR-NATIONAL-NT-R001B"}),
        ([(">72230000<", ">75231240<"), ("Del 1<", "Del 1 og 2<")], {"EFORMS-NOR-NATIONAL-TH-R008I"}),
        ([(STRATEGIC, f"{STRATEGIC}{ANOTHER_KIND}{STRATEGIC}")], {"EFORMS-NOR-NATIONAL-SP-R002"}),
        (
            [(STRATEGIC, f"{STRATEGIC.replace('env-imp', 'none')}{ANOTHER_KIND}{STRATEGIC}")],
            {"EFORMS-NOR-NATIONAL-SP-R001"},
        ),
        (
            [('listName="strategic-procurement">env-imp<', 'listName="social-objective">acc-all<')],
            {"EFORMS-NOR-NATIONAL-SP-R003B", "EFORMS-NOR-NATIONAL-SP-R004"},
        ),
        (
            [
                ("2028-12", "2027-12"),
                (
                    "<cac:RealizedLocation>",
                    f"<cac:RequestedTenderTotal>{NOK_AMOUNT}70.50{END_OF_AMOUNT}<cac:RealizedLocation>",
                ),
            ],
            {"EFORMS-NOR-NATIONAL-VA-R001B"},
        ),
    ],
)
def test_a_change_breaks_just_the_rule_that_it_is_about(
    changes: list[tuple[str, str]], expected: set[str], official: Official
) -> None:
    path = next(path for path in (E3, GREEN, E2) if all(old in filled(path) for old, _new in changes))
    text = filled(path)
    for old, new in changes:
        text = text.replace(old, new)
    assert rules_broken(text) == expected == official.broken(text)


def test_a_sum_is_right_to_the_øre(official: Official) -> None:
    anchor = ">services</cbc:ProcurementTypeCode>"
    amounts = (f"{anchor}<cac:RequestedTenderTotal>{NOK_AMOUNT}{value}{END_OF_AMOUNT}" for value in ("70.50", "70.49"))
    head, middle, tail = filled(E3).split(anchor)
    text = head + next(amounts) + middle + next(amounts) + tail
    assert rules_broken(text) == {"EFORMS-NOR-NATIONAL-VA-R001C"} == official.broken(text)
    assert rules_broken(text.replace("70.49", "70.5")) == set()


def test_the_older_rules_hold_lots_to_one_deadline_and_notices_to_their_kinds() -> None:
    text = filled(FOLDER / "national" / "cn_24_national.xml")
    assert rules_broken(text.replace(">N16<", ">E3<")) == {"EFORMS-NOR-R010"}
    start = text.index("<cac:ProcurementProjectLot>")
    end = text.index("</cac:ProcurementProjectLot>") + len("</cac:ProcurementProjectLot>")
    later = text[start:end].replace("2028-02-03Z", "2028-02-04Z").replace("13:00:00Z", "14:00:00Z")
    assert rules_broken(text[:end] + later + text[end:]) == {"EFORMS-NOR-R200", "EFORMS-NOR-R201"}


# What cannot be judged


def test_a_notice_for_ted_is_not_judged_whole() -> None:
    text = filled(E3).replace(":2026:eforms:national-e", ":2023:eforms:eu").replace(">NOR</cbc:Not", ">ENG</cbc:Not")
    text = text.replace(
        "</efac:NoticeSubType>",
        "</efac:NoticeSubType><efac:NonOfficialLanguages><cac:Language><cbc:ID>NOB</cbc:ID></cac:Language>"
        "</efac:NonOfficialLanguages>",
    )
    assert judged(text) == Verdict(Answer.CANNOT_JUDGE, why=Why.EUROPEAN)
    assert rules_broken(text.replace(">NOB<", ">DEU<")) == {"EFORMS-NOR-R005", "EFORMS-NOR-R006"}


def test_another_countrys_notice_is_not_judged() -> None:
    text = filled(E3).replace("#extended#urn:fdc:anskaffelser.no:2026:eforms:national-e", "")
    assert judged(text) == Verdict(Answer.CANNOT_JUDGE, why=Why.NOT_NORWEGIAN)


def test_environment_among_the_three_highest_of_an_order_is_enough_and_lower_is_not() -> None:
    """DFØ's own test of this looks at nothing, so here the words of its rule are followed."""
    criterion = (
        "<cac:SubordinateAwardingCriterion><ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent>"
        "<efext:EformsExtension><efac:AwardCriterionParameter>"
        '<efbc:ParameterCode listName="number-weight">ord-imp</efbc:ParameterCode>'
        "<efbc:ParameterNumeric>{place}</efbc:ParameterNumeric></efac:AwardCriterionParameter></efext:EformsExtension>"
        "</ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
        '<cbc:AwardingCriterionTypeCode listName="award-criterion-type">{kind}</cbc:AwardingCriterionTypeCode>'
        "</cac:SubordinateAwardingCriterion>"
    )

    def notice(green: int) -> str:
        kinds = ["quality"] * 4
        kinds[green - 1] = "quality-nor-env-criteria"
        criteria = "".join(criterion.format(place=n, kind=kind) for n, kind in enumerate(kinds, 1))
        terms = f"<cac:AwardingTerms><cac:AwardingCriterion>{criteria}</cac:AwardingCriterion></cac:AwardingTerms>"
        return filled(E3).replace("<cac:TenderRecipientParty>", f"{terms}<cac:TenderRecipientParty>")

    number = "EFORMS-NOR-NATIONAL-EC-R001D"
    assert [number in rules_broken(notice(green)) for green in (1, 2, 3, 4)] == [False, False, False, True]


def test_a_statement_that_weighs_nothing_may_leave_its_weight_out() -> None:
    text = filled(GREEN).replace("quality-nor-env-criteria", "quality-nor-env-exempt-critical-interest")
    start = text.index("<ext:UBLExtensions>", text.index(">price</cbc:AwardingCriterionTypeCode>"))
    end = text.index("</ext:UBLExtensions>", start) + len("</ext:UBLExtensions>")
    assert rules_broken(text) == {"EFORMS-NOR-NATIONAL-EC-R001D"}, "an exemption that weighs 50 is none"
    assert rules_broken(text[:start] + text[end:]) == set()
    assert rules_broken((text[:start] + text[end:]).replace(">Quality 50<", "> <")) == {"EFORMS-NOR-NATIONAL-EC-R001D"}


# What a buyer needs


def test_a_competition_is_read_as_a_buyer_needs_it() -> None:
    notice = read(filled(MULTI).encode()).notice
    assert (notice.form, notice.subtype, notice.kind) == (Form.COMPETITION, "E3", "cn-standard")
    assert len(notice.buyers) == 2
    assert [basis.code for basis in notice.legal_bases if basis.code] == ["NOR-FOA_P12"]
    assert notice.procedure == "open"
    (lot,) = notice.lots
    assert str(lot.tenders_by) == "2026-09-16 10:00 UTC"
    assert [(one.kind, one.weighing, one.weight) for one in lot.criteria][:1] != []


def test_a_result_is_read_with_who_won_what() -> None:
    found = read(filled(RESULT).encode())
    notice = found.notice
    assert (notice.form, notice.subtype) == (Form.RESULT, "N29")
    assert str(notice.awarded) == "9999999.99 EUR"
    assert [outcome.status for outcome in notice.outcomes] == ["selec-w", "clos-nw"]
    won, lost = notice.outcomes
    assert won.winners
    assert all(winner.names and winner.amount for winner in won.winners)
    assert (lost.winners, bool(lost.reason)) == ((), True)
    assert found.unread == []


def test_each_lot_has_its_own_winner_though_one_contract_holds_both() -> None:
    root = etree.fromstring(filled(FOLDER / "national-e" / "VALID-national-e4-minimum.xml").encode())
    result = root.find(".//{*}NoticeResult")
    for name in ("LotResult", "LotTender"):
        other = deepcopy(result.find(f"{{*}}{name}"))
        for node in other.iter("{*}ID"):
            node.text = node.text.replace("TEN-0001", "TEN-0002").replace("LOT-0000", "LOT-0002")
        result.append(other)
    contract = result.find("{*}SettledContract")
    both = deepcopy(contract.find("{*}LotTender"))
    both[0].text = "TEN-0002"
    contract.append(both)
    outcomes = read(etree.tostring(root)).notice.outcomes
    assert [(one.lot, len(one.winners)) for one in outcomes] == [("LOT-0000", 1), ("LOT-0002", 1)]


def test_a_plan_is_read_with_its_parts() -> None:
    notice = read(filled(E2).encode()).notice
    assert notice.form is Form.PLANNING
    assert [lot.identifier for lot in notice.lots] == ["PAR-0001", "PAR-0002"]
    assert [str(lot.period.starts_on) for lot in notice.lots] == ["2027-12-01", "2028-12-01"]


# What is no notice


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not XML"),
        (b"<a><b></a>", "1:9: This is not XML"),
        (b"<a/>", "no notice of eForms"),
        (b"<ContractNotice/>", "no notice of eForms"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "not XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not XML"),
        (b"<a>\xff</a>", "not XML"),
        (b"<a>\x00</a>", "not XML"),
        (f"<ContractNotice {UBL}>".encode() + b"<x>" * DEEPEST, "deeper"),
        (b"<a>" + b" " * LARGEST, "at most"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (
            b'<!DOCTYPE a [<!ENTITY a0 "ha"><!ENTITY a1 "&a0;&a0;&a0;&a0;"><!ENTITY a2 "&a1;&a1;&a1;">]><a>&a2;</a>',
            "document type",
        ),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', "document type"),
    ],
)
def test_what_is_no_notice_is_refused_with_place_and_reason(content: bytes, words: str) -> None:
    with pytest.raises(Fault) as refused:
        read(content)
    refused.value.file = "x"
    assert words in str(refused.value)
    assert refused.value.line >= 1
    assert refused.value.column >= 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (NOK_AMOUNT, NOK_AMOUNT + "tusen", "is no number"),
        (NOK_AMOUNT, NOK_AMOUNT + "1e400000000", "is no number"),
        (NOK_AMOUNT, NOK_AMOUNT + "9" * 60, "is no number"),
        ("2026-09-16Z", "16.09.2026", "is no day"),
        ("10:00:00.000Z", "ti", "is no time of day"),
        ("2026-08-18+02:00", "${ISSUEDATE}", "is no day"),
    ],
)
def test_a_value_that_is_none_has_its_place_and_the_rest_is_read(old: str, new: str, words: str) -> None:
    text = filled(MULTI) if old in filled(MULTI) else filled(GREEN)
    assert old in text
    changed = text.replace(old, new)
    found = read(changed.encode())
    assert judge(found).answer is Answer.INVALID
    fault = found.unread[0]
    assert words in fault.message
    assert new[-20:] in changed.splitlines()[fault.line - 1]
    assert found.notice.title


def told(content: bytes) -> str:
    """What is said of any bytes: an answer, or why they are none to answer about. Nothing else may happen."""
    try:
        return judge(read(content)).answer
    except Fault as fault:
        return fault.message


@given(some.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert told(content)


@given(some.data())
@settings(max_examples=150, deadline=None)
def test_a_notice_with_anything_cut_out_is_judged_or_refused(data: some.DataObject) -> None:
    text = filled(GREEN)
    start = data.draw(some.integers(0, len(text)))
    cut = data.draw(some.integers(0, 2_000))
    assert told((text[:start] + text[start + cut :]).encode())
