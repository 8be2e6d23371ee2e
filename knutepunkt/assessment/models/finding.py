"""What was found: strengths, weaknesses and debt, and who answers for each."""

from django.db import models
from django.db.models import Q

from knutepunkt.assessment.models.capability import Capability
from knutepunkt.assessment.models.certainty import Certainty
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.party.models import Team


class Finding(models.Model):
    """Something found, as evidence of a capability or as debt to be paid."""

    class Kind(models.TextChoices):
        """What it is."""

        STRENGTH = "strength"
        WEAKNESS = "weakness"
        NEED = "need"
        TECHNICAL_DEBT = "technical_debt"
        FUNCTIONAL_DEBT = "functional_debt"

    class Dimension(models.TextChoices):
        """Of what an ability consists."""

        PROCESSES = "processes"
        ORGANISATION = "organisation"
        PEOPLE = "people"
        TECHNOLOGY = "technology"

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open"
        WORKING = "working"
        ACCEPTED = "accepted"
        CLOSED = "closed"

    key = models.SlugField(max_length=60, unique=True)
    text = models.TextField()
    kind = models.CharField(max_length=15, choices=Kind.choices)
    dimension = models.CharField(max_length=12, choices=Dimension.choices, blank=True)
    dimension_certainty = models.CharField(max_length=9, choices=Certainty.choices, blank=True)
    capabilities = models.ManyToManyField(Capability, blank=True, related_name="findings")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    effort_hours = models.PositiveIntegerField(null=True, blank=True, help_text="to put it right; empty: not known")
    found_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN.value)
    outcome = models.TextField(blank=True, help_text="why it is accepted, or how it was closed")
    source = models.CharField(max_length=300, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "closed"]) | ~Q(outcome=""), name="finding_ends_with_its_outcome"
            ),
        )
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key
