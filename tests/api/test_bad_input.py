"""Whatever a program sends: never a 500, an answer in JSON that says what is wrong and where, nothing stored."""

import json
from typing import Any

import pytest
from django.test import Client

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk.models import Custody, Note, Participation, Ticket
from tests.api.test_tickets import Caller
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

IDENTITY_NUMBER = "01999900166"  # right check digits on a day in month 99: it can be nobody's
NASTY: tuple[Any, ...] = (
    None, "", " ", "\x00", "a\x00b\x1b", "\ud800", "\u202e\ufffd", "x" * 100_000, "<script>alert(1)</script>", "-1", "0",
    -1, 0, 1, 2**31, 2**63, 10**40, 1.5, 1e308, True, [], [[]], {}, {"a": {"b": []}}, ["x", None], [2**63], [-1, 0],
    "ukjent", "fremmed@fjellbygda.example", "2999-01-01T00:00:00Z", f"Gjelder {IDENTITY_NUMBER}",
)  # fmt: skip
UNKNOWN = ("/", "/finnes-ikke", "/tickets/", "/tickets/abc/def", "/reports/x/", "/tickets/1/../../..")
REQUESTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/tickets", {"title": "Utskrift", "description": "Ingenting", "service": "mail", "kind": "incident", "impact": "low",
                  "urgency": "low", "requester": None, "restricted": False}),
    ("/tickets/{ticket}/actions", {"action": "hand_over", "seen": None, "team": "operations", "text": "Deres"}),
    ("/tickets/{ticket}/actions", {"action": "wait", "seen": None, "reason": "customer"}),
    ("/tickets/{ticket}/actions", {"action": "resolve", "seen": None, "text": "Ny kabel"}),
    ("/tickets/{ticket}/actions", {"action": "reopen", "seen": None, "text": "Nei"}),
    ("/tickets/{ticket}/notes", {"body": "Hei", "to": "parties"}),
    ("/tickets/{ticket}/notes", {"body": "Hei", "to": [1]}),
)  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def number(cast: Cast) -> int:
    answer = Caller(cast, cast.employee).post("/tickets", {"title": "Får ikke sendt e-post", "service": "mail"})
    return int(answer.json()["id"])


def stored() -> list[int]:
    with seen_by(Viewer(Role.OWNER)):
        return [model.objects.count() for model in (Ticket, Note, Custody, Participation)]


def explains(answer: Any) -> bool:
    """Say whether a refusal names what is wrong: our own message with its fields, or the place in the body."""
    told = json.loads(answer.content)
    return bool(told.get("message") or told.get("detail"))


@pytest.mark.parametrize("who", ["employee", "agent", "resolver"])
@pytest.mark.parametrize(("path", "right"), REQUESTS, ids=lambda one: str(one)[:40])
def test_no_value_in_any_field_breaks_a_request(
    cast: Cast, number: int, who: str, path: str, right: dict[str, Any]
) -> None:
    caller = Caller(cast, getattr(cast, who))
    for name in right:
        for value in NASTY:
            before = stored()
            answer = caller.post(path.format(ticket=number), right | {name: value})
            assert answer.status_code < 500, (name, str(value)[:40], answer.content[:300])
            assert answer["Content-Type"].startswith("application/json")
            if answer.status_code >= 400:
                assert explains(answer), (name, str(value)[:40], answer.content[:300])
                assert stored() == before, (name, str(value)[:40])
            assert IDENTITY_NUMBER not in answer.content.decode() or answer.status_code >= 400
    with seen_by(Viewer(Role.OWNER)):
        assert not Ticket.objects.filter(title__contains=IDENTITY_NUMBER).exists()
        assert not Note.objects.filter(body__contains=IDENTITY_NUMBER).exists()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"x"', b"1", b"\xff\xfe\x00", '{"title": "\xe6"}'.encode("latin-1"), b'{"title": "a", "title": "b"}',
        b'{"title": "\\ud800", "service": "mail"}', b'{"title": NaN}', b"[" * 100_000, b'{"a":' * 50_000, b"\x00", b"title=x&service=mail",
        b'{"title": "' + b"x" * (10 * 1024 * 1024) + b'", "service": "mail"}',
        b'{"title": "' + b"x" * (13 * 1024 * 1024) + b'"}',
    ],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_bodies_that_are_no_ticket(cast: Cast, number: int, body: bytes) -> None:
    caller, before = Caller(cast, cast.employee), stored()
    client = Client(raise_request_exception=False)
    for kind in (
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=klingon",
    ):
        for path in ("/tickets", f"/tickets/{number}/actions", f"/tickets/{number}/notes"):
            answer = client.generic("POST", f"/api{path}", body, content_type=kind, headers=caller.headers)
            assert 400 <= answer.status_code < 500, (kind, path, answer.content[:300])
            assert explains(answer), (kind, path)
    assert stored() == before


def test_every_parameter_of_the_list(cast: Cast, number: int) -> None:
    caller = Caller(cast, cast.agent)
    values = (
        "", "%00", "%ff%fe", "-1", "0", "9223372036854775808", "9" * 60, "1.5", "x", "x" * 5000, "~", "9999-12-31T23:59:59-23:59~1",
        "%26%7C%21%28%29%3A%2A", "true", "[]", "2026-01-01T00:00:00%2B00:00~5",
    )  # fmt: skip
    for name in ("team", "state", "words", "closed", "sort", "after", "size", "unknown"):
        for value in values:
            answer = caller.get(f"/tickets?{name}={value}")
            assert answer.status_code in {200, 400, 422}, (name, value, answer.content[:300])
            assert answer.status_code == 200 or explains(answer)


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "9" * 40, "x", "%00", "1.5"])
def test_tickets_that_there_cannot_be(cast: Cast, number: str) -> None:
    caller = Caller(cast, cast.agent)
    for answer in (
        caller.get(f"/tickets/{number}"),
        caller.post(f"/tickets/{number}/actions", {"action": "take"}),
        caller.post(f"/tickets/{number}/notes", {"body": "Hei"}),
    ):
        assert answer.status_code in {400, 404, 422}, answer.content[:300]


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Bearer \x00", "Bearer " + "x" * 5000, "Bearer æøå", "Basic eDp5", "x"]
)
def test_odd_keys_are_refused(cast: Cast, value: str) -> None:
    answer = Client(raise_request_exception=False).get("/api/tickets", headers={"authorization": value})
    assert answer.status_code == 401


def test_nobody_is_told_of_by_a_note_that_had_no_part_in_the_ticket(cast: Cast, number: int) -> None:
    caller = Caller(cast, cast.agent)
    answer = caller.post(f"/tickets/{number}/notes", {"body": "Internt", "to": [cast.other_supplier.pk]})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["to"])


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_address_is_refused_as_all_else_is(cast: Cast, path: str) -> None:
    caller = Caller(cast, cast.agent)
    for answer in (caller.get(path), caller.post(path, {}), Client(enforce_csrf_checks=True).post(f"/api{path}")):
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (404, "application/json")
        assert answer.json().keys() == {"message", "fields"}
