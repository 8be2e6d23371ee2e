"""What the workbench shows on its left: one's own tickets, the queues by organisation, saved views."""

from dataclasses import dataclass

from django.db.models import QuerySet

from knutepunkt.base.compiled import Compiled
from knutepunkt.base.session import Role
from knutepunkt.desk.models import SavedView
from knutepunkt.desk.queries import queue
from knutepunkt.party.models import Organisation, Team
from knutepunkt.web.session import Request


@dataclass(frozen=True, slots=True)
class Shelf:
    """The queues of one organisation."""

    organisation: Organisation
    is_own: bool
    queues: list[tuple[Team, int]]

    @property
    def count(self) -> int:
        """How many open tickets the organisation holds."""
        return sum(count for _team, count in self.queues)


@dataclass(frozen=True, slots=True)
class Rail:
    """All of it."""

    tallies: dict[int, queue.Tally]
    followed: int
    shelves: list[Shelf]
    views: list[SavedView]

    @property
    def mine(self) -> int:
        """How many open tickets are the person's."""
        return sum(tally.mine for tally in self.tallies.values())


def rail(request: Request, teams: list[Team]) -> Rail:
    """Return the rail of a person: own queues first, and for a supplier no others. Three queries."""
    tallies = queue.tallies(request.user.pk, at=request.at)
    return Rail(tallies, len(queue.followed(request.user.pk)), _shelves(request, teams, tallies), _saved_views())


@Compiled
def _saved_views() -> QuerySet[SavedView]:
    return SavedView.objects.order_by("name")


def _shelves(request: Request, teams: list[Team], tallies: dict[int, queue.Tally]) -> list[Shelf]:
    own = set(request.viewer.organisations) if request.viewer else set()
    shows_all = request.viewer is not None and request.viewer.role is Role.INTEGRATOR
    shelves: dict[int, Shelf] = {}
    for team in teams:
        is_own = team.organisation_id in own
        if is_own or shows_all:
            shelf = shelves.setdefault(team.organisation_id, Shelf(team.organisation, is_own, []))
            shelf.queues.append((team, tallies.get(team.pk, queue.Tally()).open))
    return sorted(shelves.values(), key=lambda shelf: not shelf.is_own)
