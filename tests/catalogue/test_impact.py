"""What and who is hit when something falls: at any remove, with redundancy, and as each may see it."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import Application, Component, Dependency, Integration, Offering
from knutepunkt.catalogue.queries.impact import System, impact_of, stopped
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


def hit(down: System, *, day: date = TODAY) -> set[str]:
    return {customer.key for customer in impact_of(down, day=day).customers}


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
    found = impact_of(bottom, day=TODAY)
    assert [(one.remove, one.key) for one in found.hits] == [(1, "adfs"), (2, "firewall"), (3, "mail")]
    assert [one.remove for one in impact_of(bottom, day=TODAY, nearest=1).hits] == [1]
    assert impact_of(bottom, day=TODAY, nearest=1).many == 3


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


def test_what_is_not_the_viewers_is_not_told_but_what_falls_of_theirs_is(cast: Cast) -> None:
    hidden = Component.objects.create(key="lagring", name="Lagring")
    ours, theirs = application("journal", cast.municipality), application("turnus", cast.other_municipality)
    for one in (ours, theirs):
        Dependency.objects.create(application=one, needs_component=hidden)
    with seen_by(cast.sees(cast.service_owner)):
        found = impact_of(hidden, day=TODAY)
        assert [one.key for one in found.hits] == ["journal"]
        assert found.many == 1
        assert [one.key for one in found.customers] == ["nordvik"]
        assert not Component.objects.exists()


def test_one_of_two_servers_may_fall(cast: Cast) -> None:
    journal = application("journal", cast.municipality)
    power = Component.objects.create(key="strom", name="Strøm", kind="site")
    servers = [Component.objects.create(key=key, name=key, application=journal) for key in ("a", "b")]
    for server in servers:
        Dependency.objects.create(application=journal, needs_component=server, redundancy="tjenere")
        Dependency.objects.create(component=server, needs_component=power)
    assert hit(servers[0]) == set()
    assert hit(power) == {"nordvik"}
    Dependency.objects.filter(needs_component=servers[1], application=journal).update(least=2)
    assert hit(servers[0]) == {"nordvik"}


def test_an_integration_stops_when_either_end_falls(cast: Cast) -> None:
    journal, turnus = application("journal"), application("turnus")
    bus = Component.objects.create(key="buss", name="Buss")
    Integration.objects.create(key="a", from_application=journal, to_application=turnus)
    Integration.objects.create(key="b", from_application=turnus, to_component=bus)
    Integration.objects.create(key="c", from_application=turnus, to_component=bus, state="missing")
    Dependency.objects.create(application=journal, needs_component=bus)
    with seen_by(Viewer(Role.INTEGRATOR)):
        assert {one.key for one in stopped(impact_of(bus, day=TODAY))} == {"a", "b"}
        assert {one.key for one in stopped(impact_of(journal, day=TODAY))} == {"a"}


def test_what_was_rolled_back_is_forgotten(cast: Cast) -> None:
    journal, bus = application("journal", cast.municipality), Component.objects.create(key="buss", name="Buss")
    assert hit(bus) == set()
    with pytest.raises(RuntimeError), transaction.atomic():
        Dependency.objects.create(application=journal, needs_component=bus)
        assert hit(bus) == {"nordvik"}
        raise RuntimeError
    assert hit(bus) == set()


def test_a_second_question_does_not_read_the_graph_again(cast: Cast) -> None:
    bus = Component.objects.create(key="buss", name="Buss")
    hit(bus)
    with CaptureQueriesContext(connection) as asked:
        impact_of(bus, day=TODAY)
    assert len(asked) == 3  # the version, what is seen of it, and who is hit


def test_a_service_that_one_does_not_have_is_not_told_nor_who_has_it(cast: Cast) -> None:
    journal = application("journal", cast.municipality, cast.other_municipality)
    Application.objects.filter(pk=journal.pk).update(supplier=cast.other_supplier)
    Dependency.objects.create(service=cast.security_service, needs_application=journal)
    Dependency.objects.create(service=cast.service, needs_application=journal)
    told = {}
    for who in ("service_owner", "other_resolver"):
        with seen_by(cast.sees(getattr(cast, who))):
            found = impact_of(journal, day=TODAY)
            told[who] = {one.key for one in found.hits}, {one.key for one in found.customers}
    assert told["service_owner"] == ({"mail", "firewall"}, {"nordvik"})
    assert told["other_resolver"] == ({"firewall"}, {"nordvik", "fjellbygda"})
    Offering.objects.filter(service=cast.security_service).delete()
    with seen_by(cast.sees(cast.service_owner)):
        assert {one.key for one in impact_of(journal, day=TODAY).hits} == {"mail"}
