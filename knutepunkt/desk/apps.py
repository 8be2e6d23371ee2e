"""Names the app for Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """DOING of the tower."""

    name = "knutepunkt.desk"
