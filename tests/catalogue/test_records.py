"""What is kept of systems: each thing that cannot be is refused at its field, and nothing of it is stored."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from knutepunkt.base.editing import Record, remove, save
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.catalogue.actions import records
from knutepunkt.catalogue.models import Application, Component, Dependency, Integration
from tests.cast import MONDAY, Cast, make_cast
from tests.systems import make_systems

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Iterator[Cast]:
    cast = make_cast()
    make_systems(cast)
    with translation.override("en"):
        yield cast


def keep(cast: Cast, record: Record, **values: Any) -> Any:
    return save(record, record.model(), values, by=cast.administrator, at=MONDAY)


def refused(cast: Cast, record: Record, **values: Any) -> dict[str, str]:
    before = record.model._default_manager.count()
    with pytest.raises(Refusal) as refusal:
        keep(cast, record, **values)
    assert record.model._default_manager.count() == before
    return refusal.value.fields or {"": refusal.value.message}


def test_a_ring_of_needs_is_refused_through_components_too(cast: Cast) -> None:
    journal, base = Application.objects.get(key="journal"), Component.objects.get(key="base")
    disk = keep(cast, records.COMPONENT, key="disk", name="Disk", kind="storage")
    keep(cast, records.DEPENDENCY, component=base, needs_component=disk, redundancy="disker", least=2)
    fault = refused(cast, records.DEPENDENCY, component=disk, needs_application=journal)
    assert "in a ring" in next(iter(fault.values()))
    assert refused(cast, records.DEPENDENCY, component=disk, needs_component=disk) == {
        "needs_component": "Nothing needs itself."
    }


def test_a_dependency_has_two_ends_and_a_number_only_with_a_redundancy(cast: Cast) -> None:
    journal, base = Application.objects.get(key="journal"), Component.objects.get(key="base")
    wages = Application.objects.get(key="lonn")
    assert set(refused(cast, records.DEPENDENCY, component=base)) == {"needs_service"}
    assert set(refused(cast, records.DEPENDENCY, needs_component=base)) == {"service"}
    assert set(refused(cast, records.DEPENDENCY, application=wages, component=base, needs_service=cast.service)) == {
        "service"
    }
    assert set(refused(cast, records.DEPENDENCY, application=wages, needs_component=base, least=2)) == {"least"}
    assert keep(cast, records.DEPENDENCY, application=wages, needs_application=journal).pk


def test_an_integration_is_between_two_systems(cast: Cast) -> None:
    journal, register = Application.objects.get(key="journal"), Component.objects.get(key="register")
    assert set(refused(cast, records.INTEGRATION, key="x", from_application=journal)) == {"to_application"}
    assert set(refused(cast, records.INTEGRATION, key="x", to_component=register)) == {"from_application"}
    assert set(refused(cast, records.INTEGRATION, key="x", from_application=journal, to_application=journal)) == {
        "to_application"
    }
    faults = refused(cast, records.INTEGRATION, key="x", from_application=journal, to_component=register, state="borte")
    assert set(faults) == {"state"}


def test_what_is_joined_is_not_removed_and_only_the_administrator_keeps_it(cast: Cast) -> None:
    register = Component.objects.get(key="register")
    with pytest.raises(Refusal, match="needed by"):
        remove(records.COMPONENT, register, by=cast.administrator, at=MONDAY)
    with pytest.raises(NotAllowed):
        save(records.COMPONENT, register, {"name": "X"}, by=cast.agent, at=MONDAY)
    remove(records.INTEGRATION, Integration.objects.get(key="journal-register"), by=cast.administrator, at=MONDAY)
    remove(records.COMPONENT, register, by=cast.administrator, at=MONDAY)
    assert not Component.objects.filter(key="register").exists()
    assert Dependency.objects.exists()


def test_a_component_is_part_of_one_thing(cast: Cast) -> None:
    journal = Application.objects.get(key="journal")
    faults = refused(cast, records.COMPONENT, key="x", name="X", application=journal, service=cast.service)
    assert set(faults) == {"service"}
