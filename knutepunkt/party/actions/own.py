"""What people set for themselves: language, time zone, mail, and keys for their own programs."""

from collections.abc import Container
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import ApiToken, Person

TOKENS_AT_MOST = 20
TOKEN_LIFE_AT_MOST = timedelta(days=366)


def choose_language(person: Person, language: str) -> None:
    """Let the person read in `language` from now on."""
    _save(person, language=_one_of(dict(settings.LANGUAGES), language, field="language"))


def choose_preferences(person: Person, *, language: str, time_zone: str, mail: str) -> None:
    """Keep the person's language, time zone (its IANA name) and when mail is wanted."""
    _save(
        person,
        language=_one_of(dict(settings.LANGUAGES), language, field="language"),
        time_zone=_one_of(available_timezones(), time_zone, field="time_zone"),
        mail=_one_of(Person.Mail.values, mail, field="mail"),
    )


@transaction.atomic
def issue_token(person: Person, *, name: str, lasts: timedelta, at: datetime) -> str:
    """Return a new key for the API, valid for `lasts`. It is not kept, only its digest: nobody can show it again."""
    name = cleaned(name, field="name", label=_("The name"), longest=80, required=True)
    refuse_identity_number(name, field="name")
    if not timedelta(0) < lasts <= TOKEN_LIFE_AT_MOST:
        raise refused("days", _("A key lasts from one day to one year."))
    in_force = person.api_tokens.filter(revoked_at__isnull=True, expires_at__gt=at)
    if in_force.count() >= TOKENS_AT_MOST:
        raise refused("name", _("You have %(number)d keys; revoke one first.") % {"number": TOKENS_AT_MOST})
    key = f"kp_{token_urlsafe(32)}"
    with as_system():
        ApiToken.objects.create(
            person=person,
            name=name,
            digest=sha256(key.encode()).hexdigest(),
            created_at=at,
            expires_at=at + lasts,
        )
    return key


@transaction.atomic
def revoke_token(person: Person, token_id: int, *, at: datetime) -> None:
    """Make one of the person's own keys useless from now on."""
    token = person.api_tokens.filter(pk=token_id).first()
    if token is None:
        raise NotYours(_("There is no such key."))
    if token.revoked_at is None:
        token.revoked_at = at
        with as_system():
            token.save(update_fields=["revoked_at"])


def _one_of(choices: Container[str], chosen: str, *, field: str) -> str:
    if chosen not in choices:
        raise Refusal(_("Choose one of those offered."), fields={field: _("Choose one of those offered.")})
    return chosen


@transaction.atomic
def _save(person: Person, **fields: str) -> None:
    for name, value in fields.items():
        setattr(person, name, value)
    with as_system():
        person.save(update_fields=sorted(fields))
