"""How sure a fact is, in the words of who wrote it down."""

from django.db import models


class Certainty(models.TextChoices):
    """Said by the source, read into it, made up as an example, or measured by the platform itself."""

    STATED = "stated"
    INFERRED = "inferred"
    EXAMPLE = "example"
    MEASURED = "measured"
