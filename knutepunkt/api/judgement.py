"""What was judged and found by API, as the pages and their workbooks have it."""

from datetime import date
from typing import Any

from ninja import Router

from knutepunkt.api.access import require
from knutepunkt.assessment.queries import abilities, found, responsible
from knutepunkt.assessment.queries.judged import assessments as stored
from knutepunkt.assessment.queries.judged import judged
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import INTEGRATOR, WORKERS
from knutepunkt.web.judgement import leaving
from knutepunkt.web.judgement.overview import waiting_first
from knutepunkt.web.session import Request

router = Router(tags=["judgement"])


@router.get("/assessments")
def assessments(request: Request) -> list[dict[str, Any]]:
    """List what was judged, what was decided, and why it no longer stands where it does not."""
    require(request, INTEGRATOR, overseeing=False)
    return leaving.assessments(waiting_first(judged(stored(), on=local_day(request.at)))).as_json()


@router.get("/heat-map")
def heat_map(request: Request) -> list[dict[str, Any]]:
    """List each capability in each dimension: the level now, and as it should be."""
    require(request, INTEGRATOR, overseeing=False)
    return leaving.heat_map(abilities.heat()).as_json()


@router.get("/transfer-plan")
def transfer_plan(request: Request) -> list[dict[str, Any]]:
    """List the steps by which each capability is taken over."""
    require(request, INTEGRATOR, overseeing=False)
    return leaving.transfer_plan(abilities.transfers(on=local_day(request.at))).as_json()


@router.get("/responsibilities")
def responsibilities(request: Request, on: date | None = None) -> list[dict[str, Any]]:
    """List who takes what part in which function on a day, today if none is given; a supplier its own part."""
    require(request, WORKERS)
    day = on or local_day(request.at)
    is_ours = request.viewer is not None and request.viewer.role is Role.INTEGRATOR
    return leaving.responsibilities(responsible.matrix(on=day), on=day, is_ours=is_ours).as_json()


@router.get("/findings")
def findings(request: Request) -> list[dict[str, Any]]:
    """List the findings and debt."""
    require(request, INTEGRATOR, overseeing=False)
    return leaving.findings(list(found.findings())).as_json()
