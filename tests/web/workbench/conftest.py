"""Tickets on the workbench, and a way to do things with them beside the pages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Person
from tests.cast import Cast

Do = Callable[..., object]


@pytest.fixture
def opened(cast: Cast) -> Callable[..., Ticket]:
    """Open a ticket for the employee, some minutes ago."""

    def open_one(title: str = "Får ikke sendt e-post", *, minutes: int = 30, **how: object) -> Ticket:
        at = timezone.now() - timedelta(minutes=minutes)
        with seen_by(cast.sees(cast.employee)):
            asked = {"service": cast.service, "by": cast.employee, "at": at} | how
            return actions.open_ticket(title=title, **asked)  # type: ignore[arg-type]

    return open_one


@pytest.fixture
def ticket(opened: Callable[..., Ticket]) -> Ticket:
    """One ticket, new."""
    return opened()


@pytest.fixture
def do(cast: Cast) -> Do:
    """Let somebody do something with a ticket: `do(cast.agent, "take", ticket)`."""

    def act(person: Person, action: str, ticket: Ticket, *, at: datetime | None = None, **how: object) -> object:
        with seen_by(cast.sees(person)):
            return getattr(actions, action)(ticket.pk, by=person, at=at or timezone.now(), **how)

    return act


def fresh(ticket: Ticket) -> Ticket:
    """Read the ticket as it is now."""
    with seen_by(Viewer(Role.SYSTEM)):
        return Ticket.objects.get(pk=ticket.pk)
