"""Projects, benefits, strategy meetings and the board as people use them: each role its own, and the PDF as the page."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader

from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Service
from knutepunkt.party.queries import local_day
from knutepunkt.plan.models import (
    Benefit,
    BenefitMeasurement,
    Capacity,
    CapacityNeed,
    ContinuityPlan,
    CostShare,
    Improvement,
    Project,
    StrategyItem,
    StrategyMeeting,
    TimeSpent,
)
from knutepunkt.plan.queries.board import board
from knutepunkt.web.projects import board_parts as parts
from tests.cast import MONDAY, Cast
from tests.projects import BP3, QUARTER, TODAY, make_planning, make_projects
from tests.web.conftest import Browser
from tests.web.pages import faults, press, words

pytestmark = pytest.mark.django_db
PAGES = {
    "/planer/prosjekter/": 6,
    "/planer/kapasitet/": 10,
    "/planer/gevinster/": 3,
    "/planer/sektorstrategi/": 6,
    "/planer/styret/": 28,
    "/planer/prosjekter/nett/": 15,
}
FRAME = 10


def asked(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200, page
    return len(queries)


def one_more(cast: Cast, n: int) -> None:
    """One more of all that these pages list."""
    first = Project.objects.get(key="nett")
    more = Project.objects.create(
        key=f"p{n}", title=f"Prosjekt {n}", owner=cast.integrator, sector=first.sector, budget=Decimal(100),
        end_on=local_day(timezone.now()) + timedelta(days=n),
    )  # fmt: skip
    for row in (first, more):
        gain = Benefit.objects.create(project=row, key=f"{row.key}-{n}", title=f"Gevinst {n}")
        BenefitMeasurement.objects.create(benefit=gain, measured_on=TODAY, value=n, at=MONDAY)
    need = CapacityNeed.objects.get(project=first, quarter=QUARTER)
    later = QUARTER.replace(year=QUARTER.year + n)
    Capacity.objects.create(area=need.area, quarter=later, hours=5)
    CapacityNeed.objects.create(project=first, area=need.area, quarter=later, hours=50)
    CapacityNeed.objects.create(project=more, area=need.area, quarter=QUARTER, hours=50)
    key = CostShare.objects.get(project=first).cost_key
    CostShare.objects.create(project=more, municipality=cast.municipality, cost_key=key, percent=100, amount=100)
    TimeSpent.objects.create(project=more, area=need.area, spent_on=TODAY, hours=1, at=MONDAY)
    assert first.sector is not None
    meeting = StrategyMeeting.objects.create(sector=first.sector, planned_on=TODAY + timedelta(days=n))
    for row in (first, more):
        StrategyItem.objects.create(meeting=meeting, project=row)
    leave_undone(cast, n)


def leave_undone(cast: Cast, n: int) -> None:
    """An improvement past its day, a critical service without a plan, and a plan that nobody tried."""
    today = local_day(timezone.now())
    Improvement.objects.create(
        key=f"sen{n}", title=f"Sen {n}", owner=cast.municipality, due_on=today - timedelta(days=n)
    )
    Service.objects.create(
        key=f"uten{n}", name=f"Uten plan {n}", group=cast.service.group, owner=cast.integrator,
        provider=cast.supplier, first_team=cast.first_line, criticality=Service.Criticality.CRITICAL.value,
    )  # fmt: skip
    ContinuityPlan.objects.create(
        key=f"uprovd{n}", title=f"Uprøvd {n}", service=cast.service, approved_on=today - timedelta(days=400 + n)
    )


@pytest.mark.parametrize(("page", "most"), PAGES.items())
def test_a_page_asks_what_it_says_whatever_there_is(cast: Cast, browser: Browser, page: str, most: int) -> None:
    make_projects(cast)
    client = browser(cast.administrator)
    one_more(cast, 1)
    few = asked(client, page)
    one_more(cast, 2)
    one_more(cast, 3)
    assert asked(client, page) == few
    assert few - FRAME == most


def test_a_gate_that_lacks_something_says_what_and_keeps_what_was_written(cast: Cast, browser: Browser) -> None:
    make_projects(cast)
    client = browser(cast.administrator)
    answer = press(
        client, "/planer/prosjekter/nett/", "pass",
        **{"pass-decided_by": "Styret", "pass-passed_on": f"{TODAY}", "pass-line": "Vedtatt"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Mangler: resultater godkjent" in words(answer)
    assert 'value="Styret"' in answer.content.decode()
    proof = {
        "prove-demand": "results",
        "prove-said": "Sak 3",
        "prove-approved_by": "Eier",
        "prove-approved_on": f"{TODAY}",
    }
    assert press(client, "/planer/prosjekter/nett/", "prove", **proof).status_code == 200
    said = {"pass-decided_by": "Styret", "pass-passed_on": f"{TODAY}", "pass-line": "Vedtatt"}
    answer = press(client, "/planer/prosjekter/nett/", "pass", **said)
    assert "BP5: prosjektet avsluttes" in words(answer)
    assert Project.objects.get(key="nett").phase == "closing"


def test_before_bp3_the_page_asks_no_more_than_it_says(cast: Cast, browser: Browser) -> None:
    plan = make_planning(cast)
    plan.prove(*BP3)
    client = browser(cast.administrator)
    assert asked(client, "/planer/prosjekter/nett/") - FRAME == 18


def test_a_risk_analysis_is_judged_chosen_and_shown_with_its_state(cast: Cast, browser: Browser) -> None:
    plan = make_planning(cast)
    client = browser(cast.administrator)
    page = client.get("/planer/prosjekter/nett/")
    assert f"/vurderinger/ny/?model=prosjektrisiko&amp;subject={plan.one.pk}" in page.content.decode()
    answer = client.get("/vurderinger/ny/", {"model": "prosjektrisiko", "subject": f"{plan.one.pk}"}, follow=True)
    assert "Risikoanalyse av prosjekt" in words(answer)
    row = plan.judge(decided=False)
    chosen = {"rest_on-demand": "risk_analysis", "rest_on-assessment": row.pk}
    answer = press(client, "/planer/prosjekter/nett/", "rest_on", **chosen)
    assert "Nett i skolene ikke besluttet" in words(answer)
    answer = press(
        client, "/planer/prosjekter/nett/", "pass",
        **{"pass-decided_by": "Styret", "pass-passed_on": f"{TODAY}", "pass-line": "Vedtatt"},
    )  # fmt: skip
    assert answer.status_code == 422
    plan.prove(*BP3)
    page = browser(cast.administrator).get("/planer/prosjekter/nett/")
    assert "Nett i skolene Godkjent" in words(page)
    assert client.get("/vurderinger/").status_code == 200
    decided = client.get(f"/vurderinger/vurdering/{row.pk}/").content.decode()
    assert 'href="/planer/prosjekter/nett/"' in decided


def test_work_beyond_capacity_is_begun_with_a_reason_that_the_capacity_page_shows(cast: Cast, browser: Browser) -> None:
    plan = make_planning(cast)
    run = plan.run("stort", 500)
    client, page = browser(cast.administrator), f"/planer/prosjekter/{run.key}/"
    assert press(client, page, "begin").status_code == 422
    answer = press(client, page, "begin", **{"begin-beyond_because": "Sertifikatene går ut"})
    assert "Sertifikatene går ut" in words(answer)
    assert "Sertifikatene går ut" in words(client.get("/planer/kapasitet/"))
    small = plan.run("lite", 1, plan.desk)
    assert b"beyond_because" not in client.get(f"/planer/prosjekter/{small.key}/").content


def test_hours_of_a_day_to_come_are_refused_at_their_field(cast: Cast, browser: Browser) -> None:
    plan = make_projects(cast)
    later = local_day(timezone.now()) + timedelta(days=9)
    said = {"spend-area": plan.delivery.pk, "spend-hours": "3", "spend-spent_on": f"{later}"}
    answer = press(browser(cast.agent), "/planer/prosjekter/nett/", "spend", **said)
    assert faults(answer) == {"spend-spent_on"}
    assert TimeSpent.objects.count() == 1


def test_a_municipality_finds_its_project_and_share_and_no_form_and_a_stranger_nothing(
    cast: Cast, browser: Browser
) -> None:
    make_projects(cast)
    ours = browser(cast.service_owner)
    page = ours.get("/planer/prosjekter/nett/")
    assert "1 000,01" in words(page)
    assert b'name="act"' not in page.content
    assert "Sak 12" not in words(page), "what was approved, and where, is the integrator's"
    assert ours.get("/planer/kapasitet/").status_code == 403
    theirs = browser(cast.stranger)
    assert theirs.get("/planer/prosjekter/nett/").status_code == 404
    assert theirs.get("/planer/gevinster/tid/").status_code == 404
    for address in ("/planer/prosjekter/", "/planer/gevinster/", "/planer/sektorstrategi/", "/planer/styret/"):
        assert "Nett i skolene" not in words(theirs.get(address)), address
        assert browser(cast.employee).get(address).status_code == 403, address
        assert browser(cast.resolver).get(address).status_code == 403, address


@pytest.mark.parametrize("who", ["administrator", "service_owner"])
def test_the_boards_document_says_what_its_page_says(cast: Cast, browser: Browser, who: str) -> None:
    make_projects(cast)
    one_more(cast, 1)
    client = browser(getattr(cast, who))
    page = words(client.get("/planer/styret/"))
    answer = client.get("/planer/styret.pdf")
    assert answer["Content-Type"] == "application/pdf"
    paper = squeezed(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.content)).pages))
    of = None if who == "administrator" else cast.municipality.pk
    with seen_by(cast.sees(getattr(cast, who))), translation.override("nb"):
        found = board(on=local_day(timezone.now()), of=of)
        figures, blocks = parts.figures(found, of=of), parts.blocks(found, of=of)
    said = [figure.value for figure in figures]
    said += [cell for block in blocks for row in block.rows for cell in row.cells]
    assert len(said) > 20
    for one in said:
        assert squeezed(one) in squeezed(page), one
        assert squeezed(one) in paper, one
    assert ("risks" in {block.key for block in blocks}) == (of is None)


def test_the_board_leads_to_what_was_not_done_in_its_time(cast: Cast, browser: Browser) -> None:
    make_projects(cast)
    today = local_day(timezone.now())
    leave_undone(cast, 3)
    ContinuityPlan.objects.create(key="ny", title="Nylig prøvd", service=cast.service, approved_on=today)
    Improvement.objects.create(key="i-rute", title="I rute", owner=cast.municipality, due_on=today)
    Improvement.objects.create(
        key="gjort",
        title="Gjort",
        owner=cast.municipality,
        due_on=today - timedelta(days=9),
        state="done",
        done_on=today,
    )
    ours = browser(cast.administrator).get("/planer/styret/")
    page = ours.content.decode()
    for address in ("/planer/forbedringer/sen3/", "/portefolje/verdistrommer/uten3/", "/planer/kontinuitet/uprovd3/"):
        assert f'href="{address}"' in page, address
    assert "Sen 3 Forbedring 3 dager forsinket" in words(ours)
    assert "Uten plan 3 Kontinuitet Kritisk, uten godkjent plan" in words(ours)
    assert "Uprøvd 3 Kontinuitet Øvelse:" in words(ours)
    assert "Ikke gjort i tide Hva Type Vurdering" in words(ours)
    assert not [title for title in ("Nylig prøvd", "I rute", "Gjort") if title in words(ours)]
    theirs = words(browser(cast.service_owner).get("/planer/styret/"))
    assert "Sen 3 Forbedring 3 dager forsinket" in theirs
    assert "Uprøvd" not in theirs, "where services could break is told to no municipality"
    assert "Uten plan" not in theirs
    assert "Ikke gjort i tide" not in words(browser(cast.stranger).get("/planer/styret/"))


def test_the_boards_document_is_one_sheet_however_much_there_is(cast: Cast, browser: Browser) -> None:
    make_projects(cast)
    for n in range(1, 31):
        one_more(cast, n)
    client = browser(cast.administrator)
    (sheet,) = PdfReader(BytesIO(client.get("/planer/styret.pdf").content)).pages
    text = sheet.extract_text()
    assert "Ikke gjort i tide" in text
    assert text.rstrip().endswith("Side 1 av 1")
    assert "og 26 til" in words(client.get("/planer/styret/"))


def squeezed(text: str) -> str:
    """Return the text without spaces and without the hyphens at which lines are broken."""
    return "".join(text.split()).replace("-", "").replace("\u2010", "")
