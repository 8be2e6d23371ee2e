"""Reads XML into a tree that knows its lines: bounded in size and depth, and without anything that expands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

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
    handler = _Handler()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    try:
        parser.parse(BytesIO(content))
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        raise Fault(line, column, _("This is not XML: %(why)s.") % {"why": error.getMessage()}) from error
    except DefusedXmlException as error:
        raise Fault(*handler.where(), _expanding(error)) from error
    except (SAXException, LookupError, ValueError) as error:
        raise Fault(*handler.where(), _("This is not XML: %(why)s.") % {"why": error}) from error
    assert handler.root is not None, "a document without a root is no XML"
    return handler.root


def _expanding(error: DefusedXmlException) -> str:
    if isinstance(error, DTDForbidden | EntitiesForbidden):
        return _("The file declares a document type, by which a few bytes can become millions. A notice has none.")
    return _("The file refers to something outside itself. A notice does not.")


class _Handler(ContentHandler):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._text: list[list[str]] = []
        self._count = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        """Keep who knows where the parser is."""
        self._locator = locator

    def where(self) -> tuple[int, int]:
        """Return the line and column, from 1."""
        if self._locator is None:
            return 1, 1
        return self._locator.getLineNumber() or 1, (self._locator.getColumnNumber() or 0) + 1

    def startElementNS(  # noqa: N802  the name is the parser's
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """Open an element."""
        self._count += 1
        if self._count > _MOST or len(self._open) >= DEEPEST:
            raise Fault(*self.where(), _("The file has more elements, or deeper ones, than any notice."))
        namespace, local = name
        parent = self._open[-1] if self._open else None
        attributes = {key[1]: value for key, value in attrs.items()}
        prefix = _PREFIXES.get(namespace or "", "")
        node = Node(prefix + local, attributes, *self.where(), parent, namespace=namespace or "")
        if parent is None:
            self.root = node
        else:
            parent.children.append(node)
        self._open.append(node)
        self._text.append([])

    def characters(self, content: str) -> None:
        """Gather text."""
        if self._text:
            self._text[-1].append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        """Close an element; its text is normalised as XPath's normalize-space does."""
        self._open.pop().text = _SPACE.sub(" ", "".join(self._text.pop())).strip(" ")
