"""Divides a project's cost by its key, and keeps what each is to pay."""

from django.utils.translation import gettext as _

from knutepunkt.base.text import refused
from knutepunkt.plan.models import CostShare, Project
from knutepunkt.plan.queries.sharing import Division, division
from knutepunkt.plan.rules.cost_share import divide, percents


def require_divisible(row: Project) -> None:
    """Refuse a key that says nothing on the day, or nothing of somebody who pays."""
    if _is_divided(row):
        _divisible(row)


def share_cost(row: Project) -> None:
    """Write what each pays, in place of what was written before; nothing where nothing is to be divided."""
    row.shares.all().delete()
    if not _is_divided(row):
        return
    assert row.budget is not None
    found = _divisible(row)
    weights = {one: weight for one, weight in found.weights.items() if weight is not None}
    amounts, shares = divide(row.budget, weights), percents(weights)
    rows = [
        CostShare(project=row, municipality=one, cost_key=found.key, percent=shares[one], amount=amounts[one])
        for one in weights
    ]
    CostShare.objects.bulk_create(rows)


def _is_divided(row: Project) -> bool:
    return bool(row.divides_by) and row.shared_on is not None and row.budget is not None


def _divisible(row: Project) -> Division:
    assert row.shared_on is not None
    found = division(row, on=row.shared_on)
    if found.key is None:
        raise refused("divides_by", _("No such key holds on the day whose key divides the cost."))
    if not found.weights:
        raise refused("municipalities", _("Nobody is named to pay."))
    if found.unknown:
        names = ", ".join(one.name for one in found.unknown)
        raise refused("divides_by", _("The key says nothing of %(names)s.") % {"names": names})
    if not any(found.weights.values()):
        raise refused("divides_by", _("The key gives nothing to divide by."))
    return found
