"""The gates, in a real browser: accessible, silent, no wider than the screen, for every role in light and dark."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.assessment.models import Assessment, Conflict
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Architecture
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Person
from knutepunkt.plan.models import ProcurementNotice, StrategyMeeting
from tests.cast import Cast, make_cast
from tests.improving import make_plans
from tests.judged import make_ability, make_judged
from tests.portfolio import make_portfolio
from tests.processes import make_process
from tests.procurement import make_bought
from tests.projects import make_projects
from tests.register import make_draft, make_register
from tests.systems import make_systems

# Playwright's loop runs in this thread, and Django would refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PICTURES = os.environ.get("KNUTEPUNKT_PICTURES")  # a folder, for those who want to look
DARK = "matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"
SPILT = """[...document.querySelectorAll("table :is(td, th):not(.ds-sr-only)")]
  .filter(cell => getComputedStyle(cell).overflow === "visible" && cell.scrollWidth > cell.clientWidth + 1)
  .slice(0, 3).map(cell => cell.innerText.slice(0, 40))"""
WRAPS = """!!document.querySelector(".top__fold")
  && document.querySelector(".top__tools").offsetTop > document.querySelector(".logo").offsetTop + 34"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COMMON = ["/meg/", "/varsler/", "/tilgjengelighet/", "/personvern/", "/finnes-ikke/"]
PORTAL = ["/hjelp/", "/sok/?q=epost", "/meld/", "/bestill/", "/mine-saker/"]
DESK = ["/arbeidsbenk/", "/arbeidsbenk/?sort=newest&closed=1", "/arbeidsbenk/?q=finnesikke", "TICKET"]
PAGES = {
    "nobody": ["/", "/konto/login/", "/konto/password/reset/", "/tilgjengelighet/"],
    "employee": ["/", *PORTAL, "TICKET", *COMMON],
    "service_owner": [
        "/systemkart/",
        "/systemkart/applikasjon/journal/konsekvens/",
        *("/", "/vaare-tjenester/", "/vaare-tjenester/saker/", "TICKET", "/vurderinger/vedtak/", "ASSESSMENT"),
        *("/planer/styret/", "/planer/prosjekter/", "/planer/prosjekter/nett/", "/planer/gevinster/tid/"),
        *("/portefolje/", "/portefolje/applikasjon/journal/", "/portefolje/nokkeltall/"),
    ],
    "agent": [
        "/avtaler/dekning/",
        "/avtaler/dekning/?gap=all",
        *DESK,
        "/arbeidsbenk/ny/",
        "/oversikt/",
        "/ansvarsrapport/",
        "/ansvarsrapport/?by=team",
    ],
    "administrator": [
        *("/oppsett/", "/oppsett/organisasjoner/", "/oppsett/nivaer/", "ROW", "CALENDAR", "CALENDAR/endre"),
        *(f"/oppsett/{key}/ny/" for key in ("organisasjoner", "tilknytninger", "tjenester", "avtaler", "nivaer")),
        "HISTORY",
        *(
            "/systemkart/",
            "/systemkart/integrasjoner/",
            "/systemkart/sektor/helse/",
            "/systemkart/applikasjon/journal/",
        ),
        *("/systemkart/applikasjon/journal/konsekvens/", "/systemkart/komponent/register/", "/systemkart/modeller/"),
        *("MODEL", "MODEL/id-1/", "/oppsett/integrasjoner/ny/"),
        *("/avtaler/dekning/a2/", "/avtaler/dekning/a2/tilbakeblikk/"),
        *("/planer/styret/", "/planer/prosjekter/", "/planer/prosjekter/nett/", "/planer/kapasitet/"),
        *("/planer/gevinster/", "/planer/gevinster/tid/", "/planer/sektorstrategi/", "MEETING"),
        *("/avtaler/", "/avtaler/avtale/a/", "/avtaler/rammeavtale/modul-2/", "/avtaler/lisenser/", "/avtaler/dager/"),
        *("/vurderinger/", "/vurderinger/ny/?model=placement", "ASSESS", "ASSESSMENT", "/vurderinger/vedtak/"),
        *(
            "/vurderinger/varmekart/",
            "/vurderinger/overforing/",
            "/vurderinger/ansvar/",
            "CONFLICT",
            "/vurderinger/funn/",
        ),
        "/oppsett/vurderingsmodeller/ny/",
        *("/portefolje/prosesser/", "/portefolje/prosesser/melde-feil/", "/oppsett/prosesstrinn/ny/"),
        *("/portefolje/verdistrommer/", "/portefolje/verdistrommer/mail/"),
        *("/planer/forbedringer/", "/planer/forbedringer/sertifikat/", "/oppsett/forbedringer/ny/"),
        *("/planer/kontinuitet/", "/planer/kontinuitet/epost/"),
        *("/portefolje/", "/portefolje/fliser/", "/portefolje/funksjoner/", "/portefolje/funksjoner/pleie/"),
        *(
            "/portefolje/merk-deg/",
            "/portefolje/applikasjon/journal/",
            "/portefolje/nokkeltall/",
            "/portefolje/inn-og-ut/",
        ),
    ],
    "buyer": [
        "/anskaffelser/",
        "/anskaffelser/drift/",
        "/anskaffelser/drift/vurdering/1/",
        "/anskaffelser/drift/protokoll/",
    ],
    "seller": ["/anskaffelser/", "COMPETITION"],
    "resolver": [*DESK, "/oppsett/"],
}
# Who is called by another name in the cast, or is not of it.
PEOPLE = {"buyer": "administrator@integrator.example", "seller": "selger@leverandor-a.example"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is needed on the PATH"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket that has been about, and a few others beside it."""
    now = timezone.now()
    make_register(cast)
    make_systems(cast)
    make_draft(cast)
    make_bought(cast)
    make_judged(cast)
    make_ability()
    make_process(cast)
    make_plans(cast)
    make_projects(cast)
    make_portfolio(cast)
    for n, title in enumerate(("Skriveren skriver ikke ut", "Trenger tilgang til fellesområdet " + "langt " * 20)):
        open_one(cast, cast.colleague, title, at=now - timedelta(hours=n + 3))
    ticket = open_one(cast, cast.employee, "Får ikke sendt e-post", at=now - timedelta(hours=2))
    with seen_by(cast.sees(cast.agent)):
        actions.take(ticket.pk, by=cast.agent, at=now - timedelta(minutes=100))
        actions.answer(ticket.pk, body="Vi ser på det.\n\nHar du startet på nytt?", by=cast.agent, at=now)
        actions.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=now - timedelta(minutes=60))
    with seen_by(cast.sees(cast.resolver)):
        actions.take(ticket.pk, by=cast.resolver, at=now - timedelta(minutes=40))
        actions.wait(ticket.pk, reason=WaitingReason.CUSTOMER, by=cast.resolver, at=now - timedelta(minutes=10))
    return ticket


