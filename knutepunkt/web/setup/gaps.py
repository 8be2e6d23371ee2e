"""What set-up still misses before all work finds its way and its terms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutepunkt.agreement.models import Contract, ServiceLevel, TeamHours
from knutepunkt.agreement.queries.register import in_force
from knutepunkt.catalogue.models import Offering, Service
from knutepunkt.party.models import Membership, Organisation, Person, Team
from knutepunkt.party.queries import local_day, valid_on

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows of a register that miss something."""

    key: str
    what: Promise
    rows: list[tuple[int, str]]
    more: int


def gaps(*, at: datetime) -> list[Gap]:
    """Return what is missing on the day of `at`, only where something is. One query each, and three."""
    now = valid_on(local_day(at))
    held = Q(pk__in=[one.pk for one in in_force(local_day(at))])
    kinds = Organisation.Kind
    customers = Organisation.objects.filter(kind=kinds.CUSTOMER.value)
    suppliers = Organisation.objects.filter(kind=kinds.SUPPLIER.value, pk__in=Team.objects.values("organisation"))
    services = Service.objects.filter(is_active=True)
    teams = Team.objects.filter(is_active=True)
    found = (
        _gap(
            "organisasjoner",
            _("Customers without an agreement in force"),
            _without(customers, Contract, "customer", held),
        ),
        _gap(
            "organisasjoner",
            _("Suppliers with teams, without an agreement in force"),
            _without(suppliers, Contract, "provider", held),
        ),
        _gap(
            "avtaler",
            _("Agreements in force without a service level"),
            _without(Contract.objects.filter(held), ServiceLevel, "contract"),
        ),
        _gap("tjenester", _("Services that no customer has"), _without(services, Offering, "service", now)),
        _gap("grupper", _("Teams without people"), _without(teams, Membership, "team", now)),
        _gap("grupper", _("Teams without hours"), _without(teams, TeamHours, "team")),
        _gap(
            "personer",
            _("Active people without a place"),
            _without(Person.objects.filter(is_active=True), Membership, "person", now),
        ),
    )
    return [gap for gap in found if gap.rows]


def _without(rows: QuerySet[Any], other: Any, column: str, *conditions: Any) -> QuerySet[Any]:
    return rows.filter(~Exists(other.objects.filter(*conditions, **{column: OuterRef("pk")})))


def _gap(key: str, what: Promise, rows: QuerySet[Any]) -> Gap:
    found = [(row.pk, str(row)) for row in rows]
    return Gap(key, what, found[:_SHOWN], max(0, len(found) - _SHOWN))
