"""Reads a notice: what it says as values, and each value that is none with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from knutepunkt.base.text import printable
from knutepunkt.connectors.eforms.codes import CODES, NORWEGIAN
from knutepunkt.connectors.eforms.notice import (
    Amount,
    Buyer,
    Deadline,
    Form,
    LegalBasis,
    LotOutcome,
    Notice,
    NoticeCriterion,
    NoticeLot,
    Period,
    Winner,
)
from knutepunkt.connectors.eforms.tree import EXTENSION, Node, tree
from knutepunkt.connectors.records.faults import Fault

_TEXT = 10_000  # characters of one text; longer ones are cut, for they are shown and not judged


@dataclass(slots=True)
class Read:
    """A document as a tree, what it says, and the values that could not be read."""

    root: Node
    notice: Notice
    unread: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Read:
    """Read a notice; raises `Fault` for what is no XML, or no eForms notice."""
    root = tree(content)
    _refuse_other_documents(root)
    reader = _Reader(root)
    notice = reader.notice()
    return Read(root, notice, sorted(reader.unread, key=lambda fault: (fault.line, fault.column)))


def _refuse_other_documents(root: Node) -> None:
    known = {form.value for form in Form}
    if root.name not in known or root.namespace != f"urn:oasis:names:specification:ubl:schema:xsd:{root.name}-2":
        words = {"name": root.name[:80], "known": ", ".join(sorted(known))}
        raise Fault(root.line, root.column, _("“%(name)s” is no notice of eForms: those are %(known)s.") % words)


class _Reader:
    """Reads one notice."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.extension = root.first(EXTENSION) or Node("", {}, root.line, root.column)
        self.unread: list[Fault] = []
        self.names = dict(self._organisations())

    def notice(self) -> Notice:
        root, project = self.root, "cac:ProcurementProject"
        return Notice(
            form=Form(root.name),
            subtype=self.extension.value("efac:NoticeSubType/cbc:SubTypeCode"),
            kind=root.value("cbc:NoticeTypeCode"),
            customization=root.value("cbc:CustomizationID"),
            identifier=root.value("cbc:ID"),
            version=root.value("cbc:VersionID"),
            procedure_identifier=root.value("cbc:ContractFolderID"),
            issued_on=self._day(root.first("cbc:IssueDate")),
            languages=(*root.values("cbc:NoticeLanguageCode"), *root.values("cac:AdditionalNoticeLanguage/cbc:ID")),
            buyers=tuple(map(self._buyer, root.all("cac:ContractingParty"))),
            title=_in_norwegian(root, f"{project}/cbc:Name"),
            description=_in_norwegian(root, f"{project}/cbc:Description"),
            nature=root.value(f"{project}/cbc:ProcurementTypeCode"),
            cpv=root.value(f"{project}/cac:MainCommodityClassification/cbc:ItemClassificationCode"),
            procedure=root.value("cac:TenderingProcess/cbc:ProcedureCode"),
            legal_bases=tuple(self._legal_bases()),
            estimated=self._amount(root.first(f"{project}/{ESTIMATED}")),
            framework_maximum=self._amount(root.first(f"{project}/{FRAMEWORK_MAXIMUM}")),
            awarded=self._amount(self.extension.first("efac:NoticeResult/cbc:TotalAmount")),
            lots=tuple(map(self._lot, lots(root, "Lot", "Part"))),
            outcomes=tuple(self._outcomes()),
        )

    def _organisations(self) -> Iterator[tuple[str, Node]]:
        for company in self.extension.all("efac:Organizations/efac:Organization/efac:Company"):
            yield company.value("cac:PartyIdentification/cbc:ID"), company
        for person in self.extension.all("efac:Organizations/efac:UltimateBeneficialOwner"):
            yield person.value("cbc:ID"), person

    def _buyer(self, party: Node) -> Buyer:
        company = self.names.get(party.value("cac:Party/cac:PartyIdentification/cbc:ID"))
        legal_type = party.value("cac:ContractingPartyType/cbc:PartyTypeCode[listName=buyer-legal-type]")
        if company is None:
            return Buyer(name="", legal_type=legal_type)
        return Buyer(
            name=_in_norwegian(company, "cac:PartyName/cbc:Name"),
            number=company.value("cac:PartyLegalEntity/cbc:CompanyID"),
            legal_type=legal_type,
            country=company.value("cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        )

    def _legal_bases(self) -> Iterator[LegalBasis]:
        if domain := self.root.value("cbc:RegulatoryDomain"):
            yield LegalBasis(domain, "", domain if domain.startswith("NOR-") else "")
        for reference in self.root.all("cac:TenderingTerms/cac:ProcurementLegislationDocumentReference"):
            words = _in_norwegian(reference, "cbc:DocumentDescription")
            identifier = reference.value("cbc:ID")
            code = identifier if identifier.startswith("NOR-") else CODES.get(words, "")
            yield LegalBasis(identifier, words, code)

    def _lot(self, lot: Node) -> NoticeLot:
        project, process = lot.first("cac:ProcurementProject"), "cac:TenderingProcess"
        within = project if project is not None else Node("", {}, lot.line, lot.column)
        return NoticeLot(
            identifier=lot.value("cbc:ID"),
            title=_in_norwegian(within, "cbc:Name"),
            description=_in_norwegian(within, "cbc:Description"),
            cpv=within.value("cac:MainCommodityClassification/cbc:ItemClassificationCode"),
            estimated=self._amount(within.first(ESTIMATED)),
            framework_maximum=self._amount(within.first(FRAMEWORK_MAXIMUM)),
            tenders_by=self._deadline(lot.first(f"{process}/cac:TenderSubmissionDeadlinePeriod")),
            requests_by=self._deadline(lot.first(f"{process}/cac:ParticipationRequestReceptionPeriod")),
            period=self._period(within.first("cac:PlannedPeriod")),
            criteria=tuple(self._criteria(lot)),
        )

    def _criteria(self, lot: Node) -> Iterator[NoticeCriterion]:
        for criterion in lot.all(CRITERIA):
            parameter = weighing(criterion)
            yield NoticeCriterion(
                kind=criterion.value("cbc:AwardingCriterionTypeCode"),
                name=_in_norwegian(criterion, "cbc:Name"),
                description=_in_norwegian(criterion, "cbc:Description"),
                weight=self._number(parameter.first("efbc:ParameterNumeric")) if parameter is not None else None,
                weighing=parameter.value("efbc:ParameterCode") if parameter is not None else "",
            )

    def _outcomes(self) -> Iterator[LotOutcome]:
        result = self.extension.first("efac:NoticeResult")
        for outcome in result.all("efac:LotResult") if result is not None else ():
            yield LotOutcome(
                lot=outcome.value("efac:TenderLot/cbc:ID"),
                status=outcome.value("cbc:TenderResultCode"),
                reason=outcome.value("efac:DecisionReason/efbc:DecisionReasonCode"),
                winners=tuple(self._winners(result, outcome)) if result is not None else (),
                tenders_received=self._received(outcome),
            )

    def _winners(self, result: Node, outcome: Node) -> Iterator[Winner]:
        """Yield whoever got a contract; where none is named yet, the tenders of the outcome are only those received."""
        signed = outcome.values("efac:SettledContract/cbc:ID")
        tenders = {tender.value("cbc:ID"): tender for tender in result.all("efac:LotTender")}
        parties = {party.value("cbc:ID"): party for party in result.all("efac:TenderingParty")}
        for contract in result.all("efac:SettledContract"):
            if contract.value("cbc:ID") not in signed:
                continue
            awarded_on = self._day(contract.first("cbc:AwardDate"))
            for key in contract.values("efac:LotTender/cbc:ID"):
                if (tender := tenders.get(key)) is None or key not in outcome.values("efac:LotTender/cbc:ID"):
                    continue
                party = parties.get(tender.value("efac:TenderingParty/cbc:ID"))
                yield Winner(
                    tuple(self._name(one) for one in party.values("efac:Tenderer/cbc:ID")) if party is not None else (),
                    self._amount(tender.first("cac:LegalMonetaryTotal/cbc:PayableAmount")),
                    awarded_on,
                )

    def _received(self, outcome: Node) -> int | None:
        for statistics in outcome.all("efac:ReceivedSubmissionsStatistics"):
            if statistics.value("efbc:StatisticsCode") == "tenders":
                count = self._number(statistics.first("efbc:StatisticsNumeric"))
                return int(count) if count is not None and count == int(count) else None
        return None

    def _name(self, key: str) -> str:
        company = self.names.get(key)
        return _in_norwegian(company, "cac:PartyName/cbc:Name") if company is not None else key

    def _amount(self, node: Node | None) -> Amount | None:
        value = self._number(node)
        return Amount(value, node.attributes.get("currencyID", "")) if node is not None and value is not None else None

    def _number(self, node: Node | None) -> Decimal | None:
        if node is None:
            return None
        try:
            value = Decimal(node.text)
        except InvalidOperation:
            value = Decimal("NaN")
        plain = node.text.isascii() and "_" not in node.text and len(node.text) <= 40
        if plain and value.is_finite() and value.adjusted() < 16:
            return value
        self._cannot_read(node, _("“%(text)s” is no number."))
        return None

    def _day(self, node: Node | None) -> date | None:
        if node is None:
            return None
        try:
            return date.fromisoformat(node.text[:10])
        except ValueError:
            self._cannot_read(node, _("“%(text)s” is no day."))
            return None

    def _deadline(self, period: Node | None) -> Deadline | None:
        day = self._day(period.first("cbc:EndDate")) if period is not None else None
        if period is None or day is None:
            return None
        return Deadline(day, self._moment(day, period))

    def _moment(self, day: date, period: Node) -> datetime | None:
        node = period.first("cbc:EndTime")
        if node is None:
            return None
        try:
            return datetime.combine(day, time.fromisoformat(node.text))
        except ValueError:
            self._cannot_read(node, _("“%(text)s” is no time of day."))
            return None

    def _period(self, node: Node | None) -> Period:
        if node is None:
            return Period()
        length = node.first("cbc:DurationMeasure")
        return Period(
            self._day(node.first("cbc:StartDate")),
            self._day(node.first("cbc:EndDate")),
            f"{length.text} {length.attributes.get('unitCode', '')}".strip() if length is not None else "",
        )

    def _cannot_read(self, node: Node, message: str) -> None:
        self.unread.append(Fault(node.line, node.column, message % {"text": printable(node.text[:80])}))


ESTIMATED = "cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount"
FRAMEWORK_MAXIMUM = f"cac:RequestedTenderTotal/{EXTENSION}/efbc:FrameworkMaximumAmount"
CRITERIA = "cac:TenderingTerms/cac:AwardingTerms/cac:AwardingCriterion/cac:SubordinateAwardingCriterion"


def lots(root: Node, *kinds: str) -> Iterator[Node]:
    """Yield the lots of a notice, or the parts of a plan, by the scheme of their identifiers."""
    for lot in root.all("cac:ProcurementProjectLot"):
        identifier = lot.first("cbc:ID")
        if identifier is not None and identifier.attributes.get("schemeName") in kinds:
            yield lot


def weighing(criterion: Node) -> Node | None:
    """Return the parameter that says what a criterion weighs."""
    for parameter in criterion.all(f"{EXTENSION}/efac:AwardCriterionParameter"):
        if parameter.first("efbc:ParameterCode[listName=number-weight]") is not None:
            return parameter
    return None


def _in_norwegian(node: Node, path: str) -> str:
    """Return a text in Norwegian where there is one, else in the language that comes first."""
    found = list(node.all(path))
    chosen = next((one for one in found if one.attributes.get("languageID") in NORWEGIAN), None)
    text = chosen.text if chosen is not None else found[0].text if found else ""
    return printable(text[:_TEXT])
