"""Names the app for Django."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """RECKONING of the tower."""

    name = "knutepunkt.performance"
