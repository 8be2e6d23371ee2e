"""Reads one XML file into nodes that know their line, within bounds, without entities."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser
from django.utils.translation import gettext as _

from knutepunkt.connectors.archimate.faults import NotRead, Place

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_DEEPEST = 200
MOST = (
    1_000_000  # elements and attributes of all files together: GEMMA has a fifth of it, and this takes half a gigabyte
)


@dataclass(slots=True)
class Node:
    """An element: its namespace and name, its attributes by name (without namespace), its text and what it holds."""

    space: str
    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> Iterator["Node"]:
        """Return its children of a name."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> "Node | None":
        """Return its first child of a name."""
        return next(self.all(tag), None)

    def type(self) -> str:
        """Return what `xsi:type` says, without its prefix."""
        return self.attributes.get("xsi:type", "").rpartition(":")[2]


class _Reader(ContentHandler):
    """Builds the nodes of one file."""

    def __init__(self, file: str, left: int) -> None:
        super().__init__()
        self.file, self.root, self.path, self.left = file, None, [], left  # type: tuple[str, Node | None, list[Node], int]
        self.parts: list[str] = []
        self.where: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  SAX names it
        self.where = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        self.left -= 1 + len(attrs)
        line = self.where.getLineNumber()
        if len(self.path) >= _DEEPEST:
            raise NotRead((Place(self.file, line), _("Elements stand within each other more than is accepted.")))
        if self.left < 0:
            raise NotRead((Place(self.file, line), _("It holds more elements and attributes than is accepted.")))
        given = {("xsi:" if space == XSI else "") + key: value for (space, key), value in attrs.items()}
        node = Node(name[0] or "", name[1], line, given)
        if self.path:
            self.path[-1].children.append(node)
        else:
            self.root = node
        self.path.append(node)
        self.parts = []

    def characters(self, content: str) -> None:
        self.parts.append(content)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        node = self.path.pop()
        if not node.children:
            node.text = "".join(self.parts)
        self.parts = []


def parse(content: bytes, *, file: str, left: int = MOST) -> tuple[Node, int]:
    """Return the root of a file, and how many more elements and attributes may come after it.

    Raises `NotRead` with the line where it is no XML, or holds what we do not take.
    """
    reader = _Reader(file, left)
    parser = create_parser(namespaceHandling=1, forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(reader)
    try:
        parser.parse(BytesIO(content))
    except SAXParseException as error:
        place = Place(file, error.getLineNumber() or 1)
        raise NotRead((place, _("This is not XML: %(what)s") % {"what": error.getMessage()})) from error
    except DefusedXmlException as error:
        place = Place(file, reader.where.getLineNumber() if reader.where else 1)
        raise NotRead((place, _("Document types and entities are not accepted."))) from error
    except (SAXException, ValueError, LookupError) as error:
        raise NotRead((Place(file, 1), _("This is not XML: %(what)s") % {"what": error})) from error
    assert reader.root is not None
    return reader.root, reader.left
