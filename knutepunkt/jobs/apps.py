"""Names the app for Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """What runs by itself."""

    name = "knutepunkt.jobs"
