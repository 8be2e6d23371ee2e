"""A person's calendar of days, and a contract's files: who gets them, and when no longer."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar

from knutepunkt.agreement.models import Appendix, Document, FeedToken, Framework
from knutepunkt.party.models import Membership
from tests.cast import SINCE, Cast
from tests.register import make_register
from tests.web.conftest import Browser
from tests.web.pages import words

pytestmark = pytest.mark.django_db


def made_address(client: Any) -> str:
    page = words(client.post("/avtaler/dager/kalender/", {"make": "1"}, follow=True))
    return next(word for word in page.split() if word.endswith(".ics"))


def titles(answer: Any) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_the_address_gives_its_persons_days_without_login_until_it_is_revoked(cast: Cast, browser: Browser) -> None:
    contract = make_register(cast)
    contract.valid_to = date(2099, 12, 31)
    contract.save()
    client = browser(cast.administrator)
    address = made_address(client)
    stranger = Client()
    assert "Siste dag for å bruke opsjonen: Avtale a" in titles(stranger.get(address))
    assert FeedToken.objects.filter(digest__in=address).count() == 0  # only its digest is kept
    second = made_address(client)
    assert stranger.get(address).status_code == 404
    assert stranger.get(second).status_code == 200
    client.post("/avtaler/dager/kalender/", {"revoke": "1"})
    assert stranger.get(second).status_code == 404
    assert stranger.get("/avtaler/kalender/gjettet.ics").status_code == 404


def test_a_feed_shows_what_its_person_may_see_now(cast: Cast, browser: Browser) -> None:
    make_register(cast)
    address = made_address(browser(cast.service_owner))
    assert "Avtale a" not in " ".join(titles(Client().get(address)))
    Membership.objects.filter(person=cast.service_owner).update(valid_to=SINCE)
    assert Client().get(address).status_code == 404


def test_a_contracts_file_is_for_its_parties(cast: Cast, browser: Browser, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_register(cast)
    Document.objects.all().delete()
    client = browser(cast.administrator)
    for name, ok in (("bilag.exe", False), ("bilag 5.pdf", True)):
        client.post("/avtaler/avtale/a/dokument/", {"file": SimpleUploadedFile(name, b"%PDF-1.7"), "title": ""})
        assert Document.objects.exists() is ok, name
    kept = Document.objects.get()
    page = f"/avtaler/dokument/{kept.pk}/"
    answer = client.get(page)
    assert b"".join(answer) == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    Membership.objects.create(
        person=cast.resolver, organisation=cast.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    assert b"".join(browser(cast.resolver).get(page)) == b"%PDF-1.7"
    assert browser(cast.service_owner).get(page).status_code == 404
    assert browser(cast.agent).post("/avtaler/avtale/a/dokument/", {"title": "x"}).status_code in (302, 403)
    assert Document.objects.count() == 1


def test_a_frameworks_file_is_for_those_on_its_lots(
    cast: Cast, browser: Browser, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_register(cast)
    Document.objects.all().delete()
    framework = Framework.objects.get()
    appendix = framework.appendices.get(template__number=5)
    client = browser(cast.administrator)
    sent = {"title": "Krav", "file": SimpleUploadedFile("krav.pdf", b"%PDF-1.7")}
    foreign = Appendix.objects.get(contract__key="a")
    told = words(client.post("/avtaler/rammeavtale/modul-2/dokument/", sent | {"appendix": foreign.pk}, follow=True))
    assert "ikke et slikt bilag" in told
    sent["file"] = SimpleUploadedFile("krav.pdf", b"%PDF-1.7")
    page = words(client.post("/avtaler/rammeavtale/modul-2/dokument/", sent | {"appendix": appendix.pk}, follow=True))
    kept = framework.documents.get()
    assert (kept.contract, kept.appendix, kept.added_by) == (None, appendix, cast.administrator)
    assert "Krav SSA-D 5 service_levels 8" in page
    for who, expected in ((cast.resolver, 403), (cast.service_owner, 404)):
        assert browser(who).get(f"/avtaler/dokument/{kept.pk}/").status_code == expected
    Membership.objects.create(
        person=cast.resolver, organisation=cast.supplier, role=Membership.Role.SERVICE_OWNER.value, valid_from=SINCE
    )
    supplier = browser(cast.resolver)
    assert b"".join(supplier.get(f"/avtaler/dokument/{kept.pk}/")) == b"%PDF-1.7"
    assert supplier.post("/avtaler/rammeavtale/modul-2/dokument/", {"title": "x"}).status_code == 403
    assert client.post("/avtaler/rammeavtale/finnes-ikke/dokument/").status_code == 404
