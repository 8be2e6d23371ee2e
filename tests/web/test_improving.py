"""The pages of processes, value streams, improvements and continuity, as each role meets them."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from knutepunkt.assessment.models import Finding
from knutepunkt.catalogue.models import Application, Dependency, Process
from knutepunkt.catalogue.queries.process import processes, value_of
from knutepunkt.connectors import bpmn
from knutepunkt.party.models import Membership, Ownership
from knutepunkt.performance.models import Review, ReviewAction
from knutepunkt.plan.models import Activity, ContinuityPlan, Improvement, Project, Roadmap
from tests.cast import SINCE, Cast
from tests.improving import make_plans
from tests.planned import make_planned
from tests.processes import make_process
from tests.projects import make_projects
from tests.web.conftest import Browser
from tests.web.pages import words
from tests.web.test_list_queries import FRAME, asked

pytestmark = pytest.mark.django_db


def send(client: Client, content: bytes) -> Any:
    file: Any = SimpleUploadedFile("prosess.bpmn", content)
    return client.post("/portefolje/prosesser/les-inn/", {"file": file})


def test_a_process_that_lacks_its_owner_or_description_shows_it(cast: Cast, browser: Browser) -> None:
    make_process(cast)
    Process.objects.create(key="uten", name="Uten eier", description="Noe")
    page = words(browser(cast.agent).get("/portefolje/prosesser/"))
    assert "Uten eier 1 Uten beskrivelse 1" in page
    assert "ingen eier" in words(browser(cast.agent).get("/portefolje/prosesser/uten/"))


def test_the_drawing_and_the_list_say_the_same(cast: Cast, browser: Browser) -> None:
    make_process(cast)
    answer = browser(cast.agent).get("/portefolje/prosesser/melde-feil/")
    assert words(answer).count("Servicesenter gjør sitt") == 2
    assert b"style=" not in answer.content


def test_a_process_goes_out_and_in_by_the_pages(cast: Cast, browser: Browser) -> None:
    process = make_process(cast)
    before = value_of(processes().get(pk=process.pk))
    client = browser(cast.administrator)
    file = client.get("/portefolje/prosesser/melde-feil.bpmn").content
    assert bpmn.read(file).processes == (before,)
    process.delete()
    assert "Melde feil ny" in words(send(client, file))
    assert value_of(processes().get()) == before


def test_a_file_that_cannot_be_read_says_where_and_keeps_nothing(cast: Cast, browser: Browser) -> None:
    client = browser(cast.administrator)
    answer = send(client, b"<?xml version='1.0'?>\n<svg/>")
    assert answer.status_code == 422
    assert "Linje 2, kolonne 1: Dette er ikke BPMN 2.0" in words(answer)
    assert client.post("/portefolje/prosesser/les-inn/").status_code == 422
    assert send(browser(cast.agent), b"<svg/>").status_code == 422
    assert send(browser(cast.service_owner), b"<svg/>").status_code == 403
    assert not Process.objects.exists()


def test_a_reviews_action_and_an_exercise_become_improvements_by_a_button(cast: Cast, browser: Browser) -> None:
    make_plans(cast)
    Improvement.objects.all().delete()
    review = Review.objects.create(
        supplier=cast.supplier, tier="tactical", planned_on=date(2026, 11, 2), from_on=SINCE, to_on=date(2026, 10, 31)
    )
    action = ReviewAction.objects.create(review=review, text="Lage mal", organisation=cast.supplier, due_on=SINCE)
    client = browser(cast.administrator)
    assert f"/planer/forbedringer/fra/tiltak/{action.pk}/" in client.get("/oppfolging/").content.decode()
    made = client.post(f"/planer/forbedringer/fra/tiltak/{action.pk}/", follow=True)
    assert f'href="/oppfolging/{review.pk}/"' in made.content.decode()
    exercise = ContinuityPlan.objects.get().exercises.get()
    made = client.post(f"/planer/forbedringer/fra/ovelse/{exercise.pk}/", follow=True)
    assert "Sertifikatet var utløpt" in words(made)
    assert "Forbedringen" in words(client.get("/planer/kontinuitet/epost/"))
    assert browser(cast.service_owner).post(f"/planer/forbedringer/fra/tiltak/{action.pk}/").status_code == 403


def test_each_party_meets_its_own(cast: Cast, browser: Browser) -> None:
    make_plans(cast)
    make_process(cast)
    for person in (cast.resolver, cast.other_resolver):
        Membership.objects.filter(person=person).update(role=Membership.Role.SERVICE_OWNER.value)
    ours, theirs, town = browser(cast.resolver), browser(cast.other_resolver), browser(cast.service_owner)
    pages = ("/portefolje/prosesser/melde-feil/", "/planer/forbedringer/sertifikat/", "/planer/kontinuitet/epost/")
    assert [ours.get(page).status_code for page in pages] == [200, 200, 200]
    assert [theirs.get(page).status_code for page in pages] == [404, 404, 404]
    assert [town.get(page).status_code for page in pages] == [200, 404, 403]
    lists = [words(client.get("/portefolje/verdistrommer/")) for client in (ours, theirs, town)]
    assert ["E-post Leverandør A" in told for told in lists] == [True, False, True]
    assert [told for told in lists if "uten plan" in told.lower()] == [], (
        "nobody is told that what they cannot see is not"
    )
    streams = [client.get("/portefolje/verdistrommer/mail/").status_code for client in (ours, theirs, town)]
    assert streams == [200, 404, 200], "of a service that one delivers, or has"
    assert browser(cast.employee).get("/portefolje/verdistrommer/mail/").status_code == 403
    assert "Kritiske tjenester" not in words(ours.get("/planer/kontinuitet/"))


def test_a_stream_shows_what_is_planned_and_found_to_each_its_own(cast: Cast, browser: Browser) -> None:
    make_plans(cast)
    make_planned(cast)
    make_projects(cast)
    Dependency.objects.create(service=cast.service, needs_application=Application.objects.get(key="kart"))
    Finding.objects.create(key="F90", text="Uten varsling", kind="weakness", service=cast.service)
    Finding.objects.create(key="F91", text="Gammelt kart", kind="technical_debt", application=Application.objects.get())
    Finding.objects.create(key="F92", text="Lukket", kind="need", service=cast.service, state="closed", outcome="Gjort")
    for person in (cast.resolver, cast.other_resolver):
        Membership.objects.filter(person=person).update(role=Membership.Role.SERVICE_OWNER.value)
    page = "/portefolje/verdistrommer/mail/"
    answer = browser(cast.agent).get(page)
    for address in ("prosjekter/nett", "veikart/plan", "bolger/one"):
        assert f'href="/planer/{address}/"' in answer.content.decode(), address
    assert "Nett i skolene Prosjekt" in words(answer)
    assert "moving Plan · Flytting · Leverandør Aktivitet" in words(answer)
    assert [key in words(answer) for key in ("F90", "F91", "F92")] == [True, True, False]
    town, neighbour, supplier = (
        words(browser(one).get(page)) for one in (cast.service_owner, cast.stranger, cast.resolver)
    )
    assert "Nett i skolene" in town
    assert "Kart 1. First" in town
    assert "moving" not in town, "the roadmap is for those who own the integrator"
    Ownership.objects.create(owner=cast.municipality, owned=cast.integrator, valid_from=SINCE)
    assert "moving" in words(browser(cast.service_owner).get(page))
    for other in (neighbour, supplier):
        assert [told for told in ("Nett i skolene", "moving", "1. First") if told in other] == []
        assert "Veikart og prosjekter" not in other, "nobody is told that what they cannot see is not"
    for other in (town, neighbour, supplier):
        assert [told for told in ("Uten varsling", "Gammelt kart", "Funn og gjeld") if told in other] == []
    assert "E-post er borte" in supplier, "who delivers the service knows its plan"
    assert "E-post er borte" not in town
    assert "Kontinuitet" not in town.split("Risiko")[-1].split("Arbeid")[0], "nor that there would be none"


def test_a_stream_asks_the_same_whatever_is_planned_and_found(cast: Cast, browser: Browser) -> None:
    make_plans(cast)
    make_planned(cast)
    make_projects(cast)
    client, page = browser(cast.administrator), "/portefolje/verdistrommer/mail/"
    Finding.objects.create(key="F0", text="…", kind="need", service=cast.service)
    few = asked(client, page)
    for n in range(1, 4):
        project = Project.objects.create(key=f"p{n}", title=f"P {n}", owner=cast.integrator)
        activity = Activity.objects.create(roadmap=Roadmap.objects.get(), key=f"a{n}", area="Flytting", title=f"A {n}")
        for row in (project, activity):
            row.services.add(cast.service)
        Finding.objects.create(key=f"F{n}", text="…", kind="need", service=cast.service)
    assert asked(client, page) == few
    assert few - FRAME == 27


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/portefolje/prosesser/", 8),
        ("/portefolje/verdistrommer/", 7),
        ("/planer/forbedringer/", 3),
        ("/planer/kontinuitet/", 4),
    ],
)
def test_a_list_asks_the_same_whatever_there_is(cast: Cast, browser: Browser, page: str, most: int) -> None:
    make_plans(cast)
    make_process(cast)
    client = browser(cast.administrator)
    few = asked(client, page)
    for n in range(3):
        Process.objects.create(key=f"p{n}", name=f"Prosess {n}", owner=cast.supplier)
        Improvement.objects.create(key=f"i{n}", title=f"Bedre {n}", service=cast.service, owner=cast.integrator)
        ContinuityPlan.objects.create(key=f"k{n}", title=f"Plan {n}", service=cast.security_service)
    assert asked(client, page) == few
    assert few - FRAME == most
