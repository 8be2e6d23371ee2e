"""What an application costs, and what is written about how it works."""

from django.db import models
from django.db.models import Q

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.certainty import Certainty


class ApplicationCost(models.Model):
    """What an application cost in one year, of one kind, and who says so."""

    class Kind(models.TextChoices):
        """What was paid for."""

        LICENCE = "licence"
        OPERATION = "operation"
        UPKEEP = "upkeep"
        PROJECT = "project"
        OTHER = "other"

    application = models.ForeignKey(Application, models.PROTECT, related_name="costs")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text="NOK excluding VAT")
    source = models.CharField(max_length=120)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.STATED.value)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("application", "-year", "kind")
        constraints = (
            models.UniqueConstraint(fields=["application", "year", "kind"], name="applicationcost_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="applicationcost_not_negative"),
            models.CheckConstraint(condition=Q(year__range=(1970, 2200)), name="applicationcost_year"),
        )

    def __str__(self) -> str:
        return f"{self.application} {self.year}"


class SystemDocument(models.Model):
    """What is written about how an application works, where it lies, and how often somebody looks it through."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documentation")
    title = models.CharField(max_length=160)
    reference = models.CharField(max_length=300, blank=True, help_text="where it lies")
    responsible = models.CharField(max_length=120, blank=True, help_text="the function that keeps it")
    reviewed_on = models.DateField(null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(default=12)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.STATED.value)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("application", "title")
        constraints = (
            models.UniqueConstraint(fields=["application", "title"], name="systemdocument_once"),
            models.CheckConstraint(condition=Q(every_months__range=(1, 120)), name="systemdocument_reviewed_at_times"),
        )

    def __str__(self) -> str:
        return self.title
