"""A meeting from plan to protocol, on pages and on paper."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.performance.actions.reviewing import plan_reviews
from knutepunkt.performance.models import Regime, Review, ReviewAction
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import faults, press, words
from tests.web.performance.test_scorecards import manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(cast: Cast) -> Review:
    today = timezone.localdate()
    Regime.objects.create(supplier=cast.supplier, tier="tactical", every_months=1, since_on=today)
    with seen_by(Viewer(Role.SYSTEM)):
        plan_reviews(at=timezone.now())
    found = Review.objects.order_by("planned_on").first()
    assert found is not None
    return found


def test_a_meeting_from_plan_to_protocol(cast: Cast, browser: Browser, review: Review) -> None:
    client = browser(cast.administrator)
    address = f"/oppfolging/{review.pk}/"
    today = timezone.localdate().isoformat()
    assert client.get(f"{address}protokoll.pdf").status_code == 404
    assert "I rute" in words(client.get("/oppfolging/"))
    wrong = press(client, address, "hold", **{"hold-held_on": "i går", "hold-present": "Leder", "hold-minutes": "Alt."})
    assert (wrong.status_code, faults(wrong)) == (422, {"hold-held_on"})
    press(client, address, "hold", **{"hold-held_on": today, "hold-present": "Leder, kundeansvarlig", "hold-minutes": "Alt er gått gjennom."})  # fmt: skip
    press(client, address, "decide", **{"decision-text": "Flere på vakt"})
    page = press(client, address, "agree", **{"action-text": "Bemanne", "action-organisation": cast.supplier.pk, "action-due_on": today})  # fmt: skip
    for word in ("Holdt", "Alt er gått gjennom.", "Flere på vakt", "Bemanne"):
        assert word in words(page)
    pdf = PdfReader(BytesIO(client.get(f"{address}protokoll.pdf").content))
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    for word in ("Leverandør A", "kundeansvarlig", "Alt er gått gjennom.", "Flere på vakt", "Bemanne", "Ikke gjort"):
        assert word in text
    action = ReviewAction.objects.get()
    assert "Bemanne" in words(client.get(f"/malkort/leverandorer/{cast.supplier.pk}/"))
    client.post(f"/oppfolging/tiltak/{action.pk}/gjort/")
    assert "Ingenting skal gjøres." in words(client.get("/oppfolging/"))


def test_of_two_who_put_the_minutes_right_one_wins_and_the_other_keeps_what_was_typed(
    cast: Cast, browser: Browser, review: Review
) -> None:
    client, address = browser(cast.administrator), f"/oppfolging/{review.pk}/"
    typed = {"hold-held_on": timezone.localdate().isoformat(), "hold-present": "Leder"}
    press(client, address, "hold", **typed, **{"hold-minutes": "Som det først ble skrevet."})
    seen = re.findall(r'name="seen" value="([0-9]+)"', client.get(address).content.decode())[0]
    press(client, address, "hold", **typed, **{"hold-minutes": "Som den ene rettet det.", "seen": seen})
    told = press(client, address, "hold", **typed, **{"hold-minutes": "Som den andre rettet det.", "seen": seen})
    assert told.status_code == 409
    assert Review.objects.get(pk=review.pk).minutes == "Som den ene rettet det."
    shown = words(told)
    assert "Noen andre endret dette mens du skrev" in shown
    assert "Som den ene rettet det." in shown
    assert "Som den andre rettet det.</textarea>" in told.content.decode()
    again = re.findall(r'name="seen" value="([0-9]+)"', told.content.decode())[0]
    press(client, address, "hold", **typed, **{"hold-minutes": "Som begge mener.", "seen": again})
    assert Review.objects.get(pk=review.pk).minutes == "Som begge mener."


def test_a_supplier_reads_its_own_meetings_and_writes_in_none(cast: Cast, browser: Browser, review: Review) -> None:
    client = browser(manager_of(cast))
    assert "Leverandør A" in words(client.get("/oppfolging/"))
    page = client.get(f"/oppfolging/{review.pk}/")
    assert page.status_code == 200
    assert 'name="act"' not in page.content.decode()
    assert client.post(f"/oppfolging/{review.pk}/", {"act": "decide", "decision-text": "Nei"}).status_code == 403
    assert browser(cast.other_resolver).get(f"/oppfolging/{review.pk}/").status_code == 403
    assert browser(cast.service_owner).get(f"/oppfolging/{review.pk}/").status_code == 403


def test_a_meeting_is_moved_and_called_off(cast: Cast, browser: Browser, review: Review) -> None:
    client = browser(cast.administrator)
    address = f"/oppfolging/{review.pk}/"
    day = timezone.localdate() + timedelta(days=40)
    press(client, address, "move", **{"move-planned_on": day.isoformat()})
    assert Review.objects.get(pk=review.pk).planned_on == day
    assert "Avlyst" in words(press(client, address, "cancel"))
    assert client.post(address, {"act": "decide", "decision-text": "Nei"}).status_code == 422
    assert client.post(address, {"act": "?"}).status_code == 422


def test_many_meetings_come_a_page_at_a_time_and_no_open_action_is_left_out(
    cast: Cast, browser: Browser, review: Review
) -> None:
    known, today = Review.objects.count(), timezone.localdate()
    Review.objects.bulk_create(
        Review(
            supplier=cast.supplier, tier="tactical", planned_on=today - timedelta(days=n), from_on=today, to_on=today
        )
        for n in range(1, 151)
    )
    ReviewAction.objects.bulk_create(
        ReviewAction(review=review, text=f"Tiltak {n:03}", organisation=cast.supplier, due_on=today) for n in range(110)
    )
    client = browser(cast.administrator)
    pages = [client.get(f"/oppfolging/?from={n}").content.decode() for n in (0, 100)]
    meetings = [page.partition('id="meetings"')[2].count('<th scope="row">') for page in pages]
    assert meetings == [100, known + 50]
    assert ["Flere" in page for page in pages] == [True, False]
    assert "Fra starten" in pages[1]
    assert "Åpne tiltak 110" in words(client.get("/oppfolging/"))
    assert "Tiltak 109" in pages[0]
    assert client.get("/oppfolging/?from=x").status_code == 200
