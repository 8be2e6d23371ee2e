"""Who is logged in, as Django and allauth keep it; read at each request, so by queries that are compiled once."""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from knutepunkt.base.compiled import Compiled
from knutepunkt.party.models import Person
from knutepunkt.party.queries import active_person


class SessionStore(db.SessionStore):
    """The session in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found


@Compiled
def _session(key: str | None, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Log in by e-mail address and password."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person of a session, with the organisation."""
        return active_person(int(user_id))
