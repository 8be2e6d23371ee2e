"""The API: the same actions, the same visibility, errors as data."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knutepunkt.base.session import seen_by
from knutepunkt.party.actions import issue_token
from knutepunkt.party.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


class Caller:
    """A program with a person's token."""

    def __init__(self, cast: Cast, person: Person) -> None:
        with seen_by(cast.sees(person)):
            key = issue_token(person, name="test", lasts=timedelta(days=1), at=timezone.now())
        self.headers = {"authorization": f"Bearer {key}"}

    def get(self, path: str) -> Any:
        return Client(raise_request_exception=False).get(f"/api{path}", headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        sent = Client(raise_request_exception=False)
        return sent.post(f"/api{path}", body, content_type="application/json", headers=self.headers)


def test_a_ticket_is_opened_listed_worked_and_read(cast: Cast) -> None:
    employee, agent, stranger = (Caller(cast, one) for one in (cast.employee, cast.agent, cast.other_resolver))
    opened = employee.post("/tickets", {"title": "Får ikke sendt e-post", "service": "mail"})
    assert opened.status_code == 201, opened.content
    number = opened.json()["id"]
    assert agent.get("/tickets").json()["tickets"][0]["id"] == number
    assert stranger.get("/tickets").json()["tickets"] == []
    assert stranger.get(f"/tickets/{number}").status_code == 404
    taken = agent.post(f"/tickets/{number}/actions", {"action": "take", "seen": 1})
    assert (taken.status_code, taken.json()["state"]) == (200, "working")
    assert agent.post(f"/tickets/{number}/actions", {"action": "take", "seen": 1}).status_code == 409
    assert agent.post(f"/tickets/{number}/notes", {"body": "Hei"}).status_code == 201
    whole = employee.get(f"/tickets/{number}").json()
    assert [span["mode"] for span in whole["custody"]] == ["queued", "working"]
    assert {clock["metric"] for clock in whole["clocks"]} == {"pickup", "response", "resolve"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "", "service": "mail"},
        {"title": "x", "service": "finnes-ikke"},
        {"title": "x", "service": "mail", "impact": "enormous"},
        {"title": "x", "service": "mail", "requester": "ukjent@nordvik.example"},
        {"title": "x", "service": "mail", "requester": "fremmed@fjellbygda.example"},
        {"title": "15108695088", "service": "mail"},
        {"title": "x\x00" * 300, "service": "mail"},
        {"title": ["x"], "service": {"key": 1}},
    ],
)
def test_bad_input_is_a_message_and_never_a_500(cast: Cast, body: dict[str, Any]) -> None:
    answer = Caller(cast, cast.employee).post("/tickets", body)
    assert answer.status_code == 422, answer.content


def test_without_a_valid_token_there_is_no_entry(cast: Cast) -> None:
    for header in ({}, {"authorization": "Bearer kp_no"}, {"authorization": "Basic x"}):
        assert Client().get("/api/tickets", headers=header).status_code == 401


@pytest.mark.parametrize(
    "query", ["after=~~", "after=x~1", "words=%26%26%26", "words=%27", "sort=due&after=2026~99999999999999999999"]
)
def test_odd_queries_still_list(cast: Cast, query: str) -> None:
    assert Caller(cast, cast.agent).get(f"/tickets?{query}").status_code == 200
