"""The queue: what it shows to whom, how it is narrowed and paged, that it renews, and how much it asks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import SavedView, Ticket
from knutepunkt.desk.queries import queue
from knutepunkt.desk.rules.ticket import Kind
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import faults, words
from tests.web.workbench.conftest import Do

Opened = Callable[..., Ticket]


def shows(page: object, ticket: Ticket) -> bool:
    return f'data-row="{ticket.pk}"' in page.content.decode()  # type: ignore[attr-defined]


def test_an_agent_starts_in_the_own_queue(cast: Cast, browser: Browser, ticket: Ticket) -> None:
    page = browser(cast.agent).get("/arbeidsbenk/")
    assert "Servicesenter" in words(page)
    assert shows(page, ticket)
    assert "Ansatt Nordvik kommune" in words(page)


def test_a_supplier_finds_only_what_it_takes_part_in(cast: Cast, browser: Browser, opened: Opened, do: Do) -> None:
    held, other = opened("Til drift"), opened("Ikke til drift")
    do(cast.agent, "hand_over", held, to=cast.operations)
    mine = browser(cast.resolver).get("/arbeidsbenk/?sort=due")
    assert shows(mine, held)
    assert not shows(mine, other)
    assert "Sikkerhet" not in words(mine)  # a queue of the other supplier's
    strangers = browser(cast.other_resolver)
    assert not shows(strangers.get("/arbeidsbenk/?sort=due"), held)
    assert "0" in words(strangers.get("/arbeidsbenk/"))


def test_a_team_is_found_by_its_name(cast: Cast, browser: Browser, ticket: Ticket, do: Do) -> None:
    do(cast.agent, "hand_over", ticket, to=cast.operations)
    client = browser(cast.agent)
    assert shows(client.get("/arbeidsbenk/ko/operations/"), ticket)
    assert not shows(client.get("/arbeidsbenk/ko/first/"), ticket)
    assert client.get("/arbeidsbenk/ko/finnes-ikke/").status_code == 404


def test_employees_have_no_workbench(cast: Cast, browser: Browser) -> None:
    assert browser(cast.employee).get("/arbeidsbenk/").status_code == 403
    assert browser(cast.employee).get("/arbeidsbenk/rader/").status_code == 403


def test_each_filter_narrows(cast: Cast, browser: Browser, opened: Opened, do: Do) -> None:
    taken = opened("Tatt")
    asked = opened("Bestilt", kind=Kind.REQUEST, by=cast.stranger)
    waits = opened("Venter")
    late = opened("Sen", minutes=60 * 24 * 14)
    do(cast.agent, "take", taken)
    do(cast.agent, "follow", asked)
    do(cast.agent, "wait", waits, reason=WaitingReason.CUSTOMER)
    client = browser(cast.agent)
    expected = {
        "mine=1": {taken, waits},
        "followed=1": {asked},
        "unassigned=1": {asked, late},
        f"customer={cast.other_municipality.pk}": {asked},
        "kind=request": {asked},
        "state=waiting": {waits},
        "overdue=1": {late},
        f"service={cast.security_service.pk}": set(),
        f"supplier={cast.supplier.pk}": set(),
        f"team={cast.first_line.pk}&priority={taken.priority}": {taken, asked, waits, late},
        "q=bestilt": {asked},
        f"q={late.number}&team={cast.operations.pk}": {late},
    }
    for query, found in expected.items():
        page = client.get(f"/arbeidsbenk/?{query}")
        assert {one for one in (taken, asked, waits, late) if shows(page, one)} == found, query


def test_the_numbers_agree_with_what_they_lead_to(cast: Cast, browser: Browser, opened: Opened, do: Do) -> None:
    late = opened("Sen", minutes=60 * 24 * 14)
    do(cast.agent, "take", opened())
    page = browser(cast.agent).get(f"/arbeidsbenk/?team={cast.first_line.pk}")
    assert "Åpne 2 Ikke tildelt 1 Over frist 1 Venter 0" in words(page)
    assert shows(browser(cast.agent).get(f"/arbeidsbenk/?team={cast.first_line.pk}&overdue=1"), late)


def test_nonsense_in_the_address_still_shows_a_list(cast: Cast, browser: Browser, ticket: Ticket) -> None:
    nonsense = "team=x&customer=²&priority=99999999999999999999&state=%00&sort=;drop&after=~~&before=x&q=%00"
    assert shows(browser(cast.agent).get(f"/arbeidsbenk/?{nonsense}"), ticket)


@pytest.mark.parametrize("sort", ["due", "newest", "oldest"])
def test_pages_lead_on_and_back_without_loss(cast: Cast, opened: Opened, do: Do, sort: str) -> None:
    tickets = [opened(f"Sak {n}", minutes=n // 2) for n in range(7)]  # several of the same minute
    do(cast.agent, "resolve", tickets[3], resolution="Ferdig")  # has no due moment
    at, sought = timezone.now(), queue.Filter(sort=sort)
    with seen_by(cast.sees(cast.agent)):
        first = queue.page(sought, at=at, size=3)
        second = queue.page(sought, at=at, size=3, after=first.after or "")
        third = queue.page(sought, at=at, size=3, after=second.after or "")
        back = queue.page(sought, at=at, size=3, before=third.before or "")
        start = queue.page(sought, at=at, size=3, before=back.before or "")
    seen = [row.pk for one in (first, second, third) for row in one.rows]
    assert sorted(seen) == sorted(ticket.pk for ticket in tickets)
    assert (first.before, third.after) == (None, None)
    assert [row.pk for row in back.rows] == [row.pk for row in second.rows]
    assert [row.pk for row in start.rows] == [row.pk for row in first.rows]
    assert start.before is None


def test_an_empty_queue_is_calm_and_an_empty_filter_offers_a_way_out(cast: Cast, browser: Browser) -> None:
    client = browser(cast.agent)
    assert "Nye saker kommer av seg selv" in words(client.get("/arbeidsbenk/"))
    page = client.get(f"/arbeidsbenk/?q=finnesikke&team={cast.first_line.pk}")
    assert f"?team={cast.first_line.pk}" in page.content.decode()
    assert "Ingen saker passer" in words(page)
    assert "/arbeidsbenk/?q=finnesikke" in page.content.decode()


def test_the_queue_renews_when_something_happened_and_is_silent_otherwise(
    cast: Cast, browser: Browser, ticket: Ticket, do: Do
) -> None:
    client = browser(cast.agent)
    first = client.get("/arbeidsbenk/rader/?sort=due")
    marks = first["X-Rows-Seen"]
    assert f'data-seen="{marks}"' in client.get("/arbeidsbenk/?sort=due").content.decode()
    assert client.get("/arbeidsbenk/rader/?sort=due", headers={"X-Rows-Seen": marks}).status_code == 204
    do(cast.second_agent, "take", ticket)
    renewed = client.get("/arbeidsbenk/rader/?sort=due", headers={"X-Rows-Seen": marks})
    assert renewed.status_code == 200
    assert "Agent2" in words(renewed)
    assert '<dd id="n-unassigned">' in renewed.content.decode()


def test_the_share_kept_is_of_what_the_viewer_is_promised(cast: Cast, browser: Browser, opened: Opened, do: Do) -> None:
    fine, late = opened("Fin"), opened("Sen", minutes=60 * 24 * 14)
    assert "–" in words(browser(cast.agent).get("/arbeidsbenk/holdt/"))
    for one in (fine, late):
        do(cast.agent, "resolve", one, resolution="Ferdig")
        do(cast.agent, "close", one)
    assert words(browser(cast.agent).get("/arbeidsbenk/holdt/")) == "50,0 %"
    assert "50,0 %" in words(browser(cast.agent).get("/arbeidsbenk/?kept=1"))
    assert words(browser(cast.resolver).get("/arbeidsbenk/holdt/")) == "–"


def test_a_view_is_saved_and_removed_by_its_owner_only(cast: Cast, browser: Browser) -> None:
    client = browser(cast.agent)
    client.post("/arbeidsbenk/visninger/", {"name": "Haster", "query": "priority=1&overdue=1&sort=bogus"})
    assert "Haster" in words(client.get("/arbeidsbenk/"))
    assert "Haster" not in words(browser(cast.second_agent).get("/arbeidsbenk/"))
    with seen_by(Viewer(Role.SYSTEM)):
        view = SavedView.objects.get()
    assert view.query == "priority=1&overdue=1"
    browser(cast.second_agent).post(f"/arbeidsbenk/visninger/{view.pk}/slett/")
    with seen_by(Viewer(Role.SYSTEM)):
        assert SavedView.objects.exists()
    client.post(f"/arbeidsbenk/visninger/{view.pk}/slett/")
    with seen_by(Viewer(Role.SYSTEM)):
        assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "n" * 61, "a\x07b"])
def test_a_view_with_a_bad_name_is_refused_and_the_name_kept(cast: Cast, browser: Browser, name: str) -> None:
    answer = browser(cast.agent).post("/arbeidsbenk/visninger/", {"name": name, "query": "priority=1"})
    if name == "a\x07b":  # control characters are taken out, not refused
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert faults(answer) == {"view-name"}
    assert f'value="{name}"' in answer.content.decode()
    assert '<option value="1" selected>' in answer.content.decode()


@pytest.mark.parametrize("many", [3, 60])
def test_the_queue_asks_as_often_however_long_it_is(cast: Cast, browser: Browser, opened: Opened, many: int) -> None:
    for n in range(many):
        opened(f"Sak {n}", minutes=n)
    client = browser(cast.agent)
    assert _asked(client, "/arbeidsbenk/") == 7
    assert _asked(client, "/arbeidsbenk/ko/first/") == 8
    assert _asked(client, "/arbeidsbenk/rader/") == 5


def _asked(client: object, address: str) -> int:
    """How many queries a page makes beside the frame's: those of the same frame without content."""
    counted = []
    for path in ("/tilgjengelighet/", address):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)  # type: ignore[attr-defined]
        counted.append(
            len([one for one in asked.captured_queries if one["sql"].startswith("SELECT") or "UNION" in one["sql"]])
        )
    return counted[1] - counted[0]


def test_what_is_closed_is_shown_when_asked_for(cast: Cast, browser: Browser, ticket: Ticket, do: Do) -> None:
    with seen_by(cast.sees(cast.employee)):
        actions.withdraw(ticket.pk, by=cast.employee, at=timezone.now() + timedelta(minutes=1))
    client = browser(cast.agent)
    assert not shows(client.get("/arbeidsbenk/?sort=due"), ticket)
    assert shows(client.get("/arbeidsbenk/?sort=newest&closed=1"), ticket)
