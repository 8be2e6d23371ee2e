"""Names the app for Django."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """PLANNING of the tower."""

    name = "knutepunkt.plan"
