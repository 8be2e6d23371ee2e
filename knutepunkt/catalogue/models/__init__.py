"""What is delivered: services, the systems behind them, who uses them, what needs what, and how work is done."""

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.architecture import Architecture, ArchitectureConcept, Realization
from knutepunkt.catalogue.models.certainty import Certainty
from knutepunkt.catalogue.models.component import Component
from knutepunkt.catalogue.models.dependency import Dependency, DependencyVersion
from knutepunkt.catalogue.models.figure import KeyFigure
from knutepunkt.catalogue.models.function import BusinessFunction, FunctionUse
from knutepunkt.catalogue.models.integration import Integration
from knutepunkt.catalogue.models.process import Process, ProcessFlow, ProcessRole, ProcessStep
from knutepunkt.catalogue.models.service import Offering, Service, ServiceGroup
from knutepunkt.catalogue.models.upkeep import ApplicationCost, SystemDocument

__all__ = [
    "Application",
    "ApplicationCost",
    "Architecture",
    "ArchitectureConcept",
    "BusinessFunction",
    "Certainty",
    "Component",
    "Dependency",
    "DependencyVersion",
    "FunctionUse",
    "Integration",
    "KeyFigure",
    "Offering",
    "Process",
    "ProcessFlow",
    "ProcessRole",
    "ProcessStep",
    "Realization",
    "Service",
    "ServiceGroup",
    "SystemDocument",
]
