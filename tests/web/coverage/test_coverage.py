"""Coverage and drafts as pages: each gap is said, a draft is signed by who has seen them, and others are kept out."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Offering, Service
from knutepunkt.desk import actions as desk
from tests.cast import SINCE, Cast
from tests.register import make_draft
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)


@pytest.fixture
def draft(cast: Cast) -> Contract:
    return make_draft(cast)


def break_it() -> None:
    ServiceLevel.objects.filter(contract__key="a", key="hold").update(target=9 * H)


def test_what_is_carried_is_shown_when_asked_for_and_gaps_at_once(cast: Cast, browser: Browser) -> None:
    client = browser(cast.agent)
    assert "Hvert løfte i dette utvalget bæres av avtale" in words(client.get("/avtaler/dekning/"))
    assert "oss selv" in words(client.get("/avtaler/dekning/?gap=all"))
    break_it()
    shown = words(client.get("/avtaler/dekning/"))
    assert "hold a i Avtale a er lengre enn det vi har lovet." in shown
    assert "E-post Nordvik kommune" in shown
    assert "for sent" in shown
    only = words(client.get("/avtaler/dekning/?municipality=fjellbygda&gap=target_longer"))
    assert "resolve fjellbygda" in only
    assert "resolve nordvik" not in only
    assert "Ingen slike hull" in words(client.get("/avtaler/dekning/?gap=ends_first"))


def test_municipalities_with_the_same_terms_are_one_row(cast: Cast, browser: Browser) -> None:
    break_it()
    ServiceLevel.objects.filter(contract__kind="customer", key="resolve").update(name="Løst")
    client = browser(cast.agent)
    assert "E-post 2 kommuner Fjellbygda kommune, Nordvik kommune Løst" in words(client.get("/avtaler/dekning/"))
    assert len(client.get("/avtaler/dekning/?as=json").json()["promises"]) == 2


def test_the_few_causes_come_first_and_the_promises_are_folded_in_them(cast: Cast, browser: Browser) -> None:
    client, whole = browser(cast.agent), re.compile(r"<details class=.ds-details.*?</summary>", re.S)
    for n in range(3):
        service = Service.objects.create(
            key=f"s{n}", name=f"Tjeneste {n}", group=cast.service.group, owner=cast.integrator,
            provider=cast.other_supplier, first_team=cast.first_line,
        )  # fmt: skip
        Offering.objects.create(service=service, customer=cast.municipality, valid_from=SINCE)
    Contract.objects.filter(key="b").update(state="ended")
    break_it()
    page = client.get("/avtaler/dekning/").content.decode()
    causes = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in whole.findall(page)]
    promises = client.get("/avtaler/dekning/?as=json").json()["promises"]
    without = sum(one["gaps"][0]["gap"] == "no_contract" for one in promises if not one["is_carried"])
    assert without >= 3
    assert causes[0].startswith(f"{without} løfter Ingen avtale Leverandør B skylder ingenting her")
    assert len(causes) == len({json.dumps(one["gaps"]) for one in promises if not one["is_carried"]})
    assert sum(int(cause.split()[0]) for cause in causes) == sum(not one["is_carried"] for one in promises)
    assert re.findall(r"<details class=.ds-details[^>]* open", page) == []
    only = client.get("/avtaler/dekning/?gap=no_contract").content.decode()
    assert len(re.findall(r"<details class=.ds-details[^>]* open", only)) == 1


def test_the_same_rows_as_csv_and_json(cast: Cast, browser: Browser) -> None:
    break_it()
    client = browser(cast.agent)
    plain = client.get("/avtaler/dekning/?as=json&municipality=nordvik").json()
    assert [(row["service"], row["gaps"][0]["gap"]) for row in plain["promises"]] == [("E-post", "target_longer")]
    text = client.get("/avtaler/dekning/?as=csv").content.decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert {row[heads.index("Kommune")] for row in rows} == {"Nordvik kommune", "Fjellbygda kommune"}
    assert {row[heads.index("Bæres av")] for row in rows} == {"Leverandør A"}


def test_before_anything_is_promised_it_says_what_to_do(cast: Cast, browser: Browser) -> None:
    Contract.objects.filter(kind="customer").update(state="ended")
    assert "Ingenting er lovet ennå" in words(browser(cast.agent).get("/avtaler/dekning/"))


def test_many_promises_come_a_page_at_a_time(cast: Cast, browser: Browser) -> None:
    client = browser(cast.agent)
    client.get("/avtaler/dekning/")
    with CaptureQueriesContext(connection) as few:
        client.get("/avtaler/dekning/")
    for n in range(110):
        service = Service.objects.create(
            key=f"s{n:03}",
            name=f"Tjeneste {n:03}",
            group=cast.service.group,
            owner=cast.integrator,
            provider=cast.other_supplier,
            first_team=cast.first_line,
        )
        Offering.objects.create(service=service, customer=cast.municipality, valid_from=SINCE)
    Contract.objects.filter(key="b").update(state="ended")
    with CaptureQueriesContext(connection) as many:
        first = words(client.get("/avtaler/dekning/"))
    assert len(many) == len(few), "the same whatever there is"
    assert ("Tjeneste 099 Nordvik" in first, "Tjeneste 100 Nordvik" in first) == (True, False)
    assert "Tjeneste 109 Nordvik" in words(client.get("/avtaler/dekning/?from=100"))


def test_a_draft_is_signed_when_its_gaps_have_been_seen(cast: Cast, draft: Contract, browser: Browser) -> None:
    client = browser(cast.administrator)
    assert "Ny avtale" in words(client.get("/avtaler/dekning/"))
    shown = words(client.get("/avtaler/dekning/a2/"))
    assert "2 av 6 løfter ville ikke bli båret." in shown
    refused = client.post("/avtaler/dekning/a2/signer/")
    assert refused.status_code == 422
    assert "2 løfter ville ikke bli båret. Signer bare når du har sett dem." in words(refused)
    assert Contract.objects.get(key="a2").state == "draft"
    done = client.post("/avtaler/dekning/a2/signer/", {"despite_gaps": "yes"}, follow=True)
    assert "Ny avtale er signert." in words(done)
    assert Contract.objects.get(key="a2").state == "signed"
    assert client.post("/avtaler/dekning/a2/signer/", {"despite_gaps": "yes"}).status_code == 422


def test_a_draft_on_past_tickets(cast: Cast, draft: Contract, browser: Browser) -> None:
    opened = timezone.now() - timedelta(hours=2)
    with seen_by(cast.sees(cast.employee)):
        pk = desk.open_ticket(title="Sak", service=cast.service, by=cast.employee, at=opened).pk
    with seen_by(cast.sees(cast.agent)):
        desk.hand_over(pk, to=cast.operations, by=cast.agent, at=opened)
    with seen_by(cast.sees(cast.resolver)):
        desk.take(pk, by=cast.resolver, at=opened)
        desk.resolve(pk, resolution="Løst", by=cast.resolver, at=opened + H)
    with seen_by(cast.sees(cast.agent)):
        desk.close(pk, by=cast.agent, at=opened + 1.5 * H)
    client = browser(cast.agent)
    shown = words(client.get("/avtaler/dekning/a2/tilbakeblikk/?months=3"))
    assert "1 av 1" in shown
    assert "Ingenting lagres" in shown
    plain = client.get("/avtaler/dekning/a2/tilbakeblikk/?as=json").json()
    assert (plain["tickets"], len(plain["months"])) == (1, 12)
    ServiceLevel.objects.filter(contract=draft).delete()
    assert "Den har ingen nivåer ennå" in words(client.get("/avtaler/dekning/a2/tilbakeblikk/"))
    assert "Den berører ingen løfter" not in words(client.get("/avtaler/dekning/a/"))


def test_others_are_kept_out_and_nonsense_is_no_fault(cast: Cast, draft: Contract, browser: Browser) -> None:
    for person in (cast.service_owner, cast.resolver, cast.employee):
        for page in ("", "a2/", "a2/tilbakeblikk/"):
            assert browser(person).get(f"/avtaler/dekning/{page}").status_code == 403
        assert browser(person).post("/avtaler/dekning/a2/signer/", {"despite_gaps": "yes"}).status_code == 403
    client = browser(cast.agent)
    assert client.post("/avtaler/dekning/a2/signer/", {"despite_gaps": "yes"}).status_code == 403
    assert client.get("/avtaler/dekning/finnes-ikke/").status_code == 404
    for query in ("gap=x&days=abc&from=-1", "from=99999999999", "municipality=%00", "months=0", "service=" + "x" * 500):
        assert client.get(f"/avtaler/dekning/?{query}").status_code == 200
        assert client.get(f"/avtaler/dekning/a2/?{query}").status_code == 200
        assert client.get(f"/avtaler/dekning/a2/tilbakeblikk/?{query}").status_code == 200
    assert Contract.objects.get(key="a2").state == "draft"
