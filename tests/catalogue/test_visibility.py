"""Who sees which systems, and what joins them."""

import pytest

from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Application, Architecture, Component, Dependency, Integration
from tests.cast import Cast, make_cast
from tests.systems import make_systems

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_systems(cast)
    return cast


def seen(cast: Cast, who: str) -> dict[str, set[str]]:
    with seen_by(cast.sees(getattr(cast, who))):
        found = {model.__name__: set(model.objects.values_list("key", flat=True)) for model in (Component, Integration)}
        return found | {"Dependency": set(map(str, Dependency.objects.values_list("needs_component__key", flat=True)))}


def test_who_uses_or_delivers_a_system_sees_what_it_runs_on_and_exchanges_data_with(cast: Cast) -> None:
    for who in ("service_owner", "resolver"):
        assert seen(cast, who) == {
            "Component": {"register", "base"},
            "Integration": {"journal-register", "journal-lonn"},
            "Dependency": {"base", "None"},
        }, who


def test_a_stranger_sees_nothing_of_it(cast: Cast) -> None:
    for who in ("stranger", "other_resolver"):
        assert seen(cast, who) == {"Component": set(), "Integration": set(), "Dependency": set()}, who


def test_a_link_to_a_part_of_what_is_not_ones_own_is_not_seen(cast: Cast) -> None:
    other = Application.objects.create(key="fremmed", name="Fremmed system")
    part = Component.objects.create(key="fremmed-base", name="Fremmed database", kind="database", application=other)
    Integration.objects.create(
        key="journal-fremmed", from_application=Application.objects.get(key="journal"), to_component=part
    )
    for who in ("service_owner", "resolver"):
        assert seen(cast, who)["Integration"] == {"journal-register", "journal-lonn"}, who
    assert "journal-fremmed" in seen(cast, "agent")["Integration"]


def test_a_link_to_what_is_not_ones_own_is_not_seen(cast: Cast) -> None:
    Application.objects.get(key="lonn").users.set([cast.other_municipality])
    assert seen(cast, "service_owner")["Integration"] == {"journal-register"}


def test_what_another_system_is_made_of_is_not_seen_through_a_link(cast: Cast) -> None:
    wages = Application.objects.get(key="lonn")
    wages.users.set([cast.other_municipality])
    inside = Component.objects.create(key="lonnsbase", name="Lønnsbase", application=wages)
    Integration.objects.create(key="x", from_application=Application.objects.get(key="journal"), to_component=inside)
    assert "lonnsbase" not in seen(cast, "service_owner")["Component"]


def test_who_operates_a_component_sees_it(cast: Cast) -> None:
    Component.objects.create(key="vegg", name="Brannmur", operator=cast.other_supplier)
    assert seen(cast, "other_resolver")["Component"] == {"vegg"}


def test_architectures_are_the_integrators(cast: Cast) -> None:
    for who, many in (("agent", 1), ("service_owner", 0), ("resolver", 0)):
        with seen_by(cast.sees(getattr(cast, who))):
            assert Architecture.objects.count() == many, who
