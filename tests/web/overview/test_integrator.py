"""The integrator's pages: figures that lead to the tickets they count, and the custody report in three forms."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Team
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    """One in the first line's queue, one with the supplier, one long past its deadline."""
    now = timezone.now()
    opened = []
    for title, ago in (("Ny sak", 0), ("Hos drift", 5), ("Glemt", 24 * 60 * 30)):
        with seen_by(cast.sees(cast.employee)):
            asked = {"service": cast.service, "by": cast.employee, "at": now - timedelta(minutes=ago)}
            opened.append(actions.open_ticket(title=title, **asked))  # type: ignore[arg-type]
    with seen_by(cast.sees(cast.agent)):
        actions.hand_over(opened[1].pk, to=cast.operations, by=cast.agent, at=now)
    return opened


def test_what_teams_hold_leads_to_those_tickets(cast: Cast, tickets: list[Ticket], browser: Browser) -> None:
    client = browser(cast.agent)
    page = client.get("/oversikt/").content.decode()
    for team, title in ((cast.first_line, "Ny sak"), (cast.operations, "Hos drift")):
        link = f"/arbeidsbenk/?team={team.pk}&amp;state=queued"
        assert link in page or f"/arbeidsbenk/?team={team.pk}&amp;state=new" in page
        assert title in words(client.get(f"/arbeidsbenk/?team={team.pk}"))


def test_each_figure_counts_the_tickets_behind_it(cast: Cast, tickets: list[Ticket], browser: Browser) -> None:
    import re

    client = browser(cast.agent)
    page = client.get("/oversikt/").content.decode()
    links = re.findall(r'<td class="num"><a class="ds-link" href="([^"]+)">(\d+)</a>', page)
    assert links
    for link, n in links:
        listed = client.get(link.replace("&amp;", "&")).content.decode()
        assert listed.count("data-row=") == int(n), link


@pytest.mark.parametrize("by", ["organisation", "team", "service"])
def test_the_custody_report_says_the_same_as_page_json_and_file(
    cast: Cast, tickets: list[Ticket], browser: Browser, by: str
) -> None:
    client = browser(cast.agent)
    page = words(client.get(f"/ansvarsrapport/?by={by}&fresh=1"))
    found = client.get(f"/ansvarsrapport/?by={by}&fresh=1&as=json").json()
    text = client.get(f"/ansvarsrapport/?by={by}&fresh=1&as=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["name"] for row in rows] == [row["name"] for row in found["rows"]]
    assert found["total"]["tickets"] == 3
    assert all(row["name"] in page for row in found["rows"])


def test_a_name_that_a_spreadsheet_would_compute_stays_text(
    cast: Cast, tickets: list[Ticket], browser: Browser
) -> None:
    with seen_by(Viewer(Role.SYSTEM)):
        Team.objects.filter(pk=cast.operations.pk).update(name="=1+1")
    answer = browser(cast.agent).get("/ansvarsrapport/?by=team&fresh=1&as=csv").content.decode("utf-8-sig")
    assert "'=1+1" in answer


@pytest.mark.parametrize("odd", [{"by": "x"}, {"days": "-1"}, {"days": "9" * 40}, {"hours": "½"}, {"as": "exe"}])
def test_odd_questions_get_the_usual_answer(cast: Cast, browser: Browser, odd: dict[str, str]) -> None:
    client = browser(cast.agent)
    assert client.get("/ansvarsrapport/", odd).status_code == 200
    assert client.get("/oversikt/", odd).status_code == 200


@pytest.mark.parametrize("who", ["employee", "service_owner", "resolver"])
def test_they_are_the_integrators(cast: Cast, browser: Browser, who: str) -> None:
    client = browser(getattr(cast, who))
    assert {client.get(address).status_code for address in ("/oversikt/", "/ansvarsrapport/")} == {403}
