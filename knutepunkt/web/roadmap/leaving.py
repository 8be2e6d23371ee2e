"""Waves on their way out: workbook and JSON, as the viewer sees them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from knutepunkt.plan.models import Move, Wave
from knutepunkt.plan.queries.moving import OPEN, Planned
from knutepunkt.plan.rules.wave import Readiness
from knutepunkt.web.choices import HOSTING
from knutepunkt.web.leaving import Field, Listing
from knutepunkt.web.roadmap.words import DEMANDS, WAVE_STATES, WAYS

Moved = tuple[Wave, Move | None, Readiness | None]


def waves(found: Planned, *, tells: bool) -> Listing[Moved]:
    """Return a row for each application that moves, and one for each wave that moves nothing yet.

    `tells`: also what is lacking, which stays with the integrator.
    """
    fields: list[Field[Moved]] = [
        Field("number", _("Number"), "0.number"),
        Field("wave", _("Key"), "0.key"),
        Field("title", _("Wave"), "0.title"),
        Field("state", _("State"), "0.state", WAVE_STATES.get),
        Field("starts_on", _("From"), "0.starts_on"),
        Field("ends_on", _("Until"), "0.ends_on"),
        Field("application", _("Application"), "1.application.name"),
        Field("hosting", _("Hosting"), "1.application.hosting", HOSTING.get),
        Field("target", _("To"), "1.target", HOSTING.get),
        Field("way", _("How"), "1.way", WAYS.get),
    ]
    if tells:
        fields.append(Field("is_ready", _("Ready"), "2.is_ready"))
        fields.append(Field("lacking", _("Lacking"), _lacking, DEMANDS.get))
    return Listing(_("Waves"), fields, list(_rows(found)))


def _lacking(one: Moved) -> list[str]:
    return [str(what) for what in one[2].lacking] if one[2] else []


def _rows(found: Planned) -> Iterator[Moved]:
    for wave, moves in found.waves:
        yield from ((wave, move, ready if wave.state in OPEN else None) for move, ready in moves)
        if not moves:
            yield wave, None, None
