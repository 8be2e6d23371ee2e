"""Who somebody is: their place, their viewer, the directory."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from knutepunkt.base.session import Role, Viewer
from knutepunkt.party.models import ApiToken, Membership, Organisation, Person, Team

# The wider role wins where a person has several.
_ROLE_OF_KIND = {
    Organisation.Kind.INTEGRATOR: Role.INTEGRATOR,
    Organisation.Kind.SUPPLIER: Role.SUPPLIER,
    Organisation.Kind.CUSTOMER: Role.CUSTOMER,
}
_OVERSEEING = {Membership.Role.SERVICE_OWNER, Membership.Role.ADMINISTRATOR}
_CLEARED = {Membership.Role.SECURITY, Membership.Role.ADMINISTRATOR}


def valid_on(day: date) -> Q:
    """The condition that a row with validity holds on `day`."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def local_day(at: datetime, *, zone: str = "Europe/Oslo") -> date:
    """Return the calendar day of `at` in `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


def memberships(person: Person, *, at: datetime) -> list[Membership]:
    """Return the person's memberships in force, with their organisations."""
    return list(person.memberships.filter(valid_on(local_day(at))).select_related("organisation"))


def administers(person: Person, at: datetime) -> bool:
    """Say whether the person runs set-up: who and what there is."""
    return _has_role(person, {Membership.Role.ADMINISTRATOR}, at)


def manages_terms(person: Person, at: datetime) -> bool:
    """Say whether the person keeps agreements and their levels."""
    return _has_role(person, {Membership.Role.ADMINISTRATOR, Membership.Role.SUPPLIER_MANAGER}, at)


def _has_role(person: Person, roles: set[Membership.Role], at: datetime) -> bool:
    return person.memberships.filter(valid_on(local_day(at)), role__in=roles).exists()


def viewer(person: Person, *, at: datetime, source: str) -> Viewer | None:
    """Return as whom `person` reads the database, or None when no membership is in force."""
    return viewer_of(person.pk, memberships(person, at=at), source=source)


def viewer_of(person_id: int, places: Iterable[Membership], *, source: str) -> Viewer | None:
    """Return the viewer that these memberships give, or None without any."""
    places = list(places)
    for kind, role in _ROLE_OF_KIND.items():
        here = [place for place in places if place.organisation.kind == kind]
        if here:
            return Viewer(
                role=role,
                person_id=person_id,
                organisations=tuple(sorted(with_below({place.organisation_id for place in here}))),
                teams=tuple(sorted({place.team_id for place in here if place.team_id})),
                oversees=role is not Role.CUSTOMER or any(place.role in _OVERSEEING for place in here),
                cleared=role is Role.INTEGRATOR and any(place.role in _CLEARED for place in here),
                source=source,
            )
    return None


def with_below(organisation_ids: set[int]) -> set[int]:
    """Return the organisations and all below them."""
    found, frontier = set(organisation_ids), set(organisation_ids)
    while frontier:
        below = Organisation.objects.filter(parent_id__in=frontier).values_list("id", flat=True)
        frontier = set(below) - found
        found |= frontier
    return found


def person_of_token(token: str, *, at: datetime) -> Person | None:
    """Return the active person whose unrevoked, unexpired token this is."""
    digest = sha256(token.encode()).hexdigest()
    found = (
        ApiToken.objects.filter(digest=digest, revoked_at__isnull=True, person__is_active=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .select_related("person__organisation")
        .first()
    )
    return found.person if found else None


def integrator() -> Organisation:
    """Return the one organisation that integrates the others."""
    return Organisation.objects.get(kind=Organisation.Kind.INTEGRATOR.value)


def active_teams() -> QuerySet[Team]:
    """Return the teams work can be handed to, by organisation."""
    return (
        Team.objects.filter(is_active=True)
        .select_related("organisation")
        .order_by("organisation__kind", "organisation__sort_key", "order", "name")
    )


def people_of_team(team_id: int, *, at: datetime) -> QuerySet[Person]:
    """Return the active people who work from the team's queue."""
    day = local_day(at)
    return Person.objects.filter(
        pk__in=Membership.objects.filter(valid_on(day), team_id=team_id).values("person_id"), is_active=True
    )
