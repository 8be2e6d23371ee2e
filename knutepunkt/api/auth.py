"""Who calls: a bearer token of a person's own, known by its digest."""

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import HttpBearer

from knutepunkt.base.session import become
from knutepunkt.party.models import Person
from knutepunkt.party.queries import person_of_token, viewer
from knutepunkt.web.session import address


class Token(HttpBearer):
    """Gives the transaction to the token's person; without a place there is no entry."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Return the person, or None to refuse."""
        at = timezone.now()
        person = person_of_token(token, at=at)
        found = viewer(person, at=at, source=f"api {address(request)}") if person else None
        if person is None or found is None:
            return None
        request.user = person
        request.viewer = found  # type: ignore[attr-defined]
        request.at = at  # type: ignore[attr-defined]
        translation.activate(person.language)
        become(found)
        return person


token = Token()