def open_one(cast: Cast, person: Person, title: str, *, at: datetime) -> Ticket:
    with seen_by(cast.sees(person)):
        return actions.open_ticket(title=title, description="Siden i går.", service=cast.service, by=person, at=at)


def enter(browser: Browser, server: LiveServer, person: Person | None, **options: Any) -> BrowserContext:
    """Open a window in which the person is logged in."""
    context = browser.new_context(**options)
    if person is not None:
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
    return context


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", PAGES)
def test_pages_are_accessible_silent_and_fit(
    browser: Browser, live_server: LiveServer, cast: Cast, ticket: Ticket, role: str, scheme: str
) -> None:
    faults: list[str] = []
    model = Architecture.objects.get().pk
    for width in (1440, 390):
        context = enter(
            browser,
            live_server,
            Person.objects.get(email=PEOPLE[role]) if role in PEOPLE else getattr(cast, role, None),
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
        )
        page = context.new_page()
        listen(page, faults)
        for address in PAGES[role]:
            path = {
                "TICKET": f"/sak/{ticket.pk}/",
                "HISTORY": f"/sak/{ticket.pk}/historikk/",
                "COMPETITION": f"/anskaffelser/kunngjoring/{ProcurementNotice.objects.get().pk}/",
                "MEETING": f"/planer/sektorstrategi/{StrategyMeeting.objects.get().pk}/",
                "ROW": f"/oppsett/tjenester/{cast.service.pk}/",
                "CALENDAR": f"/oppsett/kalendere/{cast.calendar.pk}/",
                "MODEL": f"/systemkart/modeller/{model}/",
                "MODEL/id-1/": f"/systemkart/modeller/{model}/id-1/",
                "CALENDAR/endre": f"/oppsett/kalendere/{cast.calendar.pk}/endre/",
                **judged_pages(),
            }.get(address, address)
            faults += look_at(page, live_server.url + path, width)
        context.close()
    expected = ("404 (Not Found)", "403 (Forbidden)")  # what a browser says of the pages that are meant to refuse
    assert [fault for fault in faults if not any(words in fault for words in expected)] == []


