"""What is delivered: services, the systems behind them, who uses them, what depends on what, what passes between."""

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.architecture import Architecture, ArchitectureConcept
from knutepunkt.catalogue.models.component import Component
from knutepunkt.catalogue.models.dependency import Dependency, DependencyVersion
from knutepunkt.catalogue.models.integration import Integration
from knutepunkt.catalogue.models.service import Offering, Service, ServiceGroup

__all__ = [
    "Application",
    "Architecture",
    "ArchitectureConcept",
    "Component",
    "Dependency",
    "DependencyVersion",
    "Integration",
    "Offering",
    "Service",
    "ServiceGroup",
]
