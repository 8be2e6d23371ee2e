"""The Norwegian rules for notices of 2023: those sent on to TED, and the national N4, N16 and N29."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from knutepunkt.connectors.eforms.breaks import Break, Rule
from knutepunkt.connectors.eforms.codes import NORWEGIAN, OFFICIAL, spoken
from knutepunkt.connectors.eforms.reading import lots
from knutepunkt.connectors.eforms.tree import EXTENSION, Node

_NUMBER = "EFORMS-NOR-"
_UNOFFICIAL = f"{EXTENSION}/efac:NonOfficialLanguages"


def _customization(kind: str) -> Rule:
    pattern = re.compile(rf"eforms-sdk-\d\.\d{{1,2}}#extended#urn:fdc:anskaffelser\.no:2023:eforms:{kind}")

    def rule(root: Node) -> Iterator[Break]:
        for node in root.all("cbc:CustomizationID"):
            if not pattern.fullmatch(node.text):
                yield Break(f"{_NUMBER}R001", node, _("The customization is not written as Norway's is."))

    return rule


def _languages(main_rule: str, additional_rule: str) -> Rule:
    def rule(root: Node) -> Iterator[Break]:
        for number, path in (
            (main_rule, "cbc:NoticeLanguageCode"),
            (additional_rule, "cac:AdditionalNoticeLanguage/cbc:ID"),
        ):
            for node in root.all(path):
                if node.text not in OFFICIAL | NORWEGIAN:
                    message = _("A notice is in Norwegian or an official language of the EU.")
                    yield Break(_NUMBER + number, node, message)

    return rule


def norwegian(root: Node) -> Iterator[Break]:
    """One of its languages is Norwegian."""
    if not spoken(root) & NORWEGIAN:
        place = root.first("cbc:NoticeLanguageCode") or root
        yield Break(f"{_NUMBER}R004", place, _("One of its languages must be Norwegian."))


def no_unofficial(root: Node) -> Iterator[Break]:
    """A national notice has official languages only."""
    for node in root.all(_UNOFFICIAL):
        yield Break(f"{_NUMBER}R007", node, _("A national notice has no unofficial languages."))


def subtype(root: Node) -> Iterator[Break]:
    """Which kind of national notice it is."""
    for node in root.all(f"{EXTENSION}/efac:NoticeSubType/cbc:SubTypeCode"):
        if node.text not in {"N4", "N16", "N29"}:
            yield Break(f"{_NUMBER}R010", node, _("A national notice is of the kind N4, N16 or N29."))


def both_languages(root: Node) -> Iterator[Break]:
    """A notice for TED is in an official language, and in Norwegian, official or not."""
    place, unofficial = (
        root.first("cbc:NoticeLanguageCode") or root,
        list(root.all(f"{_UNOFFICIAL}/cac:Language/cbc:ID")),
    )
    if not ({node.text for node in unofficial} | spoken(root)) & NORWEGIAN:
        yield Break(f"{_NUMBER}R006", place, _("One of its languages must be Norwegian."))
    if not spoken(root) & OFFICIAL:
        yield Break(f"{_NUMBER}R008", place, _("One of its languages must be an official one of the EU."))
    for node in unofficial:
        if node.text not in NORWEGIAN | {"SME", "SMI"}:
            yield Break(f"{_NUMBER}R005", node, _("Only languages of Norway are unofficial ones."))


def one_deadline(root: Node) -> Iterator[Break]:
    """Lots have their deadline in common."""
    for number, name in (("R200", "cbc:EndDate"), ("R201", "cbc:EndTime")):
        path = f"cac:TenderingProcess/cac:TenderSubmissionDeadlinePeriod/{name}"
        found = [node for lot in lots(root, "Lot") for node in lot.all(path)]
        for node in found:
            if node.text != found[0].text:
                yield Break(_NUMBER + number, node, _("All lots have the same deadline; the first says another."))


NATIONAL: tuple[Rule, ...] = (
    _customization("national"),
    _languages("R002", "R003"),
    norwegian,
    no_unofficial,
    subtype,
    one_deadline,
)
EUROPEAN: tuple[Rule, ...] = (_customization("eu"), _languages("R900", "R902"), both_languages, one_deadline)
