"""What municipalities do that applications serve."""

from django.db import models

from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.certainty import Certainty
from knutepunkt.catalogue.models.service import ServiceGroup
from knutepunkt.party.models import Organisation


class BusinessFunction(models.Model):
    """A function of municipal work, such as accounting. It is there whether or not an application serves it."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    sector = models.ForeignKey(ServiceGroup, models.PROTECT, null=True, blank=True, related_name="functions")
    wording = models.CharField(max_length=300, blank=True, help_text="as the source words it")
    source = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = (InOrder("name"),)

    def __str__(self) -> str:
        return self.name


class FunctionUse(models.Model):
    """A function as somebody has it, and what serves it there.

    No application: which one is not stated. No customer: all who use the application; without one, everybody.
    """

    function = models.ForeignKey(BusinessFunction, models.CASCADE, related_name="uses")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="functions")
    customer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.STATED.value)
    wording = models.CharField(max_length=300, blank=True, help_text="as the source words it")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["function", "application", "customer"], name="functionuse_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.function} – {self.application or '?'}"
