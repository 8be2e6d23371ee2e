"""Systems for tests: an application of Nordvik's with what it runs on, what it exchanges data with, and a model."""

from knutepunkt.catalogue.models import (
    Application,
    Architecture,
    ArchitectureConcept,
    Component,
    Dependency,
    Integration,
    Realization,
    ServiceGroup,
)
from tests.cast import MONDAY, Cast


def make_systems(cast: Cast) -> Application:
    """Write them as the owner of the tables; returns Nordvik's application, which supplier A delivers."""
    sector = ServiceGroup.objects.create(key="helse", name="Helse", kind="sector")
    journal = Application.objects.create(key="journal", name="Journal", sector=sector, supplier=cast.supplier)
    journal.users.add(cast.municipality)
    wages = Application.objects.create(key="lonn", name="Lønn", supplier=cast.supplier)
    wages.users.add(cast.municipality)
    register = Component.objects.create(key="register", name="Folkeregister", kind="system")
    base = Component.objects.create(key="base", name="Journaldatabase", kind="database", application=journal)
    Integration.objects.create(key="journal-register", from_application=journal, to_component=register)
    Integration.objects.create(key="journal-lonn", from_application=journal, to_application=wages, state="missing")
    Dependency.objects.create(application=journal, needs_component=base)
    Dependency.objects.create(service=cast.service, needs_application=journal)
    model = Architecture.objects.create(identifier="id-modell", name="Referansemodell", read_at=MONDAY)
    ends = [
        ArchitectureConcept.objects.create(
            architecture=model, identifier=f"id-{n}", kind="ApplicationComponent", name=f"Del {n}", place=n
        )
        for n in (1, 2)
    ]
    ArchitectureConcept.objects.create(
        architecture=model, identifier="id-3", kind="Flow", source=ends[0], target=ends[1], place=3
    )
    Realization.objects.create(architecture=model, identifier="id-1", application=journal, certainty="inferred")
    return journal
