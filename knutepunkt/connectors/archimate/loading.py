"""Takes an architecture in: all of it, or nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.actions.architecture import claim, keep
from knutepunkt.catalogue.models import Architecture
from knutepunkt.catalogue.rules.architecture import RELATIONS, parted
from knutepunkt.connectors.archimate.reading import read
from knutepunkt.party.models import Person


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of it: the name, how many of each kind were read, what is left out, and what that changed.

    Where the file also held ours: how many of them fill an element, and which of them nobody knows.
    """

    name: str
    elements: Counter[str]
    relations: Counter[str]
    left_out: Counter[str]
    outcome: Counter[str]
    linked: int = 0
    unknown: tuple[str, ...] = ()


def load(path: Path, *, at: datetime, by: Person | None = None, dry_run: bool = False) -> Summary:
    """Read a folder, an archive or a file and keep it; raises `NotRead`. In a dry run nothing is kept."""
    found = read(path)
    model, claims, left_out = parted(found.model)
    left_out += found.left_out
    kinds = Counter(one.kind for one in model.concepts)
    viewer = Viewer(Role.SYSTEM, person_id=by.pk if by else None, source="import")
    with transaction.atomic(), seen_by(viewer):
        outcome = keep(model, left_out=left_out, file=path.name, by=by, at=at)
        claimed = claim(Architecture.objects.get(identifier=model.identifier), claims, by=by, at=at)
        if dry_run:
            transaction.set_rollback(True)
    relations = Counter({kind: number for kind, number in kinds.items() if kind in RELATIONS})
    return Summary(model.name, kinds - relations, relations, +left_out, outcome, claimed.linked, claimed.unknown)
