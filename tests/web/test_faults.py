"""Every reason why something cannot be is said in words, in each of the three languages."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from knutepunkt.agreement.models import CompensationRule
from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.connectors.peppol import Flaw, Unfit
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Settlement
from knutepunkt.performance.rules.month import month_of
from knutepunkt.web.faults import fault_word, unfit_word
from tests.cast import MONDAY, Cast
from tests.register import make_register
from tests.web.conftest import Browser
from tests.web.pages import words


def said_in(language: str, say: Callable[[], str]) -> str:
    with translation.override(language):
        return say()


def require_words(say: Callable[[], str]) -> None:
    english, *ours = (said_in(language, say) for language in ("en", "nb", "nn"))
    reasons = [one.partition(": ")[2] for one in (english, *ours)]
    assert all(reasons)
    assert reasons[0] not in reasons[1:]


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_of_terms(reason: Reason) -> None:
    require_words(lambda: fault_word(TermsFault("cap_per_year", reason)))


@pytest.mark.parametrize("flaw", Flaw)
def test_a_flaw_of_a_credit_note(flaw: Flaw) -> None:
    require_words(lambda: unfit_word(Unfit("buyer.organisation_number", flaw)))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("lines.1.vat", "linje 2, mva.: mangler"),
        ("lines", "Linjer: mangler"),
        ("seller.name", "Selger, Navn: mangler"),
        ("lines.0.period", "linje 1, Periode: mangler"),
        ("buyer_reference", "Kjøpers referanse: mangler"),
    ],
)
def test_where_it_stands(place: str, said: str) -> None:
    assert said_in("nb", lambda: unfit_word(Unfit(place, Flaw.MISSING))) == said


@pytest.mark.django_db
def test_a_settlement_says_why_a_rule_cannot_be_reckoned(cast: Cast, browser: Browser) -> None:
    contract = make_register(cast)
    CompensationRule.objects.filter(contract=contract).update(base="contract_sum", cap_per_year=Decimal(5))
    contract.value = None
    contract.save()
    measure([month_of(date(2026, 9, 1)).period], at=MONDAY)
    settlement = Settlement.objects.get(contract=contract)
    shown = words(browser(cast.administrator).get(f"/oppgjor/{settlement.pk}/"))
    assert "kan ikke regnes ut. Sats: En andel trenger et grunnlag" in shown
