"""What of ours fills which element of an architecture: seen from the element, from the whole model, and from ours."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from knutepunkt.catalogue.models import Application, Architecture, ArchitectureConcept, Realization, Service

Filling = tuple[Realization, ArchitectureConcept | None]
# By how many of ours that are in use: what is retired, or no longer offered, fills nothing.
FILLED = {"none": Q(filled=0), "one": Q(filled=1), "several": Q(filled__gte=2)}
_IN_USE = Q(service__is_active=True) | (
    Q(application__isnull=False) & ~Q(application__phase=Application.Phase.RETIRED.value)
)
_HERE = {"architecture": OuterRef("architecture"), "identifier": OuterRef("identifier")}


def with_elements(rows: QuerySet[Realization]) -> list[Filling]:
    """Return realizations each with its element; None: the architecture no longer has it. Two queries."""
    found = list(rows.select_related("architecture", "application", "service"))
    named: dict[int, list[str]] = defaultdict(list)
    for row in found:
        named[row.architecture_id].append(row.identifier)
    wanted = Q()
    for architecture, identifiers in named.items():
        wanted |= Q(architecture=architecture, identifier__in=identifiers)
    concepts = ArchitectureConcept.objects.filter(wanted) if found else ()
    known = {(one.architecture_id, one.identifier): one for one in concepts}
    return [(row, known.get((row.architecture_id, row.identifier))) for row in found]


def of_ours(one: Application | Service) -> list[Filling]:
    """Return what an application or a service fills. Two queries."""
    return with_elements(one.realizations.all())


def of_elements(architecture: Architecture, identifiers: Iterable[str]) -> dict[str, list[Realization]]:
    """Return what fills each of some elements, also what is in use no longer. One query."""
    found: dict[str, list[Realization]] = defaultdict(list)
    rows = architecture.realizations.filter(identifier__in=list(identifiers))
    for one in rows.select_related("application", "service"):
        found[one.identifier].append(one)
    return found


def with_filled(concepts: QuerySet[ArchitectureConcept]) -> Any:
    """Return the concepts, each with `filled`: by how many of ours that are in use."""
    rows = Realization.objects.filter(_IN_USE, **_HERE).order_by().annotate(all=Value(1)).values("all")
    counted = Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return concepts.annotate(filled=Coalesce(counted, 0))


def filled_counts(concepts: QuerySet[ArchitectureConcept]) -> dict[str, int]:
    """Return how many of the concepts are filled by none, one and several of ours. One query."""
    how = Case(*(When(condition, then=Value(name)) for name, condition in FILLED.items()))
    rows = with_filled(concepts).annotate(how=how).order_by().values_list("how").annotate(n=Count("pk"))
    return dict.fromkeys(FILLED, 0) | dict(rows)


def lost(architecture: Architecture) -> QuerySet[Realization]:
    """Return the realizations of elements that the architecture no longer has."""
    there = ArchitectureConcept.objects.filter(**_HERE)
    return architecture.realizations.exclude(Exists(there)).select_related("application", "service")
