"""Names the app for Django."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """JUDGEMENT of the tower."""

    name = "knutepunkt.assessment"
