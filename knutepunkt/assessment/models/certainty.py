"""How sure we are of what stands here, and from where."""

from django.db import models


class Certainty(models.TextChoices):
    """From an official text down to an example."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    MEMORY = "memory"
    STATED = "stated"
    INFERRED = "inferred"
    EXAMPLE = "example"
