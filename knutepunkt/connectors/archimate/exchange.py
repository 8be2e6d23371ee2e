"""The Open Group's exchange file: one XML file that every tool for ArchiMate 3 reads."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from knutepunkt.catalogue.rules.architecture import Concept, Pairs
from knutepunkt.connectors.archimate.faults import NotRead, Place
from knutepunkt.connectors.archimate.gathered import Gathered, identifier
from knutepunkt.connectors.archimate.xml import Node

SPACE = "http://www.opengroup.org/xsd/archimate/3.0/"
# Our own name for a property that says what Archi calls a specialization; the exchange file has no place for one.
SPECIALIZATION = "propid-specialization"
# What a relation's kind alone says: the attribute's name in the file, and ours.
ATTRIBUTES = {"accessType": "access", "isDirected": "directed", "modifier": "strength"}


def is_model(root: Node) -> bool:
    """Say whether a file is an exchange file."""
    return root.space == SPACE and root.tag == "model"


def gather(file: str, root: Node) -> Gathered:
    """Gather a model: elements, relations and their properties are kept; views and folders are counted."""
    found = Gathered(identifier(root.attributes.get("identifier", ""), Place(file, root.line)), _text(root, "name"))
    names = {one.attributes.get("identifier", ""): _text(one, "name") for one in _within(root, "propertyDefinitions")}
    reader = _Reader(file, names, found)
    found.documentation = _text(root, "documentation")
    found.properties, _own = reader.properties(root)
    for one in (*_within(root, "elements"), *_within(root, "relationships")):
        found.add(reader.concept(one), Place(file, one.line))
    for part in ("views", "organizations", "metadata"):
        for one in _within(root, part):
            reader.count(one)
    for definition in _within(root, "propertyDefinitions"):
        if definition.attributes.get("type", "string") != "string":
            found.left_out["propertyDefinition@type"] += 1
    return found


def _within(root: Node, part: str) -> Iterator[Node]:
    return (child for one in root.all(part) for child in one.children)


def _text(node: Node, part: str) -> str:
    """Return the first text of a part, which may stand once for each language."""
    found = node.first(part)
    return found.text if found is not None else ""


class _Reader:
    """Reads the concepts of one file."""

    def __init__(self, file: str, names: dict[str, str], found: Gathered) -> None:
        self.file, self.names, self.found = file, names, found

    def concept(self, node: Node) -> Concept:
        """Return an element or a relation."""
        place = Place(self.file, node.line)
        if not node.type():
            raise NotRead((place, _("It does not say its kind (xsi:type).")))
        for part in ("name", "documentation"):
            self.found.left_out[f"{part}@lang"] += max(0, sum(1 for _one in node.all(part)) - 1)
        properties, specialization = self.properties(node)
        own = {ours: node.attributes.get(theirs, "") for theirs, ours in ATTRIBUTES.items()}
        own["specialization"] = specialization
        return Concept(
            identifier(node.attributes.get("identifier", ""), place),
            node.type(),
            _text(node, "name"),
            _text(node, "documentation"),
            properties,
            tuple((name, value) for name, value in sorted(own.items()) if value),
            self._end(node, "source"),
            self._end(node, "target"),
        )

    def _end(self, node: Node, part: str) -> str:
        written = node.attributes.get(part, "")
        return identifier(written, Place(self.file, node.line)) if written else ""

    def properties(self, node: Node) -> tuple[Pairs, str]:
        """Return a node's properties by name, and its specialization."""
        pairs, specialization = [], ""
        for one in _within(node, "properties"):
            key = one.attributes.get("propertyDefinitionRef", "")
            if key not in self.names:
                message = _("There is nothing by the identifier “%(what)s”.") % {"what": key[:120]}
                raise NotRead((Place(self.file, one.line), message))
            if key == SPECIALIZATION:
                specialization = _text(one, "value")
            else:
                pairs.append((self.names[key], _text(one, "value")))
        return tuple(pairs), specialization

    def count(self, node: Node) -> None:
        """Count what is left out: each view, folder and line of metadata, with those in it of the same name."""
        waiting = [node]
        while waiting:
            one = waiting.pop()
            self.found.left_out[one.tag] += one.tag in {"view", "item", "schema"}
            waiting += one.children
