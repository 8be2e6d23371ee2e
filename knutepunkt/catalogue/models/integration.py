"""What passes between systems."""

from django.db import models

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.component import Component
from knutepunkt.catalogue.models.ends import differ, exactly_one
from knutepunkt.party.models import Organisation


class Integration(models.Model):
    """A link between two systems. What is not known is empty, and shown as not stated."""

    class State(models.TextChoices):
        """Whether it is there. MISSING is missed by somebody; POSSIBLE could be made, and nobody says that it is."""

        EXISTS = "exists"
        PLANNED = "planned"
        POSSIBLE = "possible"
        MISSING = "missing"
        RETIRED = "retired"

    class Direction(models.TextChoices):
        """Which way data go."""

        ONE = "one"
        BOTH = "both"
        UNSTATED = "unstated"

    class Certainty(models.TextChoices):
        """How sure it is: said by the source, read into it, or made up as an example."""

        STATED = "stated"
        INFERRED = "inferred"
        EXAMPLE = "example"

    key = models.SlugField(max_length=100, unique=True)
    from_application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="sends")
    from_component = models.ForeignKey(Component, models.PROTECT, null=True, blank=True, related_name="sends")
    to_application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="receives")
    to_component = models.ForeignKey(Component, models.PROTECT, null=True, blank=True, related_name="receives")
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.UNSTATED.value)
    state = models.CharField(max_length=8, choices=State.choices, default=State.EXISTS.value)
    carries = models.CharField(max_length=200, blank=True, help_text="which data")
    protocol = models.CharField(max_length=80, blank=True)
    frequency = models.CharField(max_length=80, blank=True)
    authentication = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    wording = models.CharField(max_length=300, blank=True, help_text="as the source words it")
    source = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.STATED.value)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                condition=exactly_one("from_application", "from_component"), name="integration_has_one_start"
            ),
            models.CheckConstraint(
                condition=exactly_one("to_application", "to_component"), name="integration_has_one_end"
            ),
            models.CheckConstraint(
                condition=differ("from_application", "to_application"), name="integration_between_two_applications"
            ),
            models.CheckConstraint(
                condition=differ("from_component", "to_component"), name="integration_between_two_components"
            ),
        )

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"

    @property
    def start(self) -> Application | Component | None:
        """Return the system it goes from, or None when the viewer does not see it."""
        return self.from_application or self.from_component

    @property
    def end(self) -> Application | Component | None:
        """Return the system it goes to, or None when the viewer does not see it."""
        return self.to_application or self.to_component
