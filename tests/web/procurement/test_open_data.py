"""A purchase as open data holds what was announced, keeps OCDS's schema, and tells nothing before its time."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from knutepunkt.plan.actions import announcing, awarding, judging
from knutepunkt.plan.models import Award, ProcurementCriterion, ProcurementLot
from tests.cast import Cast
from tests.connectors.test_ocds import RECORDS, RELEASE_SCHEMA, unknown
from tests.procurement import DAY, TENDERS_AT, Buying, announce, make_buying, to_opened
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
ADDRESS = "/anskaffelser/drift/ocds.json"


def record(browser: Browser, cast: Cast) -> Any:
    answer = browser(cast.administrator).get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    package = json.loads(answer.content)
    assert [error.message for error in RECORDS.iter_errors(package)] == []
    (found,) = package["records"]
    assert unknown(found["compiledRelease"], RELEASE_SCHEMA) == []
    return found


def to_the_end(found: Buying) -> None:
    """Choose, tell, wait, sign, and announce the award."""
    sent = to_opened(found)
    for criterion in ProcurementCriterion.objects.filter(kind="award", is_price=False):
        for tender in sent:
            values = {"criterion_id": criterion.pk, "points": Decimal(7), "reason": "Godt"}
            for person in (found.cast.agent, found.cast.administrator):
                found.at(person, judging.score, tender.pk, at=TENDERS_AT + timedelta(hours=2), **values)
    lot = ProcurementLot.objects.get()
    buyer, at = found.cast.administrator, TENDERS_AT + DAY
    found.at(buyer, awarding.choose, lot.pk, submission_id=sent[0].pk, reason="Lavest pris.", at=at)
    found.at(buyer, awarding.send_letters, found.one.pk, at=at)
    found.at(buyer, awarding.sign, Award.objects.get().pk, at=at + timedelta(days=20))
    found.at(buyer, announcing.report_award, found.one.pk, text="Avtale er inngått.", at=at + timedelta(days=21))


def test_nothing_is_public_of_a_draft(cast: Cast, browser: Browser) -> None:
    make_buying(cast)
    assert browser(cast.administrator).get(ADDRESS).status_code == 404


def test_a_notice_is_public_and_the_estimate_is_not(cast: Cast, browser: Browser) -> None:
    announce(make_buying(cast))
    tender = record(browser, cast)["compiledRelease"]["tender"]
    assert (tender["status"], tender["procurementMethod"], tender["awardCriteria"]) == (
        "active",
        "selective",
        "ratedCriteria",
    )
    assert tender["awardCriteriaDetails"] == "Pris 40 %, Kvalitet 30 %, Miljø 30 %"
    assert "value" not in tender
    assert tender["milestones"][0]["status"] == "scheduled"


def test_opened_tenders_are_not_public(cast: Cast, browser: Browser) -> None:
    found = make_buying(cast)
    to_opened(found)
    text = json.dumps(record(browser, cast), ensure_ascii=False)
    assert not any(seller.organisation.name in text for seller in found.sellers)
    assert "1000000" not in text
    assert "1100000" not in text


def test_the_award_notice_tells_who_won_and_for_how_much_and_not_who_lost(cast: Cast, browser: Browser) -> None:
    found = make_buying(cast)
    to_the_end(found)
    whole = record(browser, cast)
    assert [release["tag"] for release in whole["releases"]] == [["tender"], ["award", "contract"]]
    compiled = whole["compiledRelease"]
    assert compiled["awards"][0]["value"]["amount"] == Decimal(1_000_000)
    assert compiled["awards"][0]["suppliers"][0]["name"] == found.sellers[0].organisation.name
    assert compiled["contracts"][0]["awardID"] == compiled["awards"][0]["id"]
    assert compiled["tender"]["numberOfTenderers"] == 3
    text = json.dumps(whole, ensure_ascii=False)
    assert not any(seller.organisation.name in text for seller in found.sellers[1:])


def test_what_is_called_off_says_so(cast: Cast, browser: Browser) -> None:
    found = make_buying(cast)
    announce(found)
    found.at(cast.administrator, announcing.cancel, found.one.pk, reason="Behovet er borte.", at=TENDERS_AT)
    whole = record(browser, cast)
    assert whole["releases"][-1]["tag"] == ["tenderCancellation"]
    assert whole["compiledRelease"]["tender"]["status"] == "cancelled"


def test_only_who_buys_takes_it_out(cast: Cast, browser: Browser) -> None:
    announce(make_buying(cast))
    for person in (cast.resolver, cast.service_owner):
        assert browser(person).get(ADDRESS).status_code in (403, 404)
