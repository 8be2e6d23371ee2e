"""What an organisation is able to do, and how an ability comes from a partner's hands to its own."""

from django.db import models
from django.db.models import Q

from knutepunkt.assessment.models.certainty import Certainty
from knutepunkt.assessment.rules.transfer import Holder, Step
from knutepunkt.party.models import Organisation


class Capability(models.Model):
    """An ability that the organisation has, should have, or should get."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    partner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", help_text="from whom it is taken over"
    )
    source = models.CharField(max_length=300, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "name")
        verbose_name_plural = "capabilities"

    def __str__(self) -> str:
        return self.name


class TransferStep(models.Model):
    """Who is to hold a capability from a day on, and what shows that it has come so far."""

    class HeldBy(models.TextChoices):
        """Who can do it."""

        PARTNER = "partner"
        SHARED = "shared"
        OWN = "own"

    capability = models.ForeignKey(Capability, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    holder = models.CharField(max_length=7, choices=HeldBy.choices)
    by_on = models.DateField(null=True, blank=True, help_text="empty: not stated")
    reached_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, help_text="what shows that it is reached")
    source = models.CharField(max_length=300, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["capability", "number"], name="transferstep_number"),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | ~Q(evidence=""), name="transferstep_reached_is_shown"
            ),
        )
        ordering = ("capability__order", "capability", "number")

    def __str__(self) -> str:
        return f"{self.capability} {self.number}"

    @property
    def step(self) -> Step:
        """Return it as the rules take it."""
        return Step(self.number, Holder(self.holder), self.by_on, self.reached_on)
