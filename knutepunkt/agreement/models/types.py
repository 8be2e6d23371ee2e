"""Kinds of agreement as data: the standard agreements, their versions, and how each numbers its appendices."""

from django.db import models


class Certainty(models.TextChoices):
    """How sure a fact is: seen in a primary text, in a secondary one only, or remembered."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    MEMORY = "memory"


class AgreementType(models.Model):
    """A kind of agreement, such as a state standard agreement (SSA)."""

    class Nature(models.TextChoices):
        """What such an agreement buys."""

        FRAMEWORK = "framework"
        RUNNING = "running"
        TIME = "time"
        RESULT = "result"
        PURCHASE = "purchase"
        PROJECT = "project"
        PARTNER = "partner"
        LICENCES = "licences"

    key = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=300, blank=True)
    nature = models.CharField(max_length=9, choices=Nature.choices)
    is_of_source = models.BooleanField(default=False, help_text="named by the sourcing strategy")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "key")

    def __str__(self) -> str:
        return self.name


class TypeVersion(models.Model):
    """One published text of a kind of agreement; contracts stay with the version that they were signed on."""

    type = models.ForeignKey(AgreementType, models.PROTECT, related_name="versions")
    label = models.CharField(max_length=20, help_text="year or number")
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, default=Certainty.SECONDARY.value)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["type", "label"], name="typeversion_once"),)
        ordering = ("type", "-label")

    def __str__(self) -> str:
        return f"{self.type.name} ({self.label})"


class TypeAppendix(models.Model):
    """An appendix in a version's own numbering, which is never changed: precedence goes by it."""

    class Holds(models.TextChoices):
        """What stands in the appendix, whatever its number."""

        REQUIREMENTS = "requirements"
        SOLUTION = "solution"
        OPERATED = "operated"
        PLAN = "plan"
        SERVICE_LEVELS = "service_levels"
        ADMINISTRATION = "administration"
        PRICE = "price"
        TEXT_CHANGES = "text_changes"
        LATER_CHANGES = "later_changes"
        THIRD_PARTY = "third_party"
        PROCESSING = "processing"
        CALL_OFFS = "call_offs"
        AWARD = "award"
        OTHER = "other"

    version = models.ForeignKey(TypeVersion, models.CASCADE, related_name="appendices")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    holds = models.CharField(max_length=14, choices=Holds.choices, default=Holds.OTHER.value)
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, default=Certainty.SECONDARY.value)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "number"], name="typeappendix_number"),)
        ordering = ("version", "number")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class TypeTerm(models.Model):
    """A parameter that a version's text gives, as a number: a starting point, never what a contract says."""

    version = models.ForeignKey(TypeVersion, models.CASCADE, related_name="terms")
    name = models.SlugField(max_length=60)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=40, help_text="percent an hour, months, days, NOK")
    remark = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, default=Certainty.SECONDARY.value)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "name"], name="typeterm_once"),)
        ordering = ("version", "name")

    def __str__(self) -> str:
        return self.name
