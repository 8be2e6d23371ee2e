"""Reads XML into a tree that knows its lines: bounded in size and depth, and without anything that expands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from django.utils.translation import gettext as _

from knutepunkt.connectors import xml_tree
from knutepunkt.connectors.records.faults import Fault

LARGEST = 10_000_000  # bytes: notices of hundreds of lots are a tenth of it
DEEPEST = 60
_MOST = 150_000  # elements

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_EFORMS = "http://data.europa.eu/p27"
_PREFIXES = {
    f"{_UBL}:CommonAggregateComponents-2": "cac:",
    f"{_UBL}:CommonBasicComponents-2": "cbc:",
    f"{_UBL}:CommonExtensionComponents-2": "ext:",
    f"{_EFORMS}/eforms-ubl-extensions/1": "efext:",
    f"{_EFORMS}/eforms-ubl-extension-aggregate-components/1": "efac:",
    f"{_EFORMS}/eforms-ubl-extension-basic-components/1": "efbc:",
}
_SPACE = re.compile("[ \\t\\r\\n]+")
EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"


@dataclass(slots=True)
class Node:
    """An element: its name with the usual prefix, its text without white space around it, and where it stands."""

    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    parent: "Node | None" = field(default=None, repr=False)
    children: list["Node"] = field(default_factory=list, repr=False)
    text: str = ""
    namespace: str = ""

    def all(self, path: str) -> Iterator["Node"]:
        """Yield what a path of names leads to, as `cac:Party/cbc:Name[languageID=NOR]`."""
        step, _slash, rest = path.partition("/")
        name, _bracket, condition = step.partition("[")
        attribute, _equals, value = condition.rstrip("]").partition("=")
        for child in self.children:
            if child.name == name and (not attribute or child.attributes.get(attribute) == value):
                yield from child.all(rest) if rest else (child,)

    def first(self, path: str) -> "Node | None":
        """Return the first that a path leads to."""
        return next(self.all(path), None)

    def value(self, path: str) -> str:
        """Return the text of the first that a path leads to; empty where there is none."""
        found = self.first(path)
        return found.text if found is not None else ""

    def values(self, path: str) -> list[str]:
        """Return the texts of all that a path leads to."""
        return [node.text for node in self.all(path)]

    @property
    def place(self) -> str:
        """The path from the root, as people find it."""
        return f"{self.parent.place}/{self.name}" if self.parent is not None else self.name


def tree(content: bytes) -> Node:
    """Return the root of a document; raises `Fault` with the place for what is no XML, too large, or would expand."""
    if len(content) > LARGEST:
        words = {"size": len(content), "largest": LARGEST}
        raise Fault(1, 1, _("The file holds %(size)d bytes; a notice has at most %(largest)d.") % words)
    kind = xml_tree.Kind(
        make=_node,
        trim=_trimmed,
        deepest=DEEPEST,
        most=_MOST,
        too_many=_("The file has more elements, or deeper ones, than any notice."),
        expanding=_expanding,
    )
    return xml_tree.tree(content, kind)


def _node(namespace: str, name: str, given: xml_tree.Attributes, where: tuple[int, int], around: Node | None) -> Node:
    attributes = {local: value for (_space, local), value in given}
    return Node(_PREFIXES.get(namespace, "") + name, attributes, *where, around, namespace=namespace)


def _trimmed(text: str) -> str:
    """Return it as XPath's normalize-space does."""
    return _SPACE.sub(" ", text).strip(" ")


def _expanding(error: DefusedXmlException) -> str:
    if isinstance(error, DTDForbidden | EntitiesForbidden):
        return _("The file declares a document type, by which a few bytes can become millions. A notice has none.")
    return _("The file refers to something outside itself. A notice does not.")
