"""A report says the same as page, PDF, workbook and by API, to those it is for."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook
from pypdf import PdfReader

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.party.actions import issue_token
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.actions.reporting import make_reports
from knutepunkt.performance.models import ServiceReport, Subscription
from knutepunkt.performance.rules.month import month_of, up_to
from knutepunkt.signal.models import Outage
from knutepunkt.web.performance import report_parts as parts
from tests.cast import Cast
from tests.performance.test_scoring import AFTER, OCTOBER, THURSDAY, worked
from tests.register import promise_availability
from tests.web.conftest import Browser
from tests.web.pages import words
from tests.web.performance.test_scorecards import manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> ServiceReport:
    """October's to Nordvik: three tickets, one too late, an hour and a half without mail, which needs a firewall."""
    for hours in (1, 3, 7):
        worked(cast, held=timedelta(hours=hours))
    Outage.objects.create(service=cast.service, start_at=THURSDAY, end_at=THURSDAY + timedelta(minutes=90))
    promise_availability(cast)
    with seen_by(Viewer(Role.SYSTEM)):
        measure([OCTOBER.period], at=AFTER)
        make_reports(OCTOBER, at=AFTER, address="https://knutepunkt.example")
    return ServiceReport.objects.get(organisation=cast.municipality)


def tight(text: str) -> str:
    """Without spaces: a PDF breaks lines where a page does not."""
    return "".join(text.split())


def test_page_pdf_workbook_and_api_say_the_same(cast: Cast, browser: Browser, report: ServiceReport) -> None:
    client = browser(cast.service_owner)
    key = issue_token(cast.service_owner, name="skript", lasts=timedelta(days=1), at=timezone.now())
    told = (
        browser(cast.service_owner).get(f"/api/reports/{report.pk}", headers={"authorization": f"Bearer {key}"}).json()
    )
    page = tight(words(client.get(f"/rapporter/{report.pk}/")))
    written = client.get(f"/rapporter/{report.pk}/rapport.pdf").content
    pdf = tight("".join(one.extract_text() for one in PdfReader(BytesIO(written)).pages))
    book = load_workbook(BytesIO(client.get(f"/rapporter/{report.pk}/rapport.xlsx").content))
    with translation.override("nb"), timezone.override("Europe/Oslo"):
        figures, blocks = parts.key_figures(told["figures"]), parts.blocks(told["figures"])
        cells = [tight(cell) for block in blocks for row in block.written for cell in row]
        cells += [tight(one.label + one.written + one.note) for one in figures]
        sheets = [(block.title, block.heads, block.rows) for block in blocks]
    assert len(cells) > 100
    assert [cell for cell in cells if cell not in page] == []
    assert [cell for cell in cells if cell not in pdf] == []
    for title, heads, rows in sheets:
        kept = list(book[title].iter_rows(min_row=2, values_only=True))
        assert len(kept) == len(rows), title
        for found, row in zip(kept, rows, strict=True):
            for head, cell, value in zip(heads, found, row, strict=True):
                assert same(cell, parts.plain(head.form, value), head.form), (title, head.name, cell, value)


def same(cell: Any, value: Any, form: parts.Form) -> bool:
    """Say whether a workbook's cell holds a value: it knows days as moments, and no time zones."""
    if form is parts.Form.MONTH:
        return bool(cell.date() == value)
    if form is parts.Form.MOMENT:
        return bool(cell == timezone.localtime(value).replace(tzinfo=None))
    return cell == value or (isinstance(value, float) and cell == pytest.approx(value))


