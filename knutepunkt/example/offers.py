"""Writes the example's catalogue: groups, services, applications, who uses them, what stands behind what."""

from typing import Any

from knutepunkt.catalogue.models import Application, Dependency, Offering, Service, ServiceGroup
from knutepunkt.example.parties import SINCE
from knutepunkt.example.reading import read
from knutepunkt.party.models import Organisation, Team

FIRST = "servicesenter"


def write_catalogue() -> None:
    """Write it where it is missing."""
    catalogue = read("catalogue")
    for order, group in enumerate(catalogue["groups"]):
        values = {"name": group["name"], "kind": group["kind"], "order": order}
        ServiceGroup.objects.get_or_create(key=group["key"], defaults=values)
    portfolio = read("applications")
    for application in portfolio["applications"]:
        _application(application | {"steward": portfolio["steward"]})
    for service in catalogue["services"]:
        _service(service)
    for service, applications in catalogue["needs"].items():
        for application in applications:
            Dependency.objects.get_or_create(
                service=Service.objects.get(key=service), needs_application=Application.objects.get(key=application)
            )
    for service, others in catalogue["needs_services"].items():
        for other, basis in others.items():
            Dependency.objects.get_or_create(
                service=Service.objects.get(key=service),
                needs_service=Service.objects.get(key=other),
                defaults={"remark": basis},
            )


def _service(given: dict[str, Any]) -> None:
    values = {
        "name": given["name"],
        "description": given["description"],
        "group": ServiceGroup.objects.get(key=given["group"]),
        "owner": Organisation.objects.get(kind=Organisation.Kind.INTEGRATOR.value),
        "provider": Organisation.objects.get(key=given["provider"]),
        "first_team": Team.objects.get(key=given.get("first", FIRST)),
        "next_team": Team.objects.get(key=given["then"]),
        "criticality": given.get("criticality", Service.Criticality.NORMAL.value),
        "words": given["words"],
        "icon": given["icon"],
        "is_fallback": given.get("fallback", False),
        "is_example": True,
    }
    service, is_new = Service.objects.get_or_create(key=given["key"], defaults=values)
    if is_new:
        customers = Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value)
        Offering.objects.bulk_create(
            Offering(service=service, customer=customer, valid_from=SINCE) for customer in customers
        )


def _application(given: dict[str, Any]) -> None:
    supplier = given.get("supplier")
    values = {
        "name": given["name"],
        "sector": ServiceGroup.objects.get(key=given["sector"]),
        "supplier": Organisation.objects.get(key=supplier) if supplier else None,
        "supplier_basis": given.get("basis", ""),
        "hosting": given["hosting"],
        "steward": given["steward"],
        "phase": given.get("phase", Application.Phase.UNSTATED.value),
        "phase_basis": given.get("phase_basis", ""),
        "data_categories": given.get("data", []),
        "data_basis": given.get("data_basis", ""),
        "integrations": given.get("integrations", []),
        "wording": given["wording"],
        "remark": given.get("remark", ""),
        "source": "Kildedokumentet",
    }
    application, is_new = Application.objects.get_or_create(key=given["key"], defaults=values)
    if is_new and given.get("users"):
        application.users.set(Organisation.objects.filter(key__in=given["users"]))