def judged_pages() -> dict[str, str]:
    """The addresses of what was judged."""
    row = Assessment.objects.get(application__isnull=False)
    return {
        "ASSESS": f"/vurderinger/ny/placement/{row.application_id}/",
        "ASSESSMENT": f"/vurderinger/vurdering/{row.pk}/",
        "CONFLICT": f"/vurderinger/ansvar/motstrid/{Conflict.objects.get().pk}/",
    }


def listen(page: Page, faults: list[str]) -> None:
    """A page that says anything to the console has a fault."""
    page.on("console", lambda message: faults.append(f"{page.url}: console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))


def look_at(page: Page, address: str, width: int) -> list[str]:
    answer = page.goto(address)
    assert answer is not None
    faults = []
    if PICTURES:
        name = address.partition("//")[2].partition("/")[2].replace("/", "-") or "forside"
        page.screenshot(path=f"{PICTURES}/{name}-{width}-{page.evaluate(DARK)}.png", full_page=width == 390)
    if "unsafe" in answer.headers.get("content-security-policy", "unsafe"):
        faults.append(f"{address}: no strict content security policy")
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    for one in found["violations"]:
        where = "; ".join(str(node["target"]) for node in one["nodes"][:3])
        faults.append(f"{address} {width}: {one['id']}: {one['help']} at {where}")
    if width == 390:
        page.set_viewport_size({"width": 320, "height": 800})
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > 320:
            faults.append(f"{address}: {wide} px wide at 320")
        if page.evaluate(WRAPS):
            faults.append(f"{address}: the bar takes more than one row at 320")
        faults += [f"{address}: a cell is written over the next one at 320: {cell}" for cell in page.evaluate(SPILT)]
        page.set_viewport_size({"width": 390, "height": 900})
    return faults


def test_without_scripts_a_ticket_is_reported_and_taken(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    plain = enter(browser, live_server, cast.employee, java_script_enabled=False).new_page()
    plain.goto(live_server.url + "/meld/")
    plain.fill("[name=title]", "Outlook starter ikke")
    plain.fill("[name=description]", "Siden i morges")
    if plain.locator("select[name=service]").count():
        plain.select_option("select[name=service]", cast.service.key)
    plain.click("form[method=post] main button[type=submit], main form[method=post] button[type=submit]")
    ticket = Ticket.objects.get()
    desk = enter(browser, live_server, cast.agent, java_script_enabled=False).new_page()
    desk.goto(live_server.url + f"/sak/{ticket.pk}/")
    desk.click("button[value=take]")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == ("working", cast.agent)


def test_two_agents_collide_and_nothing_typed_is_lost(
    browser: Browser, live_server: LiveServer, cast: Cast, ticket: Ticket
) -> None:
    page = enter(browser, live_server, cast.agent).new_page()
    page.goto(live_server.url + f"/sak/{ticket.pk}/")
    with seen_by(cast.sees(cast.second_agent)):
        actions.hand_over(ticket.pk, to=cast.first_line, by=cast.second_agent, at=timezone.now())
    page.locator("details:has(#resolve-text) > summary").click()
    page.fill("#resolve-text", "Byttet kabel")
    page.click("button[value=resolve]")
    assert page.locator("[role=alert]").count() == 1
    assert page.input_value("#resolve-text") == "Byttet kabel"
    ticket.refresh_from_db()
    assert ticket.state == "queued"


def test_what_was_written_outlives_a_lost_login(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    context = enter(browser, live_server, cast.employee)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + "/meld/")
    kept: Any = context.cookies()
    page.fill("[name=title]", "Outlook starter ikke")
    page.fill("[name=description]", "En lang forklaring")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("form[data-keep] > p button[type=submit]")
    assert "/konto/login/" in page.url
    context.add_cookies(kept)
    page.goto(live_server.url + "/meld/")
    assert page.input_value("[name=title]") == "Outlook starter ikke"
    assert page.input_value("[name=description]") == "En lang forklaring"
    page.click("form[data-keep] > p button[type=submit]")
    if "/meld/" in page.url:  # the service was asked for
        page.select_option("select[name=service]", cast.service.key)
        page.click("form[data-keep] > p button[type=submit]")
    assert "/sak/" in page.url
    page.goto(live_server.url + "/meld/")
    assert page.input_value("[name=title]") == ""
