"""How many queries each page of judgement asks: stated, and the same however much there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knutepunkt.assessment.models import (
    Assessment,
    AssessmentModel,
    Capability,
    Conflict,
    Decision,
    Finding,
    Function,
    Responsibility,
    Score,
    TransferStep,
)
from knutepunkt.catalogue.models import Application
from tests.cast import SINCE, Cast
from tests.judged import TODAY, make_ability, make_judged
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

FRAME = 10
PAGES = {
    "/vurderinger/": 9,
    "/vurderinger/vedtak/": 2,
    "/vurderinger/varmekart/": 6,
    "/vurderinger/overforing/": 3,
    "/vurderinger/ansvar/": 9,
    "/vurderinger/funn/": 7,
}


def judge_more(cast: Cast, n: int) -> None:
    """One more of all that the pages list."""
    ability, placement = AssessmentModel.objects.get(key="maturity"), AssessmentModel.objects.get(key="placement")
    application = Application.objects.create(key=f"app{n}", name=f"App {n}")
    row = Assessment.objects.create(model=placement, application=application, state="decided", assessed_on=TODAY)
    Decision.objects.create(assessment=row, outcome="cloud", follows_advice=True, decided_on=TODAY)
    capability = Capability.objects.create(key=f"c{n}", name=f"C {n}")
    level = Assessment.objects.create(model=ability, capability=capability, assessed_on=TODAY, assessor=cast.agent)
    Score.objects.create(assessment=level, criterion="processes", choice="2", target="3")
    TransferStep.objects.create(capability=capability, number=1, holder="own")
    function = Function.objects.create(key=f"f{n}", name=f"F {n}", module=2)
    Responsibility.objects.create(function=function, party=cast.other_supplier, role="R", valid_from=SINCE)
    conflict = Conflict.objects.create(key=f"k{n}", title=f"K {n}", text="…", source="Prøve", certainty="stated")
    conflict.functions.add(function)
    found = Finding.objects.create(key=f"G{n}", text="…", kind="need", owner=cast.first_line, application=application)
    found.capabilities.add(capability)


@pytest.fixture
def client_of_all(cast: Cast, browser: Browser) -> Client:
    make_judged(cast)
    make_ability()
    judge_more(cast, 1)
    return browser(cast.administrator)


def asked(client: Client, page: str) -> int:
    client.get(page)  # what is kept from a first visit is there
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200, page
    return len(queries)


@pytest.mark.parametrize(("page", "most"), PAGES.items())
def test_a_page_asks_what_it_says_whatever_there_is(cast: Cast, client_of_all: Client, page: str, most: int) -> None:
    few = asked(client_of_all, page)
    for n in (2, 3):
        judge_more(cast, n)
    assert asked(client_of_all, page) == few, "the same whatever there is"
    assert few - FRAME == most
