"""Who pays a project, by which key, and with what weight each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knutepunkt.party.models import Organisation, Ownership
from knutepunkt.party.queries import valid_on
from knutepunkt.plan.models import CostKey, Project
from knutepunkt.plan.rules.cost_share import Basis


@dataclass(frozen=True, slots=True)
class Division:
    """A key that holds on the day, and the weight of each who pays; those it says nothing of have None."""

    key: CostKey | None
    weights: dict[Organisation, Decimal | None]

    @property
    def unknown(self) -> list[Organisation]:
        """Those of whom the key says nothing."""
        return [one for one, weight in self.weights.items() if weight is None]


def division(project: Project, *, on: date) -> Division:
    """Return how a project's cost is divided on a day. Four queries."""
    key = CostKey.objects.filter(valid_on(on), divides_by=project.divides_by).first()
    owners = Ownership.objects.filter(valid_on(on), owned=project.owner)
    payers = Organisation.objects.filter(pk__in=owners.values("owner"))
    if not project.is_common:
        payers = project.municipalities.all()
    known: dict[int, Decimal | None] = {}
    if project.divides_by == Basis.OWNERSHIP:
        known = dict(owners.values_list("owner", "share"))
    elif project.divides_by == Basis.INHABITANTS and key is not None:
        known = {row.municipality_id: Decimal(row.inhabitants) for row in key.inhabitants.all()}
    equal = Decimal(1) if project.divides_by == Basis.EQUAL else None
    return Division(key, {one: known.get(one.pk, equal) for one in payers.order_by("sort_key")})
