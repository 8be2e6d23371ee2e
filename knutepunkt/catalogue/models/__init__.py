"""What is delivered: services, the applications behind them, who uses them, what depends on what."""

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.dependency import Dependency
from knutepunkt.catalogue.models.service import Offering, Service, ServiceGroup

__all__ = ["Application", "Dependency", "Offering", "Service", "ServiceGroup"]
