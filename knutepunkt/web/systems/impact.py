"""What and who is hit if one system falls: as a page, and as JSON for programs."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knutepunkt.catalogue.queries.impact import Impact, impact_of, stopped
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import page_for
from knutepunkt.web.session import Request
from knutepunkt.web.systems.kinds import KINDS, one_of
from knutepunkt.web.systems.views import SAY

_SHOWN = 50


@require_safe
@page_for(overseeing=True)
def impact(request: Request, kind: str, key: str) -> HttpResponse:
    """The customers, services, systems and integrations that one takes with it. Seven queries beside the frame's."""
    one = one_of(KINDS[kind], key)
    found = impact_of(one, day=local_day(request.at))
    links = list(stopped(found)[: _SHOWN + 1])
    shown = {
        "one": one,
        "kind": kind,
        "found": found,
        "links": links[:_SHOWN],
        "more_links": len(links) > _SHOWN,
        "removes": sorted(Counter(hit.remove for hit in found.hits).items()),
    }
    return render(request, "systems/impact.html", SAY | shown)


def as_json(found: Impact) -> dict[str, Any]:
    """Return what is hit as programs read it: the number of each kind, the nearest by name."""
    return {
        "key": found.down.key,
        "name": found.down.name,
        "counts": {kind.__name__.lower(): many for kind, many in found.counts.items()},
        "customers": [{"key": one.key, "name": one.name} for one in found.customers],
        "nearest": [
            {"kind": hit.kind.__name__.lower(), "key": hit.key, "name": hit.name, "remove": hit.remove}
            for hit in found.hits
        ],
        "left_off": found.many - len(found.hits),
    }
