"""Scorecards as people read them: the same figures as were kept, and each only its own."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from knutepunkt.party.models import Membership, Person
from knutepunkt.party.queries import local_day
from knutepunkt.performance.models import Score, ScoreModel
from knutepunkt.performance.rules.measures import USUAL, Key, shown, written
from knutepunkt.performance.rules.month import ended, up_to
from knutepunkt.performance.rules.scorecard import scorecard
from tests.cast import SINCE, Cast
from tests.web.conftest import Browser
from tests.web.pages import faults, words

pytestmark = pytest.mark.django_db
LATEST = ended(local_day(timezone.now()))


@pytest.fixture
def scored(cast: Cast) -> Cast:
    """Half a year for supplier A and Nordvik, going up by ten points a month."""
    model = ScoreModel.objects.create(version=1, measures=written(USUAL), since_on=SINCE)
    for subject, key in (("supplier", cast.supplier.pk), ("customer", cast.municipality.pk)):
        for n, month in enumerate(up_to(LATEST, 6)):
            card = scorecard(USUAL, {Key.ATTAINMENT: 90 + n, Key.HELD_MEDIAN: 5})
            Score.objects.create(
                model=model, subject=subject, subject_id=key, month=month.first, score=40 + 10 * n,
                measures=shown(card, USUAL), computed_at=timezone.now(),
            )  # fmt: skip
    return cast


def manager_of(cast: Cast) -> Person:
    """Somebody who answers for supplier A."""
    role = Membership.Role.SUPPLIER_MANAGER.value
    Membership.objects.create(person=cast.resolver, organisation=cast.supplier, role=role, valid_from=SINCE)
    return cast.resolver


def test_the_board_shows_all_suppliers_and_leads_to_each(scored: Cast, browser: Browser) -> None:
    client = browser(scored.agent)
    page = client.get("/leverandorer/")
    assert "Leverandør A" in words(page)
    assert "90,0 Opp 30,0 95,0 % 5 t" in words(page)
    card = words(client.get(f"/malkort/leverandorer/{scored.supplier.pk}/"))
    assert "Måloppnåelse" not in card
    assert "95,0 %" in card
    assert "ikke målt" in card


def test_another_month_shows_that_month(scored: Cast, browser: Browser) -> None:
    month = LATEST.back(2)
    page = browser(scored.agent).get(f"/malkort/leverandorer/{scored.supplier.pk}/?month={month.first:%Y-%m}")
    assert "Poengsum 70,0 av 100" in words(page)


def test_a_card_without_scores_says_so_and_draws_nothing(scored: Cast, browser: Browser) -> None:
    client = browser(scored.agent)
    page = client.get(f"/malkort/leverandorer/{scored.other_supplier.pk}/")
    assert "Ingen poengsum de siste tolv månedene" in words(page)
    assert "Velg en annen måned" not in words(page)
    assert 'data-chart="' not in page.content.decode()
    early = client.get(f"/malkort/leverandorer/{scored.supplier.pk}/?month={LATEST.back(9).first:%Y-%m}")
    assert "Velg en annen måned" in words(early)
    assert 'data-chart="year-data"' in early.content.decode()


def test_a_supplier_comes_to_its_own_card_and_to_no_other(scored: Cast, browser: Browser) -> None:
    client = browser(manager_of(scored))
    own = client.get("/leverandorer/", follow=True)
    assert own.redirect_chain[-1][0] == f"/malkort/leverandorer/{scored.supplier.pk}/"
    assert "90,0 av 100" in words(own)
    for other in (
        f"/malkort/leverandorer/{scored.other_supplier.pk}/",
        f"/malkort/kommuner/{scored.municipality.pk}/",
        f"/malkort/tjenester/{scored.service.pk}/",
    ):
        assert client.get(other).status_code == 404
    assert client.get("/malkort/kommuner/").status_code == 403


def test_a_municipality_sees_its_own_card(scored: Cast, browser: Browser) -> None:
    address = f"/malkort/kommuner/{scored.municipality.pk}/"
    assert "90,0 av 100" in words(browser(scored.service_owner).get(address))
    assert browser(scored.stranger).get(address).status_code == 404
    assert browser(scored.employee).get(address).status_code == 403


@pytest.mark.parametrize("odd", ["?month=x", "?month=2026-13", "?month=0001-01", "?month=9999-12", "?month=2026-1-01"])
def test_odd_months_get_the_usual_answer(scored: Cast, browser: Browser, odd: str) -> None:
    client = browser(scored.agent)
    for address in ("/leverandorer/", f"/malkort/leverandorer/{scored.supplier.pk}/"):
        assert "90,0" in words(client.get(address + odd))


def test_weights_are_set_in_the_open_and_each_change_is_a_version(scored: Cast, browser: Browser) -> None:
    client = browser(scored.administrator)
    model = ScoreModel.objects.get()
    address = f"/oppsett/malkort/{model.pk}/endre/"
    assert client.get(address).status_code == 200
    typed: dict[str, Any] = {
        f"measures_{key}_{part}": value for key, one in model.measures.items() for part, value in one.items()
    }
    typed |= {"since_on": date(2026, 12, 1).isoformat(), "seen": ""}
    wrong = client.post(address, typed | {"measures_attainment_weight": "31"})
    assert wrong.status_code == 422
    assert "Vektene blir ikke hundre til sammen." in words(wrong)
    assert faults(wrong)
    right = typed | {"measures_attainment_weight": "25", "measures_credits_weight": "15"}
    assert client.post(address, right, follow=True).status_code == 200
    assert list(ScoreModel.objects.values_list("version", "is_current")) == [(2, True), (1, False)]
    assert ScoreModel.objects.get(version=2).measures["attainment"]["weight"] == "25"
    assert ScoreModel.objects.get(version=1).measures["attainment"]["weight"] == "30"


def test_who_does_not_manage_terms_changes_no_weights(scored: Cast, browser: Browser) -> None:
    model = ScoreModel.objects.get()
    assert browser(scored.agent).get(f"/oppsett/malkort/{model.pk}/endre/").status_code == 403
