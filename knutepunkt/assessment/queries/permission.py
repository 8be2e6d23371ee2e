"""Who may judge and who may decide: people of the integrator, so that no supplier judges its own delivery."""

from datetime import datetime

from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.party.queries import local_day, valid_on

_Role = Membership.Role
_ASSESS = (_Role.AGENT, _Role.SECURITY, _Role.SUPPLIER_MANAGER, _Role.ADMINISTRATOR)
_DECIDE = (_Role.SUPPLIER_MANAGER, _Role.ADMINISTRATOR)


def assesses(person: Person, at: datetime) -> bool:
    """Say whether the person answers the questions of a model."""
    return _works_so(person, _ASSESS, at)


def decides(person: Person, at: datetime) -> bool:
    """Say whether the person decides on what was judged, and keeps responsibilities and findings."""
    return _works_so(person, _DECIDE, at)


def _works_so(person: Person, roles: tuple[Membership.Role, ...], at: datetime) -> bool:
    ours = person.memberships.filter(organisation__kind=Organisation.Kind.INTEGRATOR.value)
    return ours.filter(valid_on(local_day(at)), role__in=roles).exists()
