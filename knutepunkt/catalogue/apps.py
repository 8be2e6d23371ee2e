"""Names the app for Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """WHAT of the tower."""

    name = "knutepunkt.catalogue"
