"""Names the app for Django."""

from django.apps import AppConfig


class APIConfig(AppConfig):
    """The typed interface for programs."""

    name = "knutepunkt.api"
