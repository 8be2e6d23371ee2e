"""What changed of what is judged: its own columns, and those that it is linked with, as the users of an application."""

from collections.abc import Iterable, Mapping

from django.db.models import Model

from knutepunkt.assessment.models import Capability, Undertaking
from knutepunkt.assessment.rules.watching import Change
from knutepunkt.base import history
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.party.models import Organisation

Place = tuple[str, int]  # what kind of subject, and which
_MODELS: Mapping[str, type[Model]] = {
    "service": Service,
    "application": Application,
    "supplier": Organisation,
    "capability": Capability,
    "project": Undertaking,
}
_KINDS = {model: kind for kind, model in _MODELS.items()}


def columns_of(kind: str) -> frozenset[str]:
    """Return the names of what is kept of a kind of subject."""
    return history.columns_of(_MODELS[kind])


def latest_change(kind: str, pk: int) -> int:
    """Return the subject's latest place in the trail, 0 where it has none."""
    return max((one.id for one in changes_of([(kind, pk)], after=0).get((kind, pk), [])), default=0)


def changes_of(places: Iterable[Place], *, after: int) -> dict[Place, list[Change]]:
    """Return the changes after a place in the trail, by subject; subjects are those that the viewer has seen."""
    ids: dict[type[Model], set[int]] = {}
    for kind, pk in places:
        ids.setdefault(_MODELS[kind], set()).add(pk)
    found = history.touched(ids, after=after)
    return {(_KINDS[model], pk): [Change(*one) for one in some] for (model, pk), some in found.items()}
