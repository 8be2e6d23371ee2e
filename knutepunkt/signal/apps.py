"""Names the app for Django."""

from django.apps import AppConfig


class SignalConfig(AppConfig):
    """FACTS of the tower."""

    name = "knutepunkt.signal"
