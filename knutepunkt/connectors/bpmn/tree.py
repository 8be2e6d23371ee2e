"""Reads XML into elements that know their lines: bounded in size, depth and number, and nothing in it expands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

from knutepunkt.connectors.records.faults import Fault

LARGEST = 5_000_000  # bytes: processes of hundreds of steps with their diagram are a tenth of it
_DEEPEST, _MOST = 60, 50_000


@dataclass(slots=True)
class Element:
    """An element: its namespace and name, its attributes (without namespace, or as `namespace name`), where it is."""

    namespace: str
    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str, namespace: str) -> Iterator["Element"]:
        """Yield the children of that name."""
        return (one for one in self.children if one.name == name and one.namespace == namespace)

    def get(self, name: str) -> str:
        """Return an attribute; empty where it is not there."""
        return self.attributes.get(name, "")

    def fault(self, message: str) -> Fault:
        """Return a fault at this place."""
        return Fault(self.line, self.column, message)


def tree(content: bytes) -> Element:
    """Return the root; raises `Fault` with the place for what is no XML, too large, or would expand."""
    if len(content) > LARGEST:
        raise Fault(1, 1, _("The file holds more than %(most)d MB.") % {"most": LARGEST // 1_000_000})
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
        words = _("The file declares a document type or entities, by which a few bytes can become millions.")
        raise Fault(*handler.where(), words) from error
    except (SAXException, LookupError, ValueError) as error:
        raise Fault(*handler.where(), _("This is not XML: %(why)s.") % {"why": error}) from error
    assert handler.root is not None, "a document without a root is no XML"
    return handler.root


class _Handler(ContentHandler):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._text: list[list[str]] = []
        self._count = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802  the name is the parser's
        """Keep who knows where the parser is."""
        self._locator = locator

    def where(self) -> tuple[int, int]:
        """Return the line and column, from 1."""
        if self._locator is None:
            return 1, 1
        return self._locator.getLineNumber() or 1, (self._locator.getColumnNumber() or 0) + 1

    def startElementNS(  # noqa: N802
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """Open an element."""
        self._count += 1
        if self._count > _MOST or len(self._open) >= _DEEPEST:
            raise Fault(*self.where(), _("The file has more elements, or deeper ones, than a process needs."))
        attributes = {(f"{space} {local}" if space else local): value for (space, local), value in attrs.items()}
        element = Element(name[0] or "", name[1], attributes, *self.where())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._text.append([])

    def characters(self, content: str) -> None:
        """Gather text."""
        if self._text:
            self._text[-1].append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        """Close an element."""
        self._open.pop().text = "".join(self._text.pop()).strip()
