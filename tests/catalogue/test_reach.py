"""Who is hit when something is down: through what needs it, at any remove."""

from datetime import date, timedelta

import pytest

from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Application, Dependency, Offering, Service
from knutepunkt.catalogue.queries.reach import reach_of
from tests.cast import MONDAY, SINCE, Cast, make_cast

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    Offering.objects.create(service=cast.security_service, customer=cast.municipality, valid_from=SINCE)
    return cast


def application(key: str, *users: object) -> Application:
    made = Application.objects.create(key=key, name=key.upper())
    made.users.add(*users)  # type: ignore[arg-type]
    return made


def hit(down: Service | Application, *, day: date = TODAY) -> set[str]:
    return {customer.key for customer in reach_of(down, day=day).customers}


def test_a_service_hits_those_who_have_it_on_the_day(cast: Cast) -> None:
    assert hit(cast.service) == {"nordvik", "fjellbygda"}
    assert hit(cast.security_service) == {"nordvik"}
    Offering.objects.filter(service=cast.security_service).update(valid_to=TODAY)
    assert hit(cast.security_service, day=TODAY + timedelta(days=1)) == set()


def test_and_those_who_have_what_needs_it_at_any_remove(cast: Cast) -> None:
    bottom, middle = application("katalog"), application("adfs")
    Dependency.objects.create(application=middle, needs_application=bottom)
    Dependency.objects.create(service=cast.security_service, needs_application=middle)
    assert hit(bottom) == {"nordvik"}
    Dependency.objects.create(service=cast.service, needs_service=cast.security_service)
    assert hit(bottom) == {"nordvik", "fjellbygda"}
    found = reach_of(bottom, day=TODAY)
    assert {one.key for one in found.services} == {"mail", "firewall"}
    assert {one.key for one in found.applications} == {"adfs"}


def test_an_application_that_says_who_uses_it_hits_those(cast: Cast) -> None:
    turnus = application("turnus", cast.other_municipality)
    Dependency.objects.create(service=cast.service, needs_application=turnus)
    assert hit(turnus) == {"fjellbygda"}


def test_what_comes_round_to_itself_comes_to_an_end(cast: Cast) -> None:
    one, other = application("a"), application("b", cast.municipality)
    Dependency.objects.create(application=one, needs_application=other)
    Dependency.objects.create(application=other, needs_application=one)
    assert hit(one) == {"nordvik"}


def test_a_customer_without_offerings_has_everything(cast: Cast) -> None:
    Offering.objects.filter(customer=cast.other_municipality).delete()
    assert hit(cast.security_service) == {"nordvik", "fjellbygda"}
    assert hit(application("alene")) == set()


def test_a_customer_sees_only_itself_through_what_it_may_see(cast: Cast) -> None:
    turnus = application("turnus", cast.other_municipality)
    with seen_by(cast.sees(cast.service_owner)):
        assert hit(turnus) == set()
