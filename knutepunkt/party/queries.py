"""Who somebody is: their place, their viewer, the directory."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from knutepunkt.base.compiled import Compiled
from knutepunkt.base.session import Role, Viewer
from knutepunkt.party.models import ApiToken, Membership, Organisation, Person, Team

# The wider role wins where a person has several.
_ROLE_OF_KIND = {
    Organisation.Kind.INTEGRATOR: Role.INTEGRATOR,
    Organisation.Kind.SUPPLIER: Role.SUPPLIER,
    Organisation.Kind.CUSTOMER: Role.CUSTOMER,
}
_OVERSEEING = {Membership.Role.SERVICE_OWNER, Membership.Role.SUPPLIER_MANAGER, Membership.Role.ADMINISTRATOR}
_CLEARED = {Membership.Role.SECURITY, Membership.Role.ADMINISTRATOR}


def valid_on(day: date) -> Q:
    """The condition that a row with validity holds on `day`."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def local_day(at: datetime, *, zone: str = "Europe/Oslo") -> date:
    """Return the calendar day of `at` in `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True)
class Membered:
    """A membership in force: where, as what; `within`: the organisation and all below it."""

    organisation_id: int
    team_id: int | None
    role: str
    kind: str
    within: list[int]


def administers(person: Person, at: datetime) -> bool:
    """Say whether the person runs set-up: who and what there is."""
    return _has_role(person, {Membership.Role.ADMINISTRATOR}, at)


def manages_terms(person: Person, at: datetime) -> bool:
    """Say whether the person keeps agreements and their levels."""
    return _has_role(person, {Membership.Role.ADMINISTRATOR, Membership.Role.SUPPLIER_MANAGER}, at)


def works_at_desk(person: Person, at: datetime) -> bool:
    """Say whether the person writes down what happens to services: the desk, and those who keep terms or set-up."""
    roles = Membership.Role
    return _has_role(person, {roles.AGENT, roles.SUPPLIER_MANAGER, roles.ADMINISTRATOR}, at)


def _has_role(person: Person, roles: set[Membership.Role], at: datetime) -> bool:
    return person.memberships.filter(valid_on(local_day(at)), role__in=roles).exists()


def viewer(person: Person, *, at: datetime, source: str) -> Viewer | None:
    """Return as whom `person` reads the database, or None when no membership is in force. One query."""
    places = _places(person.pk, local_day(at))
    for kind, role in _ROLE_OF_KIND.items():
        here = [place for place in places if place.kind == kind]
        if here:
            return Viewer(
                role=role,
                person_id=person.pk,
                organisations=tuple(sorted({one for place in here for one in place.within})),
                teams=tuple(sorted({place.team_id for place in here if place.team_id})),
                oversees=role is Role.INTEGRATOR or any(place.role in _OVERSEEING for place in here),
                cleared=role is Role.INTEGRATOR and any(place.role in _CLEARED for place in here),
                source=source,
            )
    return None


# In SQL, for each request asks it, and the organisations below are a tree.
_PLACES = """with recursive place as (
  select m.organisation_id, m.team_id, m.role, o.kind
  from party_membership m join party_organisation o on o.id = m.organisation_id
  where m.person_id = %(person)s and m.valid_from <= %(day)s and (m.valid_to is null or m.valid_to >= %(day)s)),
within (root, id) as (
  select organisation_id, organisation_id from place
  union select w.root, o.id from within w join party_organisation o on o.parent_id = w.id)
select organisation_id, team_id, role, kind, array(select id from within where root = organisation_id) from place"""


def _places(person_id: int, day: date) -> list[Membered]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"person": person_id, "day": day})
        return [Membered(*row) for row in cursor.fetchall()]


def person_of_token(token: str, *, at: datetime) -> Person | None:
    """Return the active person whose unrevoked, unexpired token this is."""
    found = _token.first(sha256(token.encode()).hexdigest(), at)
    return found.person if found else None


@Compiled
def _token(digest: str, at: datetime) -> QuerySet[ApiToken]:
    return (
        ApiToken.objects.filter(digest=digest, revoked_at__isnull=True, person__is_active=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .select_related("person__organisation")
    )


@Compiled
def _person(person_id: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=person_id, is_active=True).select_related("organisation")


def active_person(person_id: int) -> Person | None:
    """Return the person, with the organisation, as long as they may log in."""
    return _person.first(person_id)


def integrator() -> Organisation:
    """Return the one organisation that integrates the others."""
    return Organisation.objects.get(kind=Organisation.Kind.INTEGRATOR.value)


@Compiled
def active_teams() -> QuerySet[Team]:
    """Return the teams work can be handed to, by organisation."""
    return (
        Team.objects.filter(is_active=True)
        .select_related("organisation")
        .order_by("organisation__kind", "organisation__sort_key", "order", "name")
    )


@Compiled
def customers() -> "QuerySet[Organisation, tuple[int, str]]":
    """Return key and name of the customers."""
    return Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value).values_list("pk", "name")


def people_of_team(team_id: int, *, at: datetime) -> QuerySet[Person]:
    """Return the active people who work from the team's queue."""
    day = local_day(at)
    return Person.objects.filter(
        pk__in=Membership.objects.filter(valid_on(day), team_id=team_id).values("person_id"), is_active=True
    )
