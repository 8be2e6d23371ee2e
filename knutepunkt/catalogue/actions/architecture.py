"""Keeps an architecture that was read: what is new is added, what differs changed, what is gone taken away."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotAllowed
from knutepunkt.base.session import as_system
from knutepunkt.catalogue.models import Architecture, ArchitectureConcept
from knutepunkt.catalogue.rules.architecture import Concept, Model
from knutepunkt.party.models import Person
from knutepunkt.party.queries import administers

_AT_ONCE = 1_000
_COLUMNS = ("kind", "name", "documentation", "properties", "attributes", "source_id", "target_id", "place")


@transaction.atomic
def keep(model: Model, *, left_out: Mapping[str, int], file: str, by: Person | None, at: datetime) -> Counter[str]:
    """Keep a sound architecture under its identifier; returns how many concepts are new, changed, unchanged, removed.

    `by` is None for whoever runs the command line.
    """
    if by is not None and not administers(by, at):
        raise NotAllowed(_("You may read this, but your role does not change it."))
    with as_system():
        row, _is_new = Architecture.objects.update_or_create(
            identifier=model.identifier,
            defaults={
                "name": model.name or model.identifier,
                "documentation": model.documentation,
                "properties": [list(pair) for pair in model.properties],
                "left_out": {kind: number for kind, number in sorted(left_out.items()) if number},
                "file": file[:200],
                "read_at": at,
            },
        )
        return _keep_concepts(row, model)


def _keep_concepts(row: Architecture, model: Model) -> Counter[str]:
    before = {one.identifier: one for one in row.concepts.all()}
    ids = {identifier: one.pk for identifier, one in before.items()}
    fresh = [one.identifier for one in model.concepts if one.identifier not in ids]
    ids |= dict(zip(fresh, _ids(len(fresh)), strict=True))
    after = [_row(row, place, one, ids) for place, one in enumerate(model.concepts)]
    new = [one for one in after if one.identifier not in before]
    changed = [one for one in after if one.identifier in before and _differs(one, before[one.identifier])]
    gone = before.keys() - {one.identifier for one in after}
    ArchitectureConcept.objects.bulk_create(new, batch_size=_AT_ONCE)
    ArchitectureConcept.objects.bulk_update(changed, _updated(), batch_size=_AT_ONCE)
    ArchitectureConcept.objects.filter(architecture=row, identifier__in=gone).delete()
    same = len(after) - len(new) - len(changed)
    return Counter({"new": len(new), "changed": len(changed), "unchanged": same, "removed": len(gone)})


def _ids(many: int) -> list[int]:
    """Take ids beforehand: a relation may end in another that comes after it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('catalogue_architectureconcept', 'id')) from generate_series(1, %s)",
            [many],
        )
        return [one[0] for one in cursor.fetchall()]


def _row(row: Architecture, place: int, one: Concept, ids: Mapping[str, int]) -> ArchitectureConcept:
    return ArchitectureConcept(
        pk=ids[one.identifier],
        architecture=row,
        identifier=one.identifier,
        kind=one.kind,
        name=one.name,
        documentation=one.documentation,
        properties=[list(pair) for pair in one.properties],
        attributes=dict(one.attributes),
        source_id=ids[one.source] if one.source else None,
        target_id=ids[one.target] if one.target else None,
        place=place,
    )


def _differs(one: ArchitectureConcept, other: ArchitectureConcept) -> bool:
    return any(getattr(one, column) != getattr(other, column) for column in _COLUMNS)


def _updated() -> list[str]:
    return [column.removesuffix("_id") for column in _COLUMNS]
