"""Where a ticket from elsewhere can be placed: teams, customers, services and their people, by key."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Membership, Organisation, Team
from knutepunkt.party.queries import integrator, local_day, valid_on


@dataclass(frozen=True, slots=True)
class Place:
    """A team and the organisation it belongs to."""

    team_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A service, its group, and the team that gets its tickets first."""

    service_id: int
    group_id: int
    first: Place


@dataclass(frozen=True, slots=True)
class Places:
    """All of them, read once; people as ids in a stable order."""

    integrator_id: int
    teams: dict[str, Place]
    customers: dict[str, int]
    services: dict[str, Offer]
    team_people: dict[int, tuple[int, ...]]
    customer_people: dict[int, tuple[int, ...]]
    desk_people: tuple[int, ...]


def places(*, at: datetime) -> Places:
    """Read where tickets can be placed, with the people of the day."""
    teams = {team.key: Place(team.pk, team.organisation_id) for team in Team.objects.order_by("pk")}
    kinds = dict(Organisation.objects.values_list("pk", "kind"))
    by_team: dict[int, list[int]] = defaultdict(list)
    by_customer: dict[int, list[int]] = defaultdict(list)
    desk: list[int] = []
    members = Membership.objects.filter(valid_on(local_day(at))).order_by("person__email", "pk")
    for person, organisation, team in members.values_list("person_id", "organisation_id", "team_id"):
        if team:
            by_team[team].append(person)
        if kinds[organisation] == Organisation.Kind.CUSTOMER:
            by_customer[organisation].append(person)
        elif kinds[organisation] == Organisation.Kind.INTEGRATOR and team:
            desk.append(person)
    return Places(
        integrator_id=integrator().pk,
        teams=teams,
        customers=_customers(),
        services=_services(),
        team_people={team: _once(people) for team, people in by_team.items()},
        customer_people={customer: _once(people) for customer, people in by_customer.items()},
        desk_people=_once(desk),
    )


def _customers() -> dict[str, int]:
    found = Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value)
    return dict(found.order_by("pk").values_list("key", "pk"))


def _services() -> dict[str, Offer]:
    rows = Service.objects.select_related("first_team").order_by("pk")
    return {
        row.key: Offer(row.pk, row.group_id, Place(row.first_team_id, row.first_team.organisation_id)) for row in rows
    }


def _once(people: list[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(people))
