"""Writes an architecture as the Open Group's exchange file."""

from collections.abc import Iterator
from html import escape

from knutepunkt.catalogue.rules.architecture import RELATIONS, Concept, Model, Pairs
from knutepunkt.connectors.archimate.exchange import ATTRIBUTES, SPACE, SPECIALIZATION
from knutepunkt.connectors.archimate.xml import XSI

_THEIRS = {ours: theirs for theirs, ours in ATTRIBUTES.items()}
_NAME = "specialization"


def write_exchange(model: Model) -> bytes:
    """Return the file; what stands in it is read back the same."""
    return ("\n".join(_lines(model)) + "\n").encode()


def _lines(model: Model) -> Iterator[str]:
    pairs = [*model.properties, *(pair for one in model.concepts for pair in one.properties)]
    names = sorted({name for name, _value in pairs})
    keys = {name: f"propid-{number}" for number, name in enumerate(names, start=1)}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<model xmlns="{SPACE}" xmlns:xsi="{XSI}" identifier="{_written(model.identifier)}">'
    yield from _texts(model.name or model.identifier, model.documentation)
    yield from _properties(model.properties, keys)
    for part, one, those in (
        ("elements", "element", [one for one in model.concepts if one.kind not in RELATIONS]),
        ("relationships", "relationship", [one for one in model.concepts if one.kind in RELATIONS]),
    ):
        if those:
            yield f"<{part}>"
            for concept in those:
                yield from _concept(one, concept, keys)
            yield f"</{part}>"
    specialized = any(name == _NAME for one in model.concepts for name, _value in one.attributes)
    definitions = {key: name for name, key in keys.items()} | (
        {SPECIALIZATION: "Specialization"} if specialized else {}
    )
    if definitions:
        yield "<propertyDefinitions>"
        for key, name in definitions.items():
            yield f'<propertyDefinition identifier="{key}" type="string">'
            yield f"<name>{_written(name)}</name></propertyDefinition>"
        yield "</propertyDefinitions>"
    yield "</model>"


def _concept(tag: str, one: Concept, keys: dict[str, str]) -> Iterator[str]:
    ends = {"source": one.source, "target": one.target} if one.source else {}
    own = {_THEIRS[name]: value for name, value in one.attributes if name in _THEIRS}
    given = {"identifier": one.identifier, "xsi:type": one.kind} | ends | own
    written = " ".join(f'{name}="{_written(value)}"' for name, value in given.items())
    yield f"<{tag} {written}>"
    # an element must have a name, though it may be empty; a relation need not
    yield from _texts(one.name, one.documentation, named=not one.source)
    specialization = dict(one.attributes).get(_NAME, "")
    yield from _properties(one.properties, keys, specialization)
    yield f"</{tag}>"


def _texts(name: str, documentation: str, *, named: bool = True) -> Iterator[str]:
    if name or named:
        yield f"<name>{_written(name)}</name>"
    if documentation:
        yield f"<documentation>{_written(documentation)}</documentation>"


def _properties(properties: Pairs, keys: dict[str, str], specialization: str = "") -> Iterator[str]:
    given = [(keys[name], value) for name, value in properties]
    given += [(SPECIALIZATION, specialization)] if specialization else []
    if given:
        yield "<properties>"
        for key, value in given:
            yield f'<property propertyDefinitionRef="{key}"><value>{_written(value)}</value></property>'
        yield "</properties>"


def _written(text: str) -> str:
    """Return text as XML holds it: a return would be read as a new line, and control characters not at all."""
    safe = "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")
    return escape(safe).replace("\r", "&#13;")
