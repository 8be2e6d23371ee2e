"""The Norwegian rules for national notices of 2026 (E2, E3, E4), as DFØ publishes them with the Norwegian eForms SDK.

One function a rule or a family of rules; the numbers are DFØ's. The texts are our own.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from knutepunkt.connectors.eforms.breaks import Break, Rule
from knutepunkt.connectors.eforms.codes import (
    EXEMPT,
    EXEMPTIONS,
    GREEN,
    HEALTH_AND_SOCIAL,
    IN_REQUIREMENTS,
    LEGAL_TYPES,
    NORWEGIAN,
    OFFICIAL,
    PARTS_1_AND_2,
    REGULATIONS,
    spoken,
)
from knutepunkt.connectors.eforms.reading import ESTIMATED, FRAMEWORK_MAXIMUM, lots, weighing
from knutepunkt.connectors.eforms.tree import EXTENSION, Node

_NUMBER = "EFORMS-NOR-NATIONAL-"
_CUSTOMIZATION = re.compile(r"eforms-sdk-\d\.\d{1,2}#extended#urn:fdc:anskaffelser\.no:2026:eforms:national-e")
_MONEY = re.compile(r"-?\d+(\.\d{1,2})?", re.ASCII)
_BASIS = "cac:TenderingTerms/cac:ProcurementLegislationDocumentReference"
_LOCAL = "LocalLegalBasis"
_GROUPS = "cac:TenderingTerms/cac:AwardingTerms/cac:AwardingCriterion"
_KIND_OF_CRITERION = "cbc:AwardingCriterionTypeCode[listName=award-criterion-type]"
_LEAST_WEIGHT, _LOWEST_PLACE = 30, 3


def _at(rule: str, node: Node, message: str) -> Break:
    return Break(_NUMBER + rule, node, message)


def _is_exempt(root: Node) -> bool:
    """Whether the notice says that the purchase is exempt from the Act altogether: many rules then do not hold."""
    return any(_words(root, _LOCAL, language) == words for language, words in EXEMPT.items())


def _words(root: Node, scheme: str, language: str) -> str:
    """Return what a legal basis is called in a language: of the local law, or of a regulation by its ELI."""
    for basis in root.all(_BASIS):
        identifier = basis.first("cbc:ID")
        if identifier is None:
            continue
        is_meant = identifier.text == _LOCAL if scheme == _LOCAL else identifier.attributes.get("schemeName") == "ELI"
        if is_meant and (found := basis.first(f"cbc:DocumentDescription[languageID={language}]")) is not None:
            return found.text
    return ""


def _eli(root: Node) -> Node | None:
    return root.first(f"{_BASIS}/cbc:ID[schemeName=ELI]")


# Which notice, in which language


def customization(root: Node) -> Iterator[Break]:
    """Which of Norway's customizations it says that it is."""
    for node in root.all("cbc:CustomizationID"):
        if not _CUSTOMIZATION.fullmatch(node.text):
            yield _at("CI-R001A", node, _("The customization is not written as Norway's is."))


def subtype(root: Node) -> Iterator[Break]:
    """Which kind of national notice it is."""
    for node in root.all(f"{EXTENSION}/efac:NoticeSubType/cbc:SubTypeCode"):
        if node.text not in {"E2", "E3", "E4"}:
            yield _at("NT-R001B", node, _("A national notice is of the kind E2, E3 or E4."))


def languages(root: Node) -> Iterator[Break]:
    """Norwegian, or Norwegian beside an official language."""
    for rule, path in (("LG-R002A", "cbc:NoticeLanguageCode"), ("LG-R005B", "cac:AdditionalNoticeLanguage/cbc:ID")):
        for node in root.all(path):
            if node.text not in OFFICIAL | NORWEGIAN:
                yield _at(rule, node, _("A notice is in Norwegian or an official language of the EU."))
    if not spoken(root) & NORWEGIAN:
        yield _at(
            "LG-R001B", root.first("cbc:NoticeLanguageCode") or root, _("One of its languages must be Norwegian.")
        )
    for node in root.all(f"{EXTENSION}/efac:NonOfficialLanguages"):
        yield _at("LG-R009B", node, _("A national notice has no unofficial languages."))


