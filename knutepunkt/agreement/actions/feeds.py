"""A person's secret address of a calendar: made anew, which ends the one before of the same kind, or revoked."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from knutepunkt.agreement.models import FeedToken
from knutepunkt.base.session import as_system
from knutepunkt.party.models import Person


@transaction.atomic
def make_feed(of: FeedToken.Of, *, by: Person, at: datetime) -> str:
    """Return a new token, shown once: only its digest is kept. Addresses of the kind from before no longer answer."""
    revoke_feed(of, by=by, at=at)
    token = secrets.token_urlsafe(32)
    with as_system():
        FeedToken.objects.create(person=by, of=of.value, digest=digest_of(token), created_at=at)
    return token


def revoke_feed(of: FeedToken.Of, *, by: Person, at: datetime) -> None:
    """End the person's address of that kind."""
    with as_system():
        FeedToken.objects.filter(person=by, of=of.value, revoked_at=None).update(revoked_at=at)


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()
