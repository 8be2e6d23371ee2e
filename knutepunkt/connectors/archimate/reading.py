"""Reads an architecture, from whichever form it has, and says of each fault in which file and line."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from knutepunkt.catalogue.rules.architecture import Fault, Model, Why, faults
from knutepunkt.connectors.archimate import exchange, grafico
from knutepunkt.connectors.archimate.faults import NotRead, Place
from knutepunkt.connectors.archimate.files import files_of
from knutepunkt.connectors.archimate.gathered import Gathered
from knutepunkt.connectors.archimate.xml import MOST, Node, parse

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """An architecture, and what its files held that we do not model: kind and number."""

    model: Model
    left_out: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> Reading:
    """Read a folder, an archive or a file; raises `NotRead` with all that is wrong, at most fifty of it."""
    roots, left = [], MOST
    for name, content in files_of(path):
        root, left = parse(content, file=name, left=left)
        roots.append((name, root))
    if not roots:
        raise NotRead((Place(path.name, 1), _("There is no XML file here.")))
    found = _gather(path.name, roots)
    model = found.model()
    wrong = [(found.places[one.identifier], _said(one)) for one in faults(model)]
    if wrong:
        raise NotRead(*wrong[:_SHOWN])
    return Reading(model, found.left_out)


def _gather(name: str, roots: list[tuple[str, Node]]) -> Gathered:
    for file, root in roots:
        if exchange.is_model(root):
            if len(roots) > 1:
                raise NotRead((Place(file, root.line), _("An exchange file stands alone; there are others beside it.")))
            return exchange.gather(file, root)
    if any(grafico.is_model(root) for _file, root in roots):
        return grafico.gather(roots)
    file, root = roots[0]
    message = _("This is neither Archi's folder of files nor an exchange file: it begins with “%(tag)s”.")
    raise NotRead((Place(file if len(roots) == 1 else name, root.line), message % {"tag": root.tag[:60]}))


def _said(fault: Fault) -> str:
    texts = {
        Why.UNKNOWN_KIND: _("ArchiMate has no “%(what)s”."),
        Why.TWICE: _("“%(what)s” stands here a second time."),
        Why.NO_ENDS: _("A relation needs a source and a target."),
        Why.DANGLING: _("There is nothing by the identifier “%(what)s”."),
        Why.RING: _("It closes a ring: with %(what)s nothing comes round to itself."),
    }
    return texts[fault.why] % {"what": fault.other[:120]}
