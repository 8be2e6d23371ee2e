"""How much there is of what is looked after."""

from django.db import models
from django.db.models import Q

from knutepunkt.catalogue.models.certainty import Certainty
from knutepunkt.party.models import Organisation


class KeyFigure(models.Model):
    """How many there were of something on a day, at one customer or in all.

    Without a value: a source has the figure, and we do not.
    """

    class Kind(models.TextChoices):
        """What is counted. Storage is in terabytes; tickets are those of the month that ends on the day."""

        USERS = "users"
        PUPILS = "pupils"
        DEVICES = "devices"
        SERVERS = "servers"
        APPLICATIONS = "applications"
        STORAGE = "storage"
        TICKETS = "tickets"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    customer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=120)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.STATED.value)
    wording = models.CharField(max_length=300, blank=True, help_text="as the source words it")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "customer", "on")
        constraints = (
            models.UniqueConstraint(fields=["kind", "customer", "on"], name="keyfigure_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(on__isnull=False), name="keyfigure_value_has_its_day"
            ),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="keyfigure_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.on or '–'}"
