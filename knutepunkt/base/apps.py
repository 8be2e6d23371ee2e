"""Names the app for Django."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """The floor under all concepts."""

    name = "knutepunkt.base"
