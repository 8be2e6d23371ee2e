"""Reads XML into elements that know their lines: bounded in size, depth and number, and nothing in it expands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from knutepunkt.connectors import xml_tree
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
    expanding = _("The file declares a document type or entities, by which a few bytes can become millions.")
    kind = xml_tree.Kind(
        make=_element,
        trim=str.strip,
        deepest=_DEEPEST,
        most=_MOST,
        too_many=_("The file has more elements, or deeper ones, than a process needs."),
        expanding=lambda _error: expanding,
    )
    return xml_tree.tree(content, kind)


def _element(
    namespace: str, name: str, given: xml_tree.Attributes, where: tuple[int, int], _around: Element | None
) -> Element:
    attributes = {(f"{space} {local}" if space else local): value for (space, local), value in given}
    return Element(namespace, name, attributes, *where)