# The law it follows, and who buys


def legal_basis(root: Node) -> Iterator[Break]:
    """One of the three regulations, or exempt, and nothing else."""
    eli, basis = _eli(root), root.first(_BASIS)
    identifier = basis.first("cbc:ID") if basis is not None else None
    place = identifier or basis or root
    if eli is None and (identifier is None or identifier.text != _LOCAL):
        yield _at("LB-R001A", place, _("A notice says which regulation it follows, or that it is exempt."))
    if eli is not None and eli.text not in {regulation.identifier for regulation in REGULATIONS}:
        yield _at("LB-R010A", eli, _("This is not one of the three regulations that a national notice follows."))
    for rule, (language, words) in zip(("LB-R005B", "LB-R005C"), EXEMPT.items(), strict=True):
        said = _words(root, _LOCAL, language)
        if said and said != words:
            yield _at(rule, place, _("Of local law only this can be said: “%(words)s”.") % {"words": words})


def legal_words(root: Node) -> Iterator[Break]:
    """The words of a regulation go with its identifier, each way."""
    eli = _eli(root)
    if eli is None:
        return
    for regulation in REGULATIONS:
        words_rule, *language_rules = regulation.rules
        said = {language: _words(root, "ELI", language) for language in regulation.words}
        is_meant = eli.text == regulation.identifier
        if not is_meant and any(said[language] in known for language, known in regulation.words.items()):
            yield _at(words_rule, eli, _("The regulation's words are of another one than its identifier."))
        for rule, (language, known) in zip(language_rules, regulation.words.items(), strict=True):
            if is_meant and said[language] and said[language] not in known:
                yield _at(rule, eli, _("This regulation is called “%(words)s”.") % {"words": "”, “".join(known)})


def buyer(root: Node) -> Iterator[Break]:
    """The buyer's legal type is there, and narrow enough to tell the threshold by."""
    types = [
        (party, party.first("cac:ContractingPartyType/cbc:PartyTypeCode[listName=buyer-legal-type]"))
        for party in root.all("cac:ContractingParty")
    ]
    if not any(code is not None and code.text for _party, code in types):
        yield Break("BT-11-Procedure-Buyer", types[0][0] if types else root, _("The buyer's legal type is missing."))
    if _is_exempt(root):
        return
    for party, code in types:
        if code is None or not code.text:
            yield _at("LT-R001B", party, _("The buyer's legal type is missing: the EEA threshold depends on it."))
        if code is not None and code.text not in LEGAL_TYPES:
            yield _at("LT-R002B", code, _("This legal type is too wide to tell the threshold by."))


def special_services(root: Node) -> Iterator[Break]:
    """Health and social services are not bought under part 2."""
    project = root.first("cac:ProcurementProject")
    if project is None or project.value("cbc:ProcurementTypeCode[listName=contract-nature]") != "services":
        return
    cpv = project.first("cac:MainCommodityClassification/cbc:ItemClassificationCode[listName=cpv]")
    if cpv is None or not cpv.text.startswith(HEALTH_AND_SOCIAL):
        return
    by_eli = {language: _words(root, "ELI", language) for language in PARTS_1_AND_2}
    if any(by_eli.values()) and all(not said or said == PARTS_1_AND_2[language] for language, said in by_eli.items()):
        yield _at("TH-R008I", cpv, _("Health and social services are not bought under part 2 of the regulation."))


# Values and days


