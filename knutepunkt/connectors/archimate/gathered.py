"""What is gathered of an architecture while its files are read."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from knutepunkt.catalogue.rules.architecture import RELATIONS, Concept, Model, Pairs
from knutepunkt.connectors.archimate.faults import NotRead, Place

_LONGEST = 120


@dataclass(slots=True)
class Gathered:
    """The parts of a model with the place of each concept, and the number of each kind that is left out.

    Of two concepts with one identifier, the place is the later one's: that is the one too many.
    """

    identifier: str
    name: str
    documentation: str = ""
    properties: Pairs = ()
    concepts: list[Concept] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, concept: Concept, place: Place) -> None:
        """Add a concept that stands at a place."""
        self.concepts.append(concept)
        self.places[concept.identifier] = place

    def model(self) -> Model:
        """Return the whole: elements first, as the exchange file has them."""
        concepts = tuple(sorted(self.concepts, key=lambda one: one.kind in RELATIONS))
        return Model(self.identifier, self.name, self.documentation, self.properties, concepts)


def identifier(written: str, place: Place) -> str:
    """Return an identifier as XML allows it: one that begins with a digit gets `id-` before it, as Archi writes it."""
    if not written or len(written) > _LONGEST:
        raise NotRead((place, _("An identifier of 1 to 120 characters is missing.")))
    return written if written[0].isalpha() or written[0] == "_" else f"id-{written}"
