"""The teams a person can hand tickets to."""

from knutepunkt.base.session import Role, Viewer
from knutepunkt.party.models import Organisation, Team

_HOLDING = {Organisation.Kind.INTEGRATOR.value, Organisation.Kind.SUPPLIER.value}


def reachable(teams: list[Team], viewer: Viewer | None) -> list[Team]:
    """Return those of `teams` that the viewer may hand over to: for a supplier its own and the integrator's."""
    if viewer is None or viewer.role is not Role.SUPPLIER:
        return [team for team in teams if team.organisation.kind in _HOLDING]
    own = set(viewer.organisations)
    return [team for team in teams if team.organisation_id in own or _is_integrator(team)]


def _is_integrator(team: Team) -> bool:
    return team.organisation.kind == Organisation.Kind.INTEGRATOR.value
