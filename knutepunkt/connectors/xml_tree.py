"""XML of strangers into a tree that knows its lines: bounded in depth and number, and nothing in it expands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Generic, Protocol, TypeVar
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

from knutepunkt.connectors.records.faults import Fault

Attributes = Iterable[tuple[tuple[str | None, str], str]]  # ((namespace, name), value)


class Branch(Protocol):
    """What a kind of file makes of an element."""

    children: list[Any]
    text: str


Made = TypeVar("Made", bound=Branch)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Made]):
    """How a kind of file is read: what is made of its elements, what it holds at most, and what is said of more.

    `make` takes namespace, name, attributes, (line, column) from 1, and the element around it.
    """

    make: Callable[[str, str, Attributes, tuple[int, int], Made | None], Made]
    trim: Callable[[str], str]
    deepest: int
    most: int  # elements
    too_many: str
    expanding: Callable[[DefusedXmlException], str]


def tree(content: bytes, kind: Kind[Made]) -> Made:
    """Return the root; raises `Fault` with the place for what is no XML, holds too much, or would expand."""
    handler = _Handler(kind)
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
        raise Fault(*handler.where(), kind.expanding(error)) from error
    except (SAXException, LookupError, ValueError) as error:
        raise Fault(*handler.where(), _("This is not XML: %(why)s.") % {"why": error}) from error
    assert handler.root is not None, "a document without a root is no XML"
    return handler.root


class _Handler(ContentHandler, Generic[Made]):
    """Builds the tree."""

    def __init__(self, kind: Kind[Made]) -> None:
        super().__init__()
        self.root: Made | None = None
        self._kind = kind
        self._open: list[Made] = []
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
        if self._count > self._kind.most or len(self._open) >= self._kind.deepest:
            raise Fault(*self.where(), self._kind.too_many)
        around = self._open[-1] if self._open else None
        made = self._kind.make(name[0] or "", name[1], attrs.items(), self.where(), around)
        if around is None:
            self.root = made
        else:
            around.children.append(made)
        self._open.append(made)
        self._text.append([])

    def characters(self, content: str) -> None:
        """Gather text."""
        if self._text:
            self._text[-1].append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        """Close an element."""
        self._open.pop().text = self._kind.trim("".join(self._text.pop()))
