"""Architectures as values: one that was read in, and the organisation's own catalogue told in the same language."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from knutepunkt.catalogue.models import (
    Application,
    Architecture,
    ArchitectureConcept,
    Component,
    Dependency,
    Integration,
    Realization,
    Service,
    ServiceGroup,
)
from knutepunkt.catalogue.queries.realizing import with_elements
from knutepunkt.catalogue.queries.systems import ENDS, NEEDED, SUBJECTS
from knutepunkt.catalogue.rules import architecture as rules
from knutepunkt.catalogue.rules.architecture import OURS, RELATIONS, Concept, Pairs, realizing
from knutepunkt.party.models import Organisation

_APPLICATION, _SERVICE = "ApplicationComponent", "BusinessService"
_COMPONENTS = {
    "system": _APPLICATION,
    "software": "SystemSoftware",
    "database": "SystemSoftware",
    "server": "Device",
    "storage": "Device",
    "network": "CommunicationNetwork",
    "identity": _APPLICATION,
    "site": "Facility",
    "other": "Node",
}


def counts(one: Architecture) -> list[tuple[str, int]]:
    """Return how many concepts there are of each kind."""
    return list(one.concepts.order_by("kind").values_list("kind").annotate(many=Count("id")))


def relations_of(one: ArchitectureConcept) -> QuerySet[ArchitectureConcept]:
    """Return the relations that begin or end in a concept."""
    ends = ArchitectureConcept.objects.filter(Q(source=one) | Q(target=one))
    return ends.select_related("source", "target").order_by("kind", "place")


def read(one: Architecture) -> rules.Model:
    """Return an architecture as it was read. One query."""
    columns = ("identifier", "kind", "name", "documentation", "properties", "attributes")
    rows = one.concepts.values_list(*columns, "source__identifier", "target__identifier")
    concepts = tuple(
        Concept(
            identifier, kind, name, text, _pairs(properties), _pairs(attributes.items()), source or "", target or ""
        )
        for identifier, kind, name, text, properties, attributes, source, target in rows
    )
    return rules.Model(one.identifier, one.name, one.documentation, _pairs(one.properties), concepts)


def _pairs(rows: Iterable[Any]) -> Pairs:
    return tuple((str(name), str(value)) for name, value in rows)


def with_ours(one: Architecture) -> rules.Model:
    """Return an architecture with what of ours fills its elements, marked as ours so that it is known when read again.

    Three queries.
    """
    whole = read(one)
    concepts: dict[str, Concept] = {}
    for row, element in with_elements(one.realizations.all()):
        if row.ours is not None and element is not None:
            ours = _marked(row.ours)
            concepts |= {ours.identifier: ours}
            relation = _filling(f"{OURS}-realization-{row.pk}", row, ours, element.identifier, element.kind)
            concepts |= {relation.identifier: relation}
    return replace(whole, concepts=_elements_first([*whole.concepts, *concepts.values()]))


def _elements_first(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Return them as the exchange file has them."""
    return tuple(sorted(concepts, key=lambda one: one.kind in RELATIONS))


def _marked(row: Application | Service) -> Concept:
    what = type(row).__name__.lower()
    kind = _APPLICATION if isinstance(row, Application) else _SERVICE
    return Concept(f"{OURS}-{what}-{row.key}", kind, row.name, properties=((OURS, f"{what}/{row.key}"),))


def _filling(identifier: str, row: Realization, ours: Concept, theirs: str, kind: str) -> Concept:
    given = {"certainty": row.certainty, "remark": row.remark}
    properties = tuple((name, value) for name, value in given.items() if value)
    return Concept(identifier, realizing(ours.kind, kind), properties=properties, source=ours.identifier, target=theirs)


def own(*, name: str) -> rules.Model:
    """Return the catalogue that the viewer sees, as an architecture.

    A sector is a grouping of its applications; a supplier is associated with what it delivers, since ArchiMate assigns
    no actor to software; so is a part with its whole, where they are not of one kind. An integration is a flow, or an
    association where its direction is not stated; what is needed serves what needs it. The elements of reference
    models that ours fill stand beside them.
    """
    concepts = [*_elements(), *_belonging(), *_flows(), *_serving(), *_realizing()]
    known = {one.identifier for one in concepts}
    seen = [one for one in concepts if not one.source or {one.source, one.target} <= known]
    return rules.Model("knutepunkt", name, concepts=_elements_first(seen))


