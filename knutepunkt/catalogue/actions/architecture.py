"""Keeps an architecture that was read, and what of ours fills its elements.

Of what is read, what is new is added, what differs changed, what is gone taken away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record, require_allowed, save
from knutepunkt.base.session import as_system
from knutepunkt.base.text import refused
from knutepunkt.catalogue.models import Application, Architecture, ArchitectureConcept, Certainty, Realization, Service
from knutepunkt.catalogue.rules.architecture import Claim, Concept, Model
from knutepunkt.party.models import Person
from knutepunkt.party.queries import administers

_AT_ONCE = 1_000
_COLUMNS = ("kind", "name", "documentation", "properties", "attributes", "source_id", "target_id", "place")


def _rule_realization(row: Realization) -> None:
    if not row.architecture.concepts.filter(identifier=row.identifier, source=None).exists():
        raise refused("identifier", _("The architecture has no element by that identifier."))


REALIZATION = Record(
    Realization,
    ("architecture", "identifier", "application", "service", "certainty", "remark"),
    ("architecture", "identifier", "application", "service"),
    administers,
    fixed=frozenset(),
    rule=_rule_realization,
    faults={
        "realization_once": ("identifier", gettext_lazy("Another row has this already.")),
        "realization_by_one": ("application", gettext_lazy("Name an application or a service: one of them.")),
    },
    removable=True,
)


@transaction.atomic
def keep(model: Model, *, left_out: Mapping[str, int], file: str, by: Person | None, at: datetime) -> Counter[str]:
    """Keep a sound architecture under its identifier; returns how many concepts are new, changed, unchanged, removed.

    `by` is None for whoever runs the command line.
    """
    require_allowed(administers, by, at)
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


@dataclass(frozen=True, slots=True)
class Claimed:
    """How many realizations a file told, and which of ours in it nobody knows."""

    linked: int
    unknown: tuple[str, ...]


@transaction.atomic
def claim(architecture: Architecture, claims: Iterable[Claim], *, by: Person | None, at: datetime) -> Claimed:
    """Keep what a file says that ours fills; what it does not name is left alone."""
    linked, unknown = 0, set()
    for one in claims:
        columns = _ours(one.ours)
        if columns is None:
            unknown.add(one.ours[:80])
            continue
        found = {"architecture": architecture, "identifier": one.identifier, **columns}
        row = Realization.objects.filter(**found).first() or Realization()
        said = dict(one.properties)
        certainty = said.get("certainty") if said.get("certainty") in Certainty.values else Certainty.STATED.value
        save(REALIZATION, row, {**found, "certainty": certainty, "remark": said.get("remark", "")}, by=by, at=at)
        linked += 1
    return Claimed(linked, tuple(sorted(unknown)))


def _ours(said: str) -> dict[str, Application | Service | None] | None:
    kind, _slash, key = said.partition("/")
    application = Application.objects.filter(key=key).first() if kind == "application" else None
    service = Service.objects.filter(key=key).first() if kind == "service" else None
    return {"application": application, "service": service} if application or service else None
