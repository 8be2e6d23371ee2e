"""My page: what I set, and keys that are shown once."""

import re

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.party.models import ApiToken, Person
from tests.cast import Cast
from tests.web.conftest import Browser, Visit
from tests.web.pages import faults, words


def test_preferences_are_kept_and_spoken_at_once(cast: Cast, browser: Browser) -> None:
    client = browser(cast.employee)
    said = {"language": "en", "time_zone": "Europe/London", "mail": "never"}
    page = client.post("/meg/", said, follow=True)
    assert "Kept." in words(page)
    with seen_by(Viewer(Role.SYSTEM)):
        assert Person.objects.filter(pk=cast.employee.pk, **said).exists()


def test_a_wrong_choice_is_refused_at_its_field(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.employee).post("/meg/", {"language": "nb", "time_zone": "Mars", "mail": "never"})
    assert answer.status_code == 422
    assert faults(answer) == {"time_zone"}


def test_a_key_is_shown_once_opens_the_api_and_is_revoked(cast: Cast, browser: Browser) -> None:
    client = browser(cast.employee)
    made = client.post("/meg/nokler/", {"name": "Rapport", "days": "30"})
    key = re.search(r"kp_[\w-]{40,}", made.content.decode())
    assert key is not None
    assert made["Cache-Control"] == "no-store"
    assert key.group() not in client.get("/meg/").content.decode()
    bearer = {"Authorization": f"Bearer {key.group()}"}
    assert Visit().get("/api/tickets", headers=bearer).status_code == 200
    with seen_by(Viewer(Role.SYSTEM)):
        token = ApiToken.objects.get()
    assert browser(cast.colleague).post(f"/meg/nokler/{token.pk}/tilbakekall/").status_code == 404
    client.post(f"/meg/nokler/{token.pk}/tilbakekall/")
    assert Visit().get("/api/tickets", headers=bearer).status_code == 401


def test_a_key_without_a_name_is_refused(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.employee).post("/meg/nokler/", {"name": "", "days": "30"})
    assert answer.status_code == 422
    assert faults(answer) == {"name"}
