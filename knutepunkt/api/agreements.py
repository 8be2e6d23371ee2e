"""The register of agreements by API, as its page and workbook have it."""

from typing import Any

from ninja import Router

from knutepunkt.api.access import require
from knutepunkt.party.queries import local_day
from knutepunkt.web.agreements.leaving import register
from knutepunkt.web.agreements.views import register_rows
from knutepunkt.web.session import Request

router = Router(tags=["agreements"])


@router.get("")
def agreements(request: Request) -> list[dict[str, Any]]:
    """List those that the token's person may see, each with its end and its next day to act on."""
    require(request)
    return register(register_rows(local_day(request.at))).as_json()
