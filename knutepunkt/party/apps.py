"""Names the app for Django."""

from django.apps import AppConfig


class PartyConfig(AppConfig):
    """WHO of the tower."""

    name = "knutepunkt.party"