def money(root: Node) -> Iterator[Break]:
    """Amounts are in NOK, with two decimals at most."""
    exempt = _is_exempt(root)
    for currency_rule, form_rule, node in _amounts(root):
        if not exempt and node.attributes.get("currencyID", "").strip() != "NOK":
            yield _at(currency_rule, node, _("A national notice counts in NOK."))
        if node.text and not _MONEY.fullmatch(node.text):
            yield _at(form_rule, node, _("An amount is a number with at most two decimals."))


def _amounts(root: Node) -> Iterator[tuple[str, str, Node]]:
    project = "cac:ProcurementProject"
    for node in root.all(f"{project}/{ESTIMATED}"):
        yield "CR-R001B", "DT-R001B", node
    for node in root.all(f"{project}/{FRAMEWORK_MAXIMUM}"):
        yield "CR-R001C", "DT-R001F", node
    for lot in lots(root, "Lot"):
        for node in lot.all(f"{project}/{ESTIMATED}"):
            yield "CR-R003B", "DT-R001D", node
        for node in lot.all(f"{project}/{FRAMEWORK_MAXIMUM}"):
            yield "CR-R003C", "DT-R001E", node
    for part in lots(root, "Part"):
        for node in part.all(f"{project}/{ESTIMATED}"):
            yield "CR-R002B", "DT-R001C", node


def sums(root: Node) -> Iterator[Break]:
    """What is estimated for the whole is what its lots or parts come to."""
    for rule, kind, path in (
        ("VA-R001B", "Part", ESTIMATED),
        ("VA-R001C", "Lot", ESTIMATED),
        ("VA-R001D", "Part", FRAMEWORK_MAXIMUM),
        ("VA-R001E", "Lot", FRAMEWORK_MAXIMUM),
    ):
        parts = [node for lot in lots(root, kind) for node in lot.all(f"cac:ProcurementProject/{path}")]
        if not parts:
            continue
        whole = root.first(f"cac:ProcurementProject/{path}")
        if whole is None:
            yield _at(rule, parts[0], _("The parts have a value, and the whole has none."))
        elif (stated := _number(whole)) is None or (total := _total(parts)) is None:
            yield _at(rule, whole, _("The whole and its parts cannot be added up."))
        elif stated != total:
            words = {"stated": f"{stated:f}", "total": f"{total:f}"}
            yield _at(rule, whole, _("The whole is %(stated)s, and its parts come to %(total)s.") % words)


def days(root: Node) -> Iterator[Break]:
    """Lots begin together and end together; so do parts."""
    for kind, rules in (("Part", ("DV-R003A", "DV-R003B")), ("Lot", ("DV-R004C", "DV-R004D"))):
        for rule, name in zip(rules, ("cbc:StartDate", "cbc:EndDate"), strict=True):
            found = [
                node for lot in lots(root, kind) for node in lot.all(f"cac:ProcurementProject/cac:PlannedPeriod/{name}")
            ]
            for node in found:
                if node.text != found[0].text:
                    yield _at(
                        rule, node, _("All lots or parts begin and end on the same days; the first says another.")
                    )


# Award criteria


def environment(root: Node) -> Iterator[Break]:
    """Climate and environment among the award criteria, FOA § 7-9."""
    if _is_exempt(root) or root.first(f"{_BASIS}/cbc:ID") is None:
        return
    for lot in lots(root, "Lot"):
        for group in lot.all(_GROUPS):
            criteria = list(group.all("cac:SubordinateAwardingCriterion"))
            kinds = [kind for one in criteria for kind in one.values(_KIND_OF_CRITERION)]
            if len(kinds) > 1 and not {GREEN, IN_REQUIREMENTS, *EXEMPTIONS} & set(kinds):
                yield _at("EC-R001C", group, _("Of two criteria or more, one is on climate and environment."))
            if kinds and len(criteria) > 1 and not _regards_environment(criteria):
                yield _at("EC-R001D", group, _("Climate and environment weigh too little, and no reason is given."))


