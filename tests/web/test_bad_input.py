"""Whatever is sent to a form or an address: never a 500, a message in the reader's words, nothing lost, nothing stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.desk.models import Attachment, Custody, Note, Notification, Participation, SavedView, Ticket
from knutepunkt.party.models import ApiToken
from tests.cast import Cast
from tests.web.conftest import Browser, Visit
from tests.web.pages import faults, words
from tests.web.workbench.conftest import Do, do, opened, ticket

__all__ = ["do", "opened", "ticket"]

IDENTITY_NUMBER = "01999900166"  # right check digits on a day in month 99: it can be nobody's
LONG = 10 * 1024 * 1024
NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b\x07\x1b[31mc",
    "\u202etxt.exe\u200b\ufeff\ufffd",
    "x" * 100_000,
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raise %}%s%(x)s%n",
    "'; drop table desk_ticket; --",
    "-1",
    "0",
    str(10**30),
    "9" * 17,
    "١٢٣",  # digits, but not ours
    "NaN",
    "9999-12-31T23:59:59+00:00",
    "../../etc/passwd",
    "fremmed@fjellbygda.example",
    f"Gjelder {IDENTITY_NUMBER}",
)
TEXTS = {
    "title",
    "description",
    "body",
    "why",
    "reopen-why",
    "resolution",
    "requester",
    "reader",
    "into",
    "name",
    "login",
}
LONG_TEXTS = {"title", "description", "why", "resolution", "body"}
OPEN_STATUSES = {200, 204, 302, 400, 403, 404, 405, 409, 422}


@dataclass(frozen=True)
class Form:
    """A form: who sends it, where to, and what it takes when nothing is wrong."""

    who: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.who} {self.path} {self.fields.get('act', '')}"


ACT = "/sak/{ticket}/gjor/"
FORMS = (
    Form("employee", "/meld/", {"title": "Outlook", "description": "Siden i går", "impact": "low", "urgency": "high",
                                "service": "mail", "suggested": "mail", "restricted": "on"}),
    Form("employee", "/bestill/", {"title": "Skjerm", "description": "To", "service": "mail", "suggested": "mail"}),
    Form("employee", "/sak/{ticket}/", {"act": "answer", "body": "Hei"}),
    Form("employee", "/sak/{ticket}/", {"act": "reopen", "reopen-why": "Nei", "seen": "1"}),
    Form("employee", "/sak/{ticket}/", {"act": "withdraw", "seen": "1"}),
    Form("employee", "/sak/{ticket}/", {"act": "confirm", "seen": "1"}),
    Form("employee", "/sak/{ticket}/", {"act": "follow"}),
    Form("employee", "/meg/", {"language": "nb", "time_zone": "Europe/Oslo", "mail": "digest"}),
    Form("employee", "/meg/nokler/", {"name": "Rapport", "days": "30"}),
    Form("employee", "/tema/", {"theme": "dark", "next": "/"}),
    Form("employee", "/spraak/", {"language": "nn", "next": "/"}),
    Form("employee", "/konto/password/change/", {"oldpassword": "a", "password1": "b", "password2": "c"}),
    Form("employee", "/varsler/", {"x": "y"}),
    Form("nobody", "/konto/login/", {"login": "a@b.example", "password": "c", "next": "/"}),
    Form("nobody", "/konto/password/reset/", {"email": "a@b.example"}),
    Form("agent", "/arbeidsbenk/ny/", {"requester": "ansatt@nordvik.example", "title": "Skriver", "description": "To",
                                       "service": "{service}", "kind": "incident", "impact": "low", "urgency": "low",
                                       "affected": "{other}", "restricted": "on"}),
    Form("agent", "/arbeidsbenk/utvalg/", {"act": "hand_over", "ticket": "{ticket}", "team": "{team}", "back": "q=a"}),
    Form("agent", "/arbeidsbenk/utvalg/", {"act": "take", "ticket": "{ticket}", "back": "q=a"}),
    Form("agent", "/arbeidsbenk/visninger/", {"name": "Mine", "query": "q=a&sort=newest"}),
    Form("agent", ACT, {"act": "take", "seen": "1"}),
    Form("agent", ACT, {"act": "hand_over", "team": "{team}", "why": "Deres", "seen": "1"}),
    Form("agent", ACT, {"act": "wait", "reason": "customer", "seen": "1"}),
    Form("agent", ACT, {"act": "resume", "seen": "1"}),
    Form("agent", ACT, {"act": "resolve", "resolution": "Ny kabel", "seen": "1"}),
    Form("agent", ACT, {"act": "reopen", "why": "Nei", "seen": "1"}),
    Form("agent", ACT, {"act": "close", "seen": "1"}),
    Form("agent", ACT, {"act": "change_priority", "grade": "low-high", "seen": "1"}),
    Form("agent", ACT, {"act": "change_service", "service": "{service}", "seen": "1"}),
    Form("agent", ACT, {"act": "change_affected", "affected": "{other}", "seen": "1"}),
    Form("agent", ACT, {"act": "merge", "into": "KP-1", "seen": "1"}),
    Form("agent", ACT, {"act": "restrict", "restricted": "yes", "seen": "1"}),
    Form("agent", ACT, {"act": "name", "reader": "kollega@nordvik.example"}),
    Form("agent", ACT, {"act": "say", "to": "chosen", "body": "Hei", "chosen": "{other}"}),
    Form("resolver", ACT, {"act": "say", "to": "parties", "body": "Hei", "chosen": "{other}"}),
)  # fmt: skip
ADDRESSES: dict[str, dict[str, tuple[str, ...]]] = {
    "employee": {
        "/": ("next",),
        "/sok/": ("q",),
        "/meld/": ("title", "service"),
        "/meld/forslag/": ("title", "description", "service", "suggested"),
        "/mine-saker/": ("before", "show"),
        "/konto/login/": ("next",),
    },
    "service_owner": {"/vaare-tjenester/": ("which",), "/vaare-tjenester/saker/": ("which", "service", "before")},
    "agent": dict.fromkeys(("/arbeidsbenk/", "/arbeidsbenk/ko/first/", "/arbeidsbenk/rader/"), ("team", "customer", "service", "supplier", "priority", "state", "kind", "q", "sort", "unassigned", "overdue", "closed", "mine", "followed", "after", "before", "kept")) | {"/oversikt/": ("hours",), "/ansvarsrapport/": ("by", "days", "as", "fresh"), "/arbeidsbenk/holdt/": ("kept",)},
    "administrator": {"/oppsett/organisasjoner/": ("q", "page"), "/oppsett/nivaer/": ("q", "page")},
}  # fmt: skip


def visitor(browser: Browser, cast: Cast, who: str) -> Client:
    return Visit() if who == "nobody" else browser(getattr(cast, who))


def known(cast: Cast, ticket: Ticket) -> dict[str, int]:
    return {
        "ticket": ticket.pk,
        "service": cast.service.pk,
        "team": cast.operations.pk,
        "other": cast.other_municipality.pk,
    }


def stored() -> dict[str, int]:
    """How much there is of all that the forms write."""
    models = (Ticket, Note, Custody, Attachment, Participation, SavedView, ApiToken, Notification)
    with seen_by(Viewer(Role.OWNER)):
        return {model.__name__: model.objects.count() for model in models}


def sent(form: Form, ids: dict[str, int]) -> dict[str, str]:
    return {name: value.format(**ids) for name, value in form.fields.items()}


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_no_value_in_any_field_breaks_a_form(cast: Cast, browser: Browser, ticket: Ticket, do: Do, form: Form) -> None:
    do(cast.agent, "hand_over", ticket, to=cast.operations)  # so that the supplier sees it
    ids, client = known(cast, ticket), visitor(browser, cast, form.who)
    right = sent(form, ids)
    for name in right:
        for value in NASTY[:: 4 if name in {"act", "seen"} else 1]:
            before = stored()
            answer = client.post(form.path.format(**ids), right | {name: value})
            assert answer.status_code in OPEN_STATUSES | {429}, (name, value[:40])
            page = answer.content.decode()
            assert "<script>alert" not in page, (name, value[:40])
            assert IDENTITY_NUMBER not in str(stored_texts()), name
            if answer.status_code == 422:
                assert stored() == before, (name, value[:40])
                assert says_what_is_wrong(page), (name, value[:40])
                assert keeps(page, right, besides={name}), (name, value[:40])


def stored_texts() -> list[str]:
    with seen_by(Viewer(Role.OWNER)):
        return [
            *Ticket.objects.values_list("title", flat=True),
            *Ticket.objects.values_list("description", flat=True),
            *Ticket.objects.values_list("resolution", flat=True),
            *Note.objects.values_list("body", flat=True),
            *SavedView.objects.values_list("name", flat=True),
            *SavedView.objects.values_list("query", flat=True),
            *ApiToken.objects.values_list("name", flat=True),
        ]


def says_what_is_wrong(page: str) -> bool:
    return any(sign in page for sign in ("ds-error-summary", 'role="alert"', "ds-validation-message", "notice"))


def keeps(page: str, right: dict[str, str], besides: set[str]) -> bool:
    """Say whether what was rightly typed is on the page still; a refusal without a form has nothing to keep."""
    if 'class="notice"' in page:
        return True
    return all(value in unescape(page) for name, value in right.items() if name in TEXTS - besides)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_empty_odd_and_foreign_requests(cast: Cast, browser: Browser, ticket: Ticket, form: Form) -> None:
    ids, client = known(cast, ticket), visitor(browser, cast, form.who)
    path, before = form.path.format(**ids), stored()
    right = sent(form, ids)
    broken_utf8 = urlencode(right).encode() + b"&title=%ff%fe&body=%c3%28&q=\xff\xfe"
    form_type = "application/x-www-form-urlencoded"
    odd: Iterator[tuple[bytes, str]] = iter(
        [
            (b"", form_type),
            (b"{}", "application/json"),
            (b'{"title": ["x"]}', "text/plain"),
            (b"--x\r\n", "multipart/form-data; boundary=x"),
            (b"x" * 100, "multipart/form-data"),
            (b"--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\x00\"\r\n\r\n\xff\r\n--x--\r\n",
             "multipart/form-data; boundary=x"),
            (b"a=b", f"{form_type}; charset=utf-16"),
            (b"a=b", f"{form_type}; charset=klingon"),
            (b"&".join(b"n%d=1" % n for n in range(3000)), form_type),
        ]
    )  # fmt: skip
    for body, kind in odd:
        answer = client.generic("POST", path, body, content_type=kind)
        assert answer.status_code in OPEN_STATUSES | {429}, (kind, body[:40])
    assert client.post(path, broken_utf8, content_type=form_type).status_code in OPEN_STATUSES | {429}
    strict = Visit(enforce_csrf_checks=True)
    if form.who != "nobody":
        strict.force_login(getattr(cast, form.who))
    held = stored()
    refused = strict.post(path, right)
    assert refused.status_code == 403
    assert "Gå tilbake" in words(refused) or "Go back" in words(refused)
    assert stored() == held
    assert before["Ticket"] <= held["Ticket"]


@pytest.mark.parametrize(
    "form", [form for form in FORMS if form.fields.keys() & LONG_TEXTS and form.fields.get("act") != "reopen"], ids=str
)
def test_ten_megabytes_of_text_are_refused_at_their_field(
    cast: Cast, browser: Browser, ticket: Ticket, do: Do, form: Form
) -> None:
    if form.who == "resolver":
        do(cast.agent, "hand_over", ticket, to=cast.operations)
    ids, client = known(cast, ticket), visitor(browser, cast, form.who)
    right, before = sent(form, ids), stored()
    texts = LONG_TEXTS & right.keys()
    for name in texts:
        answer = client.post(form.path.format(**ids), right | {name: "æ" * (LONG // 4)})
        assert (answer.status_code, faults(answer)) == (422, {name})
    assert stored() == before


def test_more_than_a_request_may_hold_is_a_page_that_says_so(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.employee).post("/meld/", {"title": "x", "description": "x" * (13 * 1024 * 1024)})
    assert answer.status_code == 400
    assert "Legg det ved som en fil" in words(answer)


@pytest.mark.parametrize("who", ADDRESSES)
def test_no_value_in_any_address_breaks_a_page(cast: Cast, browser: Browser, ticket: Ticket, who: str) -> None:
    client = visitor(browser, cast, who)
    keys = (
        "~", "~~", "x~1", f"~{10**30}", f"~{2**62 - 1}", "2026-01-01~1", "2026-01-01T00:00:00+00:00~5", "9999-12-31T23:59:59-23:59~1",
        "0001-01-01T00:00:00+23:59~1", f"{ticket.opened_at.isoformat()}~{ticket.pk}", "&&&|!():*", "KP-" + "9" * 40, "KP-0", f"kp {ticket.pk}",
    )  # fmt: skip
    for path, names in ADDRESSES[who].items():
        for value in (*NASTY, *keys):
            # A number that is sought sets the rest aside, and a key from behind one from before: each alone, and all.
            for left_out in ({"q"}, {"q", "before"}, set(names) - {"q"}):
                answer = client.get(path, {name: value[:5000] for name in names if name not in left_out})
                assert answer.status_code in OPEN_STATUSES, (path, left_out, value[:40])
                assert "<script>alert" not in answer.content.decode(), (path, left_out)
        for name in names:
            assert client.get(f"{path}?{name}=%ff%fe%00%c3%28").status_code in OPEN_STATUSES


@pytest.mark.parametrize(
    "path",
    [
        "/sak/99999999999999999999999/", "/sak/0/", "/sak/-1/", "/sak/9223372036854775808/", "/sak/9223372036854775808/gjor/",
        "/sak/9223372036854775808/historikk/", "/vedlegg/0/", "/vedlegg/99999999999999999999/", "/arbeidsbenk/ko/%ff%00/",
        "/arbeidsbenk/ko/finnes-ikke/", "/oppsett/tjenester/99999999999999999999/", "/%00", "/..%2f..%2fetc/passwd", "/%ff%fe/",
        "/arbeidsbenk/visninger/99999999999999999999/slett/", "/meg/nokler/99999999999999999999/tilbakekall/",
    ],
)  # fmt: skip
def test_odd_paths_are_not_found(cast: Cast, browser: Browser, path: str) -> None:
    client = browser(cast.administrator)
    assert client.get(path).status_code in {400, 404, 405}
    assert client.post(path, {"act": "take"}).status_code in {302, 400, 404, 405}


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "theme", "django_language", "language"])
def test_odd_cookies_and_headers_are_no_fault_of_ours(cast: Cast, name: str) -> None:
    for value in ("", "\x00", '"\\000\\377"', "x" * 5000, "æøå", '"[[\\"x\\"]]"', "../../x"):
        client = Visit()
        client.cookies[name] = value
        client.cookies[name].set(name, value, value)
        for headers in ({}, {"accept-language": value}, {"accept-language": "xx-" * 400}):
            answer = client.get("/konto/login/", headers=headers)
            assert answer.status_code in {200, 400}, value[:20]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_message_is_in_the_readers_language(cast: Cast, browser: Browser, language: str) -> None:
    with seen_by(Viewer(Role.OWNER)):
        type(cast.employee).objects.filter(pk=cast.employee.pk).update(language=language)
    cast.employee.refresh_from_db()
    answer = browser(cast.employee).post("/meld/", {"title": "", "impact": "low", "urgency": "low"})
    with translation.override(language):
        expected = str(translation.gettext("Something has to be put right first"))
    assert expected in words(answer)
    required = {"nb": "Feltet er påkrevet", "nn": "Feltet er påkravd", "en": "This field is required"}[language]
    assert required in words(answer)


ODD_FILES = (
    ("side.html", b"<script>alert(1)</script>", "text/html"),
    ("bilde.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
    ("program.exe", b"MZ", "application/octet-stream"),
    ("tom.txt", b"", "text/plain"),
    ("uten-endelse", b"x", "text/plain"),
    (".pdf", b"x", "application/pdf"),
    (f"vedtak {IDENTITY_NUMBER}.pdf", b"x", "application/pdf"),
)


@pytest.mark.parametrize(("name", "held", "kind"), ODD_FILES, ids=lambda value: str(value)[:12])
@pytest.mark.parametrize("who", ["employee", "agent"])
def test_files_that_are_not_taken_are_named_and_the_text_stays(
    cast: Cast, browser: Browser, ticket: Ticket, who: str, name: str, held: bytes, kind: str
) -> None:
    path, typed = (
        (f"/sak/{ticket.pk}/", {"act": "answer"})
        if who == "employee"
        else (f"/sak/{ticket.pk}/gjor/", {"act": "say", "to": "requester"})
    )
    before = stored()
    upload = SimpleUploadedFile(name, held, kind)
    answer = visitor(browser, cast, who).post(path, typed | {"body": "Se vedlegget", "files": upload})
    assert (answer.status_code, faults(answer)) == (422, {"files"})
    assert "Se vedlegget" in words(answer)
    assert stored() == before


def test_a_file_beyond_the_limit_is_not_kept(cast: Cast, browser: Browser, ticket: Ticket, settings: object) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1000  # type: ignore[attr-defined]
    upload = SimpleUploadedFile("logg.txt", b"x" * 1001, "text/plain")
    answer = browser(cast.employee).post(f"/sak/{ticket.pk}/", {"act": "answer", "body": "Logg", "files": upload})
    assert (answer.status_code, faults(answer)) == (422, {"files"})


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\cv.txt", "cv.txt"),
        ("<b>fet</b>.txt", "b>.txt"),
        ("x" * 400 + ".txt", "x" * 196 + ".txt"),
        ("a\x00b\r\nSet-Cookie: x.txt", None),
        ("rev\u202etxt.exe.txt", None),
    ],
)
def test_a_name_is_only_a_name_and_html_never_runs(
    cast: Cast, browser: Browser, ticket: Ticket, name: str, kept: str | None
) -> None:
    client = browser(cast.employee)
    upload = SimpleUploadedFile("x.txt", b"<html><script>alert(1)</script>", "text/html")
    upload._name = name  # type: ignore[attr-defined]  # as a program would send it, past the check of the test's own class
    assert client.post(f"/sak/{ticket.pk}/", {"act": "answer", "body": "Se", "files": upload}).status_code in {302, 422}
    with seen_by(Viewer(Role.OWNER)):
        found = Attachment.objects.first()
    if found is None:
        return
    assert kept is None or found.name == kept
    assert not any(ord(letter) < 32 or letter in "/\\\u202e" for letter in found.name)
    answer = client.get(f"/vedlegg/{found.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"<html>")  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    stranger = browser(cast.stranger)
    assert stranger.get(f"/vedlegg/{found.pk}/").status_code == 404
