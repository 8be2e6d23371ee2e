"""Names the app for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages over all concepts."""

    name = "knutepunkt.web"