def test_the_pdf_is_for_screen_readers_too(cast: Cast, browser: Browser, report: ServiceReport) -> None:
    answer = browser(cast.agent).get(f"/rapporter/{report.pk}/rapport.pdf")
    root: Any = PdfReader(BytesIO(answer.content)).trailer["/Root"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert "tjenesterapport-nordvik-2026-10.pdf" in answer.headers["Content-Disposition"]


def test_each_reads_its_own(cast: Cast, browser: Browser, report: ServiceReport) -> None:
    suppliers = ServiceReport.objects.get(organisation=cast.supplier)
    manager = manager_of(cast)
    for person, ours, theirs in (
        (cast.agent, 200, 200),
        (cast.service_owner, 200, 404),
        (manager, 404, 200),
        (cast.stranger, 404, 404),
        (cast.employee, 403, 403),
    ):
        client = browser(person)
        for ending in ("", "rapport.pdf", "rapport.xlsx"):
            assert client.get(f"/rapporter/{report.pk}/{ending}").status_code == ours, (person, ending)
            assert client.get(f"/rapporter/{suppliers.pk}/{ending}").status_code == theirs, (person, ending)


def test_the_api_tells_each_only_its_own(cast: Cast, browser: Browser, report: ServiceReport) -> None:
    for person, count, status in ((cast.agent, 2, 200), (cast.stranger, 0, 404), (cast.employee, 0, 404)):
        key = issue_token(person, name="skript", lasts=timedelta(days=1), at=timezone.now())
        headers = {"authorization": f"Bearer {key}"}
        assert len(browser(person).get("/api/reports", headers=headers).json()) == count
        assert browser(person).get(f"/api/reports/{report.pk}", headers=headers).status_code == status


def test_a_person_has_them_sent_and_stops_it(cast: Cast, browser: Browser, report: ServiceReport) -> None:
    client = browser(cast.service_owner)
    address = f"/rapporter/abonnement/{cast.municipality.pk}/"
    assert "Send til meg" in words(client.get("/rapporter/"))
    assert "Sendes til deg" in words(client.post(address, {"act": "subscribe"}, follow=True))
    assert "Send til meg" in words(client.post(address, {"act": "unsubscribe"}, follow=True))
    assert client.post(f"/rapporter/abonnement/{cast.supplier.pk}/", {"act": "subscribe"}).status_code == 404
    assert client.get(address).status_code == 405


def test_many_reports_come_a_page_at_a_time(cast: Cast, browser: Browser, report: ServiceReport) -> None:
    ServiceReport.objects.bulk_create(
        ServiceReport(organisation=cast.other_supplier, month=one.first, made_at=AFTER, figures={})
        for one in up_to(month_of(report.month), 220)
    )
    rest = ServiceReport.objects.count() - 200
    client = browser(cast.administrator)
    first, last = (words(client.get(f"/rapporter/?page={n}")) for n in (1, 3))
    assert (first.count("Excel"), last.count("Excel")) == (100, rest)
    assert "Flere" in first
    assert ("Flere" in last, "Fra starten" in last) == (False, True)
    headers = {
        "authorization": f"Bearer {issue_token(cast.administrator, name='s', lasts=timedelta(days=1), at=timezone.now())}"
    }
    pages = [client.get(f"/api/reports?page={n}", headers=headers).json() for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [200, rest, 0]
    assert client.get("/api/reports?page=0", headers=headers).status_code == 422


def test_only_those_that_get_reports_are_offered(cast: Cast, browser: Browser, report: ServiceReport) -> None:
    client = browser(cast.administrator)

    def offered() -> set[str]:
        return set(re.findall(r'/rapporter/abonnement/([0-9]+)/"', client.get("/rapporter/").content.decode()))

    assert offered() == {str(cast.municipality.pk), str(cast.supplier.pk)}
    Subscription.objects.create(person=cast.administrator, organisation=cast.other_supplier, since_at=AFTER)
    assert str(cast.other_supplier.pk) in offered(), "or it could not be stopped"
    theirs = browser(cast.service_owner).get("/rapporter/").content.decode()
    assert re.findall(r"/rapporter/abonnement/([0-9]+)/", theirs) == [str(cast.municipality.pk)]
    assert "Få dem tilsendt" not in words(browser(cast.stranger).get("/rapporter/"))
