"""Names the app for Django."""

from django.apps import AppConfig


class AgreementConfig(AppConfig):
    """TERMS of the tower."""

    name = "knutepunkt.agreement"
