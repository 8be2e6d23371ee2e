"""Plans by API, as the pages and their workbooks have them: each party its own."""

from typing import Any

from ninja import Router

from knutepunkt.api.access import require
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day
from knutepunkt.plan.queries import benefits as gains
from knutepunkt.plan.queries import improvement, moving
from knutepunkt.plan.queries import projects as queries
from knutepunkt.web.improvements.leaving import improvements as improvements_out
from knutepunkt.web.projects import leaving
from knutepunkt.web.projects.projects import OWNERS, own, shares_of
from knutepunkt.web.roadmap.leaving import waves as waves_out
from knutepunkt.web.roadmap.roadmaps import READERS
from knutepunkt.web.session import Request

router = Router(tags=["plans"])


@router.get("/waves")
def waves(request: Request) -> list[dict[str, Any]]:
    """List what moves in which wave, and for the integrator what it lacks to be ready."""
    require(request, READERS)
    tells = request.viewer is not None and request.viewer.role is Role.INTEGRATOR
    return waves_out(moving.planned(on=local_day(request.at)), tells=tells).as_json()


@router.get("/projects")
def projects(request: Request) -> list[dict[str, Any]]:
    """List projects and run-projects, with the shares that the token's person may see."""
    require(request, OWNERS)
    rows = list(queries.projects())
    return leaving.projects(rows, shares_of(rows)).as_json()


@router.get("/benefits")
def benefits(request: Request) -> list[dict[str, Any]]:
    """List benefits against their plans; for a municipality as measured there."""
    require(request, OWNERS)
    return leaving.benefits(gains.standings(gains.benefits(), on=local_day(request.at), of=own(request))).as_json()


@router.get("/improvements")
def improvements(request: Request) -> list[dict[str, Any]]:
    """List improvements in the order in which to take them, with what their measures show."""
    require(request)
    return improvements_out(improvement.in_rank(improvement.improvements())).as_json()
