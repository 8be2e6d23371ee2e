"""Settlements by API: what was measured and credited, as the pages and files have it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from knutepunkt.api.reports import LISTED, Page
from knutepunkt.api.tickets import Number
from knutepunkt.base.errors import NotAllowed
from knutepunkt.performance.queries import settlements as reading
from knutepunkt.performance.queries.attained import attained
from knutepunkt.performance.queries.crediting import reckon
from knutepunkt.web.performance.leaving import as_json
from knutepunkt.web.performance.settlements import seen
from knutepunkt.web.session import Request

router = Router(tags=["settlements"])


class SettlementOut(Schema):
    """One contract's month in short."""

    id: int
    contract: str
    from_on: date
    to_on: date
    state: str
    levels_reached: int
    levels_judged: int
    open_contests: int
    credit: str | None


class Asked(Schema):
    """Which settlements: of the month that has this day, in this state. Neither: all."""

    month: date | None = None
    state: str = ""
    page: Page = 1


@router.get("", response=list[SettlementOut])
def settlements(request: Request, asked: Query[Asked]) -> list[dict[str, Any]]:
    """List those that the token's person may see, newest month first, 200 a page; none after the last."""
    _require_overseeing(request)
    month = asked.month and asked.month.replace(day=1)
    chosen = reading.Chosen(month=month, state=asked.state)
    return [
        {
            "id": row.settlement.pk,
            "contract": row.settlement.contract.key,
            "from_on": row.settlement.from_on,
            "to_on": row.settlement.to_on,
            "state": row.settlement.state,
            "levels_reached": row.reached,
            "levels_judged": row.judged,
            "open_contests": row.open_contests,
            "credit": None if row.settlement.credit is None else str(row.settlement.credit),
        }
        for row in reading.listed(chosen, start=(asked.page - 1) * LISTED, most=LISTED)
    ]


@router.get("/{settlement_id}")
def settlement(request: Request, settlement_id: Number) -> dict[str, Any]:
    """One with its levels and credits, the same figures as on the page and in its files."""
    _require_overseeing(request)
    found = seen(settlement_id)
    return as_json(found, attained(found), reckon(found))


def _require_overseeing(request: Request) -> None:
    """Figures and money are for those who answer for their organisation."""
    if request.viewer is None or not request.viewer.oversees:
        raise NotAllowed(_("This page is not for your role."))
