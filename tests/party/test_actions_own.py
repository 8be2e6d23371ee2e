"""What people set for themselves, and nobody for others."""

from datetime import timedelta

import pytest

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import seen_by
from knutepunkt.party import actions
from knutepunkt.party.models import ApiToken
from knutepunkt.party.queries import person_of_token
from tests.cast import MONDAY, Cast, make_cast

A_WEEK = timedelta(days=7)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_key_opens_until_it_is_revoked(cast: Cast) -> None:
    with seen_by(cast.sees(cast.agent)):
        key = actions.issue_token(cast.agent, name="skript", lasts=A_WEEK, at=MONDAY)
        assert person_of_token(key, at=MONDAY) == cast.agent
        assert not ApiToken.objects.filter(digest__contains=key).exists()
        actions.revoke_token(cast.agent, ApiToken.objects.get().pk, at=MONDAY)
        assert person_of_token(key, at=MONDAY) is None


def test_a_key_dies_at_its_end(cast: Cast) -> None:
    with seen_by(cast.sees(cast.agent)):
        key = actions.issue_token(cast.agent, name="skript", lasts=A_WEEK, at=MONDAY)
        assert person_of_token(key, at=MONDAY + A_WEEK) is None


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=-1), timedelta(days=400)])
def test_a_key_lasts_a_year_at_most(cast: Cast, lasts: timedelta) -> None:
    with seen_by(cast.sees(cast.agent)), pytest.raises(Refusal) as refusal:
        actions.issue_token(cast.agent, name="skript", lasts=lasts, at=MONDAY)
    assert "days" in refusal.value.fields


def test_nobody_revokes_anothers_key(cast: Cast) -> None:
    with seen_by(cast.sees(cast.agent)):
        actions.issue_token(cast.agent, name="skript", lasts=A_WEEK, at=MONDAY)
    token = ApiToken.objects.get()
    with seen_by(cast.sees(cast.second_agent)), pytest.raises(NotYours):
        actions.revoke_token(cast.second_agent, token.pk, at=MONDAY)


def test_preferences_are_kept_and_others_refused(cast: Cast) -> None:
    with seen_by(cast.sees(cast.employee)):
        actions.choose_preferences(cast.employee, language="nn", time_zone="Europe/Berlin", mail="never")
        cast.employee.refresh_from_db()
        assert (cast.employee.language, cast.employee.time_zone, cast.employee.mail) == ("nn", "Europe/Berlin", "never")
        for wrong in ({"language": "xx"}, {"time_zone": "Mars/Base"}, {"mail": "often"}):
            with pytest.raises(Refusal) as refusal:
                actions.choose_preferences(
                    cast.employee, **{"language": "nb", "time_zone": "Europe/Oslo", "mail": "digest"} | wrong
                )
            assert set(refusal.value.fields) == set(wrong)
