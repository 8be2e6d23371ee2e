"""What carries each promise, on the cast's own contracts: each gap made by hand, and a draft held up before it counts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.agreement.queries.coverage import Promised, coverage
from knutepunkt.agreement.rules.coverage import Gap
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Offering, Service
from tests.cast import MONDAY, SINCE, Cast, make_cast

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def resolve_of(found: list[Promised], customer: str = "nordvik") -> Promised:
    (one,) = [one for one in found if one.level.metric == "resolve" and one.customer.key == customer]
    return one


def gaps(customer: str = "nordvik") -> set[Gap]:
    return set(resolve_of(coverage(at=MONDAY), customer).cover.gaps)


def change(contract: str, key: str, **values: Any) -> None:
    assert ServiceLevel.objects.filter(contract__key=contract, key=key).update(**values) == 1


def test_the_cast_is_a_little_late_for_we_take_an_hour_and_they_six_of_eight(cast: Cast) -> None:
    found = coverage(at=MONDAY)
    assert {(one.customer.key, one.level.metric) for one in found} == {
        (customer, metric) for customer in ("nordvik", "fjellbygda") for metric in ("pickup", "response", "resolve")
    }
    resolve = resolve_of(found)
    assert (resolve.priorities, resolve.cover.suppliers) == ((1, 2, 3, 4), ("Leverandør A",))
    assert resolve.cover.is_carried
    assert resolve.cover.worst is not None
    assert resolve.cover.worst.late == -H, "one hour until pickup, six with the supplier, of eight"
    pickup = next(one for one in found if one.level.metric == "pickup")
    assert (pickup.cover.suppliers, pickup.cover.is_carried) == ((), True), "our own team is the first"


def test_no_contract(cast: Cast) -> None:
    Contract.objects.filter(key="a").update(state="draft")
    assert gaps() == {Gap.NO_CONTRACT}


def test_a_contract_that_is_over_or_about_others_is_none(cast: Cast) -> None:
    contract = Contract.objects.get(key="a")
    contract.municipalities.add(cast.other_municipality)
    assert (gaps(), gaps("fjellbygda")) == ({Gap.NO_CONTRACT}, set())
    contract.municipalities.clear()
    contract.services.add(cast.security_service)
    assert gaps() == {Gap.NO_CONTRACT}
    contract.services.clear()
    Contract.objects.filter(key="a").update(valid_to=date(2026, 11, 22))
    assert gaps() == {Gap.NO_CONTRACT}


def test_a_contract_that_ends_first(cast: Cast) -> None:
    Contract.objects.filter(key="a").update(valid_to=date(2027, 6, 30))
    assert gaps() == {Gap.ENDS_FIRST}
    Offering.objects.filter(customer=cast.municipality).update(valid_to=date(2027, 6, 30))
    assert (gaps(), gaps("fjellbygda")) == (set(), {Gap.ENDS_FIRST})
    Contract.objects.filter(key="a").update(renewal="renews", renewal_months=12)
    assert gaps("fjellbygda") == set(), "it goes on by itself"


def test_no_level_for_the_priority(cast: Cast) -> None:
    change("a", "hold", priority=1)
    change("a", "resolve", priority=2)
    found = [one for one in coverage(at=MONDAY) if one.level.metric == "resolve" and one.customer.key == "nordvik"]
    assert {one.priorities: set(one.cover.gaps) for one in found} == {
        (1,): set(),
        (2,): {Gap.TARGET_LONGER},  # its own resolve of eight hours answers, after our hour
        (3, 4): {Gap.NO_LEVEL},
    }


def test_a_target_too_long_and_a_calendar_too_narrow(cast: Cast) -> None:
    change("a", "hold", target=9 * H)
    assert gaps() == {Gap.TARGET_LONGER}
    short = ServiceCalendar.objects.create(
        key="short", name="Kort", weekly=[[day, 9 * 60, 14 * 60] for day in range(5)]
    )
    change("a", "hold", target=6 * H, calendar=short)
    assert gaps() == {Gap.HOURS_NARROWER}


def test_more_pauses_than_ours(cast: Cast) -> None:
    change("a", "hold", pauses=["customer", "problem"])
    assert gaps() == {Gap.PAUSES_MORE}


def test_availability_short_of_the_promise(cast: Cast) -> None:
    for key, goal in (("nordvik", "99.5"), ("a", "99.2")):
        ServiceLevel.objects.create(
            contract=Contract.objects.get(key=key),
            key="up",
            name="Oppe",
            metric="availability",
            goal=Decimal(goal),
            calendar=cast.calendar,
        )
    (found,) = [one for one in coverage(at=MONDAY) if one.level.metric == "availability"]
    assert found.cover.gaps == {Gap.AVAILABILITY_SHORT}
    assert found.cover.short is not None
    assert float(found.cover.short) == pytest.approx(0.3)


def test_a_draft_is_held_up_as_if_it_were_signed_and_took_the_place_of_the_present_contract(cast: Cast) -> None:
    present = Contract.objects.get(key="a")
    draft = Contract.objects.create(
        key="a2",
        kind="underpinning",
        title="Ny avtale",
        provider=cast.supplier,
        customer=cast.integrator,
        state="draft",
        valid_from=date(2027, 1, 1),
    )
    assert gaps() == set(), "a draft carries nothing and harms nothing"
    assert resolve_of(coverage(at=MONDAY, draft=draft)).cover.gaps == {Gap.NO_LEVEL}
    ServiceLevel.objects.create(
        contract=draft, key="hold", name="Hold", metric="hold", target=30 * H, calendar=cast.calendar
    )
    found = resolve_of(coverage(at=MONDAY, draft=draft))
    assert found.cover.gaps == {Gap.TARGET_LONGER}
    assert found.cover.findings[0].contract == "Ny avtale"
    draft.services.add(cast.security_service)
    assert coverage(at=MONDAY, draft=draft) == [], "it is about a service that nobody was promised"
    assert present.state == "signed"


def test_a_customers_draft_shows_its_own_promises_only(cast: Cast) -> None:
    Contract.objects.filter(key="nordvik").update(state="draft")
    draft = Contract.objects.get(key="nordvik")
    change("nordvik", "resolve", target=2 * H)
    found = coverage(at=MONDAY, draft=draft)
    assert {one.customer.key for one in found} == {"nordvik"}
    assert resolve_of(found).cover.gaps == {Gap.TARGET_LONGER}
    assert {one.customer.key for one in coverage(at=MONDAY)} == {"fjellbygda"}


def test_many_promises_cost_no_more_queries(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        coverage(at=MONDAY)
    for n in range(30):
        service = Service.objects.create(
            key=f"s{n}",
            name=f"Tjeneste {n}",
            group=cast.service.group,
            owner=cast.integrator,
            provider=cast.supplier,
            first_team=cast.first_line,
        )
        Offering.objects.create(service=service, customer=cast.municipality, valid_from=SINCE)
    with CaptureQueriesContext(connection) as many:
        found = coverage(at=MONDAY)
    assert (len(few), len(many)) == (9, 9)
    assert len(found) == 6 + 30 * 3


def test_who_is_not_the_integrator_sees_no_more_than_its_own_terms(cast: Cast) -> None:
    with seen_by(cast.sees(cast.service_owner)):
        found = coverage(at=MONDAY)
    assert {one.customer.key for one in found} == {"nordvik"}
    with seen_by(cast.sees(cast.resolver)):
        assert coverage(at=MONDAY) == []
