"""A browser for each of the cast: Django's test client, logged in, on the real database through the roles."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from knutepunkt.base.session import Role, Viewer, become
from knutepunkt.party.models import Person
from tests.cast import Cast, make_cast

Browser = Callable[[Person], Client]
OWNER = Viewer(Role.OWNER)


class Visit(Client):
    """A client after whose requests the test is itself again: a test runs in one transaction, a request in its own."""

    def request(self, **request: Any) -> Any:
        """Ask, and leave nothing of the role that was asked in."""
        try:
            return super().request(**request)
        finally:
            become(OWNER)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def browser() -> Browser:
    """Return a client in which a person is logged in."""

    def logged_in(person: Person) -> Client:
        client = Visit()
        client.force_login(person)
        return client

    return logged_in


@pytest.fixture(autouse=True)
def static_files(settings: Any) -> None:
    """Look for static files when they are asked for: nothing is collected for a test."""
    settings.WHITENOISE_AUTOREFRESH = True
