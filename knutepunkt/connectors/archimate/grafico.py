"""Archi's form for version control ("grafico"): a folder of small files, one for each concept."""

from knutepunkt.catalogue.rules.architecture import ELEMENTS, RELATIONS, Concept, Pairs
from knutepunkt.connectors.archimate.faults import NotRead, Place
from knutepunkt.connectors.archimate.gathered import Gathered, identifier
from knutepunkt.connectors.archimate.xml import Node

_SPACE = "http://www.archimatetool.com/archimate"
_RELATION = "Relationship"
_ACCESS = {"": "Write", "0": "Write", "1": "Read", "2": "Access", "3": "ReadWrite"}
_KNOWN = frozenset({"name", "id", "documentation", "directed", "accessType", "strength", "type"})
_PARTS = frozenset({"properties", "source", "target", "profiles"})


def is_model(root: Node) -> bool:
    """Say whether a file is the one that names the model."""
    return root.space == _SPACE and root.tag == "ArchimateModel"


def gather(roots: list[tuple[str, Node]]) -> Gathered:
    """Gather a model from its files: concepts are kept; views, sketches and folders are counted."""
    file, top = next((file, root) for file, root in roots if is_model(root))
    found = Gathered(identifier(top.attributes.get("id", ""), Place(file, top.line)), top.attributes.get("name", ""))
    found.documentation = top.attributes.get("purpose", "")
    found.properties = _properties(top)
    profiles = {one.attributes.get("id", ""): one.attributes.get("name", "") for one in top.all("profiles")}
    for name, root in roots:
        kind = _kind(root)
        if root is top:
            continue
        if root.space != _SPACE:
            found.left_out[root.tag] += 1
        elif kind in ELEMENTS | RELATIONS or root.tag.endswith(_RELATION):
            found.add(_concept(name, root, kind, profiles), Place(name, root.line))
            _count_rest(found, root)
        else:
            found.left_out[root.tag] += 1
    return found


def _kind(root: Node) -> str:
    if root.tag == "Junction":
        return "OrJunction" if root.attributes.get("type") == "or" else "AndJunction"
    return root.tag.removesuffix(_RELATION)


def _concept(file: str, root: Node, kind: str, profiles: dict[str, str]) -> Concept:
    place = Place(file, root.line)
    given = root.attributes
    attributes = {
        "access": _ACCESS.get(given.get("accessType", ""), "") if kind == "Access" else "",
        "directed": given.get("directed", ""),
        "specialization": ", ".join(filter(None, (profiles.get(_end(one), "") for one in root.all("profiles")))),
        "strength": given.get("strength", ""),
    }
    return Concept(
        identifier(given.get("id", ""), place),
        kind,
        given.get("name", ""),
        given.get("documentation", ""),
        _properties(root),
        tuple((name, value) for name, value in attributes.items() if value),
        _joined(root, "source", file),
        _joined(root, "target", file),
    )


def _joined(root: Node, part: str, file: str) -> str:
    end = root.first(part)
    if end is None:
        return ""
    if not _end(end):
        raise NotRead((Place(file, end.line), f"{part}: href"))
    return identifier(_end(end), Place(file, end.line))


def _end(node: Node) -> str:
    """Return the identifier that a reference ends in: `File.xml#id`."""
    return node.attributes.get("href", "").rpartition("#")[2]


def _properties(node: Node) -> Pairs:
    return tuple((one.attributes.get("key", ""), one.attributes.get("value", "")) for one in node.all("properties"))


def _count_rest(found: Gathered, root: Node) -> None:
    for part in root.children:
        if part.tag not in _PARTS:
            found.left_out[f"{root.tag}/{part.tag}"] += 1
    for name in root.attributes:
        if name not in _KNOWN:
            found.left_out[f"{root.tag}@{name}"] += 1
