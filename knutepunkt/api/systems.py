"""Systems by API: integrations, and what and who is hit if one falls."""

import json
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router

from knutepunkt.api.access import require
from knutepunkt.catalogue.models import Application, Component, Service
from knutepunkt.catalogue.queries import systems
from knutepunkt.catalogue.queries.impact import NEAREST, impact_of
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import is_ours
from knutepunkt.web.session import Request
from knutepunkt.web.systems.impact import as_json
from knutepunkt.web.systems.kinds import one_of
from knutepunkt.web.systems.views import as_json as integrations_as_json

router = Router(tags=["systems"])


class Kind(StrEnum):
    """What a system is."""

    APPLICATION = "application"
    SERVICE = "service"
    COMPONENT = "component"


_KINDS = {Kind.APPLICATION: Application, Kind.SERVICE: Service, Kind.COMPONENT: Component}


@router.get("/integrations")
def integrations(request: Request) -> list[dict[str, Any]]:
    """List the integrations that the token's person may see; what is not stated is null."""
    require(request)
    return integrations_as_json(systems.integrations(), is_ours=is_ours(request))


@router.get("/{kind}/{key}/impact")
def impact(
    request: Request, kind: Kind, key: str, nearest: Annotated[int, Query(ge=0, le=10_000)] = NEAREST
) -> HttpResponse:
    """Say what and who is hit if the system falls: how many of each kind, and the nearest by name."""
    require(request)
    found = impact_of(one_of(_KINDS[kind], key), day=local_day(request.at), nearest=nearest)
    return HttpResponse(json.dumps(as_json(found), ensure_ascii=False), content_type="application/json")