def _regards_environment(criteria: list[Node]) -> bool:
    green = [one for one in criteria if _kind(one) == GREEN]
    if sum((_weight(one) or Decimal(0) for one in green if _scale(one) == "per-exa"), Decimal(0)) >= _LEAST_WEIGHT:
        return True
    if any(_scale(one) == "ord-imp" and _is_high(one, criteria) for one in green):
        return True
    stated = [one for one in criteria if _kind(one) in {IN_REQUIREMENTS, *EXEMPTIONS}]
    return any(_weighs_nothing(one) and one.value("cbc:Description") for one in stated)


def _is_high(criterion: Node, criteria: list[Node]) -> bool:
    own = _weight(criterion)
    before = [weight for weight in map(_weight, criteria) if own is not None and weight is not None and weight < own]
    return len(before) < _LOWEST_PLACE


def _weighs_nothing(criterion: Node) -> bool:
    """A statement is no criterion: it has no weight, or says 0 per cent."""
    return weighing(criterion) is None or (_scale(criterion) == "per-exa" and _weight(criterion) == 0)


def _kind(criterion: Node) -> str:
    return criterion.value(_KIND_OF_CRITERION)


def _scale(criterion: Node) -> str:
    parameter = weighing(criterion)
    return parameter.value("efbc:ParameterCode") if parameter is not None else ""


def _weight(criterion: Node) -> Decimal | None:
    parameter = weighing(criterion)
    number = parameter.first("efbc:ParameterNumeric") if parameter is not None else None
    return _number(number) if number is not None else None


# Strategic procurement

_KIND = "cac:ProcurementProject/cac:ProcurementAdditionalType/cbc:ProcurementTypeCode"
_DETAILS = (
    ("SP-R003A", "environmental-impact", "env-imp"),
    ("SP-R003B", "social-objective", "soc-obj"),
    ("SP-R003C", "innovative-acquisition", "inn-pur"),
)


def strategy(root: Node) -> Iterator[Break]:
    """Strategic procurement: kinds, their details, and what regard for the environment implies."""
    for lot in lots(root, "Lot"):
        found = lot.values(f"{_KIND}[listName=strategic-procurement]")
        place = lot.first(f"{_KIND}[listName=strategic-procurement]") or lot
        if "none" in found and len(found) > 1:
            yield _at("SP-R001", place, _("“None” stands alone among the kinds of strategic procurement."))
        if len(set(found)) < len(found):
            yield _at("SP-R002", place, _("A kind of strategic procurement is said twice."))
        for rule, detail, kind in _DETAILS:
            said = lot.first(f"{_KIND}[listName={detail}]")
            if said is not None and kind not in found:
                yield _at(rule, said, _("This detail wants the kind “%(kind)s” beside it.") % {"kind": kind})
        if "env-imp" not in found and _is_green(lot):
            yield _at("SP-R004", place, _("Climate and environment are regarded, so the lot is strategic: “env-imp”."))


def _is_green(lot: Node) -> bool:
    for group in lot.all(_GROUPS):
        criteria = list(group.all("cac:SubordinateAwardingCriterion"))
        kinds, scales = {_kind(one) for one in criteria}, {_scale(one) for one in criteria}
        weights = [weight for weight in map(_weight, criteria) if weight is not None]
        if GREEN in kinds and ("ord-imp" in scales or ("per-exa" in scales and sum(weights) >= _LEAST_WEIGHT)):
            return True
        if IN_REQUIREMENTS in kinds and "per-exa" in scales and 0 in weights:
            return True
    return False


def _number(node: Node) -> Decimal | None:
    try:
        value = Decimal(node.text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _total(nodes: list[Node]) -> Decimal | None:
    numbers = [_number(node) for node in nodes]
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if len(known) == len(numbers) else None


RULES: tuple[Rule, ...] = (
    customization,
    subtype,
    languages,
    legal_basis,
    legal_words,
    buyer,
    special_services,
    money,
    sums,
    days,
    environment,
    strategy,
)