def _id(row: Model) -> str:
    return f"{type(row).__name__.lower()}-{row.pk}"


def _element(row: Any, kind: str, /, **properties: Any) -> Concept:
    given = {"key": row.key, **properties}
    written = tuple((name, str(value)) for name, value in given.items() if value not in (None, ""))
    text = getattr(row, "description", "") or getattr(row, "remark", "")
    return Concept(_id(row), kind, row.name, text, written)


def _elements() -> Iterator[Concept]:
    for sector in ServiceGroup.objects.filter(kind=ServiceGroup.Kind.SECTOR.value):
        yield _element(sector, "Grouping")
    for supplier in Organisation.objects.filter(kind=Organisation.Kind.SUPPLIER.value):
        yield _element(supplier, "BusinessActor", number=supplier.number)
    for one in Application.objects.order_by("pk"):
        yield _element(one, _APPLICATION, hosting=one.hosting, supplier_basis=one.supplier_basis, source=one.source)
    for service in Service.objects.order_by("pk"):
        yield _element(service, _SERVICE, criticality=service.criticality)
    for part in Component.objects.order_by("pk"):
        yield _element(part, _COMPONENTS[part.kind], component=part.kind, wording=part.wording, source=part.source)


def _relation(identifier: str, kind: str, source: Model, target: Model, /, **given: Any) -> Concept:
    properties = tuple((name, str(value)) for name, value in given.items() if value not in (None, ""))
    return Concept(identifier, kind, properties=properties, source=_id(source), target=_id(target))


def _belonging() -> Iterator[Concept]:
    for one in Application.objects.select_related("sector", "supplier"):
        if one.sector:
            yield _relation(f"sector-of-{one.pk}", "Aggregation", one.sector, one)
        if one.supplier:
            given = {"relation": "supplier", "basis": one.supplier_basis}
            yield _relation(f"supplier-of-{one.pk}", "Association", one.supplier, one, **given)
    for part in Component.objects.select_related("application", "service"):
        if whole := part.application or part.service:
            is_alike = part.application is not None and _COMPONENTS[part.kind] == _APPLICATION
            kind = "Composition" if is_alike else "Association"
            yield _relation(f"part-{part.pk}", kind, whole, part, relation="part")


def _flows() -> Iterator[Concept]:
    for one in Integration.objects.select_related(*ENDS).order_by("pk"):
        if one.start is None or one.end is None:
            continue
        kind = "Association" if one.direction == Integration.Direction.UNSTATED.value else "Flow"
        columns = ("key", "direction", "state", "carries", "protocol", "frequency", "authentication", "wording")
        given = {column: getattr(one, column) for column in (*columns, "source", "certainty", "remark")}
        yield _relation(_id(one), kind, one.start, one.end, **given)


def _serving() -> Iterator[Concept]:
    for one in Dependency.objects.select_related(*SUBJECTS, *NEEDED).order_by("pk"):
        subject, needed = (_first(one, columns) for columns in (SUBJECTS, NEEDED))
        if subject is not None and needed is not None:
            given = {"redundancy": one.redundancy, "least": one.least if one.redundancy else "", "remark": one.remark}
            yield _relation(_id(one), "Serving", needed, subject, **given)


def _first(row: Dependency, columns: Iterable[str]) -> Any:
    return next((end for end in (getattr(row, name) for name in columns) if end is not None), None)


def _realizing() -> Iterator[Concept]:
    elements: dict[int, Concept] = {}
    for row, element in with_elements(Realization.objects.order_by("pk")):
        if row.ours is None or element is None:
            continue
        if element.pk not in elements:
            properties = (("architecture", row.architecture.name), ("identifier", element.identifier))
            elements[element.pk] = Concept(
                f"reference-{element.pk}", element.kind, element.name, element.documentation, properties
            )
            yield elements[element.pk]
        ours = Concept(_id(row.ours), _APPLICATION if isinstance(row.ours, Application) else _SERVICE)
        yield _filling(_id(row), row, ours, elements[element.pk].identifier, element.kind)
