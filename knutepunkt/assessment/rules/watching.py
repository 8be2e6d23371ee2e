"""On which of its subject's columns a judgement hangs, and which of those changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knutepunkt.assessment.rules.scheme import Scheme

# By what is judged: what a judgement hangs on where its model does not say. Words, remarks and sources are not in it.
USUAL: Mapping[str, frozenset[str]] = {
    "application": frozenset(
        {
            *("supplier", "owner", "users", "hosting", "phase", "criticality", "data_categories"),
            *("replace_on", "retired_on", "support_ends_on"),
        }
    ),
    "service": frozenset({"owner", "provider", "criticality", "is_active"}),
    "supplier": frozenset({"kind", "number", "parent"}),
    "capability": frozenset({"name", "description", "partner"}),
    "project": frozenset({"title", "description", "is_common", "start_on", "end_on", "budget"}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a subject: its place in the trail, and the columns that it touched."""

    id: int
    columns: frozenset[str]


def watched(scheme: Scheme, judges: str) -> frozenset[str]:
    """Return the columns that count: those that the questions ask about, the usual ones where none says so."""
    asked = {name for one in scheme.criteria.values() for name in one.about}
    return frozenset(asked) or USUAL.get(judges, frozenset())


def changed_since(changes: Iterable[Change], *, seen: int, watched: frozenset[str]) -> frozenset[str]:
    """Return the watched columns that changed after a place in the trail."""
    return frozenset(name for one in changes if one.id > seen for name in one.columns & watched)
