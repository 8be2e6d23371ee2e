"""A supplier contests on the page, the integrator answers, both see one figure; strangers see nothing."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook
from pypdf import PdfReader

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions as desk
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.party.actions import issue_token
from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Contest, Settlement
from knutepunkt.performance.rules.month import month_of
from knutepunkt.signal.models import Outage
from knutepunkt.web.display import cut, number
from tests.cast import SINCE, Cast
from tests.register import make_register, promise_availability
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FRAME = 10  # queries that every page asks: session, person, viewer, what is unread


@pytest.fixture
def owner(cast: Cast) -> Person:
    person = Person.objects.create(email="avtale@a.example", name="Avtaleansvarlig", organisation=cast.supplier)
    Membership.objects.create(person=person, organisation=cast.supplier, role="service_owner", valid_from=SINCE)
    return person


def solve_late(cast: Cast, opened: datetime) -> Ticket:
    """A ticket that supplier A resolves four days after its opening."""
    with seen_by(cast.sees(cast.employee)):
        ticket = desk.open_ticket(title="Får ikke sendt", service=cast.service, by=cast.employee, at=opened)
    with seen_by(cast.sees(cast.agent)):
        desk.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=opened)
    with seen_by(cast.sees(cast.resolver)):
        desk.take(ticket.pk, by=cast.resolver, at=opened)
        desk.resolve(ticket.pk, resolution="Løst", by=cast.resolver, at=opened + timedelta(days=4))
    return ticket


@pytest.fixture
def late(cast: Cast) -> Ticket:
    """A ticket that supplier A resolved too late, last month, and its settlements."""
    make_register(cast)
    now = timezone.now()
    opened = month_of(now.date().replace(day=1) - timedelta(days=1)).period.starts_at + timedelta(days=6, hours=8)
    ticket = solve_late(cast, opened)
    measure([month_of(opened.date()).period], at=now)
    return ticket


def of_a() -> Settlement:
    return Settlement.objects.get(contract__key="a")


def test_a_supplier_contests_and_the_integrator_answers(
    cast: Cast, owner: Person, late: Ticket, browser: Browser
) -> None:
    level = ServiceLevel.objects.get(contract__key="a", key="resolve")
    supplier, integrator = browser(owner), browser(cast.administrator)
    page = f"/oppgjor/{of_a().pk}/nivaa/{level.pk}/"
    assert f"KP-{late.pk}" in words(supplier.get(page))
    refused = supplier.post(f"{page}innsigelse/", {"case": [late.pk], "grounds": " "})
    assert (refused.status_code, "checked" in refused.content.decode()) == (422, True)
    file = SimpleUploadedFile("logg.txt", b"ventet", content_type="text/plain")
    sent = supplier.post(f"{page}innsigelse/", {"case": [late.pk], "grounds": "Ventet på kunden", "files": [file]})
    assert sent.status_code == 302
    shown = words(integrator.get(f"/oppgjor/{of_a().pk}/"))
    assert "Ventet på kunden" in shown
    contest = Contest.objects.get()
    answered = integrator.post(f"/oppgjor/innsigelse/{contest.pk}/svar/", {"action": "uphold", "answer": "Enig"})
    assert answered.status_code == 302
    assert Contest.objects.get().outcome == "upheld"
    assert "Enig" in words(supplier.get(f"/oppgjor/{of_a().pk}/"))
    [evidence] = contest.evidence.all()
    assert b"".join(integrator.get(f"/oppgjor/dokumentasjon/{evidence.pk}/").streaming_content) == b"ventet"  # type: ignore[attr-defined]
    assert browser(cast.stranger).get(f"/oppgjor/dokumentasjon/{evidence.pk}/").status_code == 404


def test_agreed_then_credited_and_out_of_the_house(cast: Cast, owner: Person, late: Ticket, browser: Browser) -> None:
    for organisation, digits in ((cast.supplier, "974760673"), (cast.integrator, "123456785")):
        Organisation.objects.filter(pk=organisation.pk).update(number=digits)
    page = f"/oppgjor/{of_a().pk}/"
    supplier, integrator = browser(owner), browser(cast.administrator)
    stale = {"action": "agree", "revision": 99}
    assert supplier.post(f"{page}avgjor/", stale).status_code == 409
    assert supplier.post(f"{page}avgjor/", {"action": "agree", "revision": 1}).status_code == 302
    assert integrator.get(f"{page}oppgjor.xml").status_code == 422  # not credited yet
    assert integrator.post(f"{page}avgjor/", {"action": "credit"}).status_code == 302
    settlement = of_a()
    assert settlement.credit is not None
    assert settlement.credit > 0
    found = integrator.get(f"{page}oppgjor.json").json()
    assert (found["credit"], found["state"]) == (str(settlement.credit), "credited")
    assert integrator.get(f"{page}oppgjor.pdf").content[:5] == b"%PDF-"
    assert integrator.get(f"{page}oppgjor.xlsx").content[:2] == b"PK"
    note = integrator.get(f"{page}oppgjor.xml").content.decode()
    assert f">{settlement.credit}<" in note
    assert f"KP-{late.pk}" in note


def test_lists_show_each_what_is_theirs(cast: Cast, owner: Person, late: Ticket, browser: Browser) -> None:
    month = of_a().from_on.isoformat()
    assert "Avtale a" in words(browser(owner).get(f"/oppgjor/?month={month}"))
    assert "Avtale nordvik" not in words(browser(owner).get(f"/oppgjor/?month={month}"))
    ours = words(browser(cast.service_owner).get(f"/oppgjor/?month={month}"))
    assert ("Avtale nordvik" in ours, "Avtale a" in ours) == (True, False)
    assert "Avtale fjellbygda" in words(browser(cast.administrator).get(f"/oppgjor/?month={month}"))
    for who in (cast.employee, cast.resolver):
        assert browser(who).get("/oppgjor/").status_code == 403
    assert browser(cast.stranger).get(f"/oppgjor/{of_a().pk}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["month=x", "month=9999-99-99", "from=-1", "from=" + "9" * 15, "party=x", "state=<b>", "party=" + "9" * 40]
)
def test_odd_filters_show_a_list(cast: Cast, late: Ticket, browser: Browser, query: str) -> None:
    assert browser(cast.administrator).get(f"/oppgjor/?{query}").status_code == 200


def test_before_anything_is_measured(cast: Cast, browser: Browser) -> None:
    assert "Ingenting er målt her ennå" in words(browser(cast.administrator).get("/oppgjor/"))


def test_page_api_workbook_and_paper_show_the_same_figures(
    cast: Cast, owner: Person, late: Ticket, browser: Browser
) -> None:
    settlement = of_a()
    with seen_by(cast.sees(owner)):
        key = issue_token(owner, name="test", lasts=timedelta(days=1), at=timezone.now())
    page = f"/oppgjor/{settlement.pk}/"
    client = browser(owner)
    api = client.get(f"/api/settlements/{settlement.pk}", headers={"authorization": f"Bearer {key}"}).json()
    assert api == client.get(f"{page}oppgjor.json").json()
    assert Decimal(api["credit"]) > 0
    listed = client.get("/api/settlements", headers={"authorization": f"Bearer {key}"}).json()
    assert [one["contract"] for one in listed] == ["a"]
    book = load_workbook(BytesIO(client.get(f"{page}oppgjor.xlsx").content))
    rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert [(row[5], row[6]) for row in rows] == [(one["met"], one["total"]) for one in api["levels"]]
    amounts = [row[4] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)]
    assert sum(Decimal(str(amount)) for amount in amounts) == Decimal(api["credit"])
    shown = words(client.get(page))
    paper = "".join(one.extract_text() for one in PdfReader(BytesIO(client.get(f"{page}oppgjor.pdf").content)).pages)
    with translation.override("nb"):
        credit = number(float(api["credit"]), 2).replace("\xa0", " ")
    assert credit in shown
    assert credit in paper.replace("\xa0", " ")


def test_paper_counts_the_cases_that_a_cap_cut_to_nothing_and_files_keep_them(
    cast: Cast, late: Ticket, browser: Browser
) -> None:
    CompensationRule.objects.update(cap_per_period=1)
    for hours in range(1, 4):
        solve_late(cast, late.opened_at + hours * HOUR)
    page, client = f"/oppgjor/{of_a().pk}/", browser(cast.administrator)
    found = client.get(f"{page}oppgjor.json").json()["credits"]
    nothing = [f"KP-{one['ticket']}" for one in found if Decimal(one["amount"]) == 0]
    assert (len(found), len(nothing)) == (4, 3)
    paper = " ".join(one.extract_text() for one in PdfReader(BytesIO(client.get(f"{page}oppgjor.pdf").content)).pages)
    assert "3 saker til, kuttet til 0,00 av periodens tak" in " ".join(paper.split())
    assert [ticket for ticket in nothing if ticket in paper] == []


def test_page_api_workbook_and_paper_show_availability_end_to_end(cast: Cast, late: Ticket, browser: Browser) -> None:
    promise_availability(cast)
    month = of_a()
    start = month_of(month.from_on).period.starts_at + timedelta(days=7, hours=9)
    Outage.objects.create(service=cast.security_service, start_at=start, end_at=start + timedelta(hours=8))
    measure([month_of(month.from_on).period], at=timezone.now())
    client, settlement = browser(cast.service_owner), Settlement.objects.get(contract__key="nordvik")
    page = f"/oppgjor/{settlement.pk}/"
    told = client.get(f"{page}oppgjor.json").json()["levels"]
    [found] = [one for one in told if one["metric"] == "availability"]
    assert (found["percent"], found["reaches"], found["end_to_end"]["reaches"]) == ("100.0000", True, False)
    [needed] = found["end_to_end"]["needs"]
    assert needed["service"] == cast.security_service.pk
    assert Decimal(found["end_to_end"]["percent"][:-2]) == Decimal(needed["percent"])
    shown = words(client.get(page))
    paper = "".join(one.extract_text() for one in PdfReader(BytesIO(client.get(f"{page}oppgjor.pdf").content)).pages)
    with translation.override("nb"):
        written = f"{cut(needed['percent'], 3)} %"
    assert f"Brannmur {written}" in shown
    assert "".join(written.split()) in "".join(paper.split())
    book = load_workbook(BytesIO(client.get(f"{page}oppgjor.xlsx").content))
    [row] = book.worksheets[2].iter_rows(min_row=2, values_only=True)
    assert (row[0], row[4], str(row[5])) == ("E-post", f"Brannmur {written}", found["end_to_end"]["percent"])
    rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert [(row[5], row[9], row[10]) for row in rows if row[9]] == [(None, "E-post", timedelta(0))]
    assert "Oppetid:E-post" in "".join(paper.split())
    assert paper.count(str(month.from_on.year)) > 1  # a document is read in other years too


def test_a_closed_settlement_shows_what_was_reckoned_later(
    cast: Cast, owner: Person, late: Ticket, browser: Browser
) -> None:
    page = f"/oppgjor/{of_a().pk}/"
    client = browser(owner)
    assert client.post(f"{page}regn-om/").status_code == 422  # not agreed yet
    client.post(f"{page}avgjor/", {"action": "agree", "revision": 1})
    assert "ikke regnet om" in words(client.get(page))
    assert client.post(f"{page}regn-om/").status_code == 302
    assert "Ingenting avviker" in words(client.get(page))
    Clock.objects.filter(ticket=late, level__contract__key="a", level__key="resolve").update(state="met")
    assert "Ingenting avviker" in words(client.get(page))  # until somebody reckons
    client.post(f"{page}regn-om/")
    assert "resolve a Nordvik kommune 0 av 1 1 av 1" in words(client.get(page))
    shown = browser(cast.agent).get(page)
    assert (shown.status_code, "regn-om" in shown.content.decode()) == (200, False)
    assert browser(cast.agent).post(f"{page}regn-om/").status_code == 403


def test_a_closed_page_reads_what_is_kept_and_asks_the_same_however_much_that_is(
    cast: Cast, owner: Person, late: Ticket, browser: Browser
) -> None:
    client, page = browser(owner), f"/oppgjor/{of_a().pk}/"
    client.post(f"{page}avgjor/", {"action": "agree", "revision": 1})
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    assert len(few) == FRAME + 6
    assert not any("desk_clock" in one["sql"] for one in few)
    Clock.objects.filter(ticket=late).update(state="met")
    client.post(f"{page}regn-om/")
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few) + 3


def test_the_api_gives_figures_to_those_who_answer_only(cast: Cast, late: Ticket, browser: Browser) -> None:
    for person, status in ((cast.resolver, 403), (cast.stranger, 404)):
        with seen_by(cast.sees(person)):
            key = issue_token(person, name="test", lasts=timedelta(days=1), at=timezone.now())
        answer = browser(person).get(f"/api/settlements/{of_a().pk}", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == status


def test_many_settlements_come_a_page_at_a_time(cast: Cast, late: Ticket, browser: Browser) -> None:
    first, known = of_a(), Settlement.objects.count()
    for n in range(210):
        contract = Contract.objects.create(
            key=f"a{n:03}", kind="underpinning", title=f"Avtale {n:03}", provider=cast.supplier, valid_from=SINCE,
            customer=cast.integrator,
        )  # fmt: skip
        Settlement.objects.create(
            contract=contract, from_on=first.from_on, to_on=first.to_on, measured_at=first.measured_at,
            shown_on=first.shown_on,
        )  # fmt: skip
    client, filtered = browser(cast.administrator), f"/oppgjor/?month={first.from_on}&party={cast.supplier.pk}"
    pages = [client.get(f"{filtered}&from={n}").content.decode() for n in (0, 100, 200)]
    rows = [re.findall(r'<th scope="row"><a [^>]*>([^<]*)', page) for page in pages]
    assert [len(page) for page in rows] == [100, 100, 11]
    assert len({title for page in rows for title in page}) == 211
    assert f"{filtered[9:]}&state=&from=100".replace("&", "&amp;") in pages[0]
    assert ["Flere" in page for page in pages] == [True, True, False]
    key = issue_token(cast.administrator, name="skript", lasts=timedelta(days=1), at=timezone.now())
    headers = {"authorization": f"Bearer {key}"}
    told = [client.get(f"/api/settlements?page={n}", headers=headers).json() for n in (1, 2, 3)]
    assert [len(page) for page in told] == [200, known + 10, 0]
    assert client.get("/api/settlements?page=0", headers=headers).status_code == 422
