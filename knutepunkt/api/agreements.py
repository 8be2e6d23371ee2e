"""The register of agreements by API, as its page and workbook have it."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import Router

from knutepunkt.base.errors import NotAllowed
from knutepunkt.party.queries import local_day
from knutepunkt.web.agreements.leaving import as_json
from knutepunkt.web.agreements.views import register_rows
from knutepunkt.web.session import Request

router = Router(tags=["agreements"])


@router.get("")
def agreements(request: Request) -> list[dict[str, Any]]:
    """List those that the token's person may see, each with its end and its next day to act on."""
    if request.viewer is None or not request.viewer.oversees:
        raise NotAllowed(_("This page is not for your role."))
    return as_json(register_rows(local_day(request.at)))
