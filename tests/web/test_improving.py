"""The pages of processes, value streams, improvements and continuity, as each role meets them."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from knutepunkt.catalogue.models import Process
from knutepunkt.catalogue.queries.process import processes, value_of
from knutepunkt.connectors import bpmn
from knutepunkt.party.models import Membership
from knutepunkt.performance.models import Review, ReviewAction
from knutepunkt.plan.models import ContinuityPlan, Improvement
from tests.cast import SINCE, Cast
from tests.improving import make_plans
from tests.processes import make_process
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


def test_each_party_meets_its_own_and_no_value_stream(cast: Cast, browser: Browser) -> None:
    make_plans(cast)
    make_process(cast)
    for person in (cast.resolver, cast.other_resolver):
        Membership.objects.filter(person=person).update(role=Membership.Role.SERVICE_OWNER.value)
    ours, theirs, town = browser(cast.resolver), browser(cast.other_resolver), browser(cast.service_owner)
    pages = ("/portefolje/prosesser/melde-feil/", "/planer/forbedringer/sertifikat/", "/planer/kontinuitet/epost/")
    assert [ours.get(page).status_code for page in pages] == [200, 200, 200]
    assert [theirs.get(page).status_code for page in pages] == [404, 404, 404]
    assert [town.get(page).status_code for page in pages] == [200, 404, 403]
    for client in (ours, theirs, town):
        assert client.get("/portefolje/verdistrommer/mail/").status_code == 403
    assert "Kritiske tjenester" not in words(ours.get("/planer/kontinuitet/"))


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
