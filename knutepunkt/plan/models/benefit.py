"""What is to be gained, by whom, measured against where it began; and what is lost with it."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models import Certainty
from knutepunkt.party.models import Organisation, Person
from knutepunkt.plan.models.project import Project
from knutepunkt.plan.rules.benefit import Kind


class Benefit(models.Model):
    """A gain that a project is to give; what nobody has stated is empty, and shown as not stated."""

    class Measure(models.TextChoices):
        """What the platform measures by itself, from its own tables."""

        DELIVERY = "delivery"
        SELF_SERVICE = "self_service"
        AVAILABILITY = "availability"
        MAJOR_INCIDENTS = "major_incidents"

    project = models.ForeignKey(Project, models.PROTECT, related_name="benefits")
    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    is_disbenefit = models.BooleanField(default=False, help_text="something lost")
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Kind], blank=True)
    owner_function = models.CharField(max_length=160, blank=True, help_text="in the line, who answers for it")
    beneficiary = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    is_lower_better = models.BooleanField(default=False)
    baseline = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    aim = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True, help_text="the target")
    aim_on = models.DateField(null=True, blank=True)
    measured_by = models.CharField(max_length=15, choices=Measure.choices, blank=True)
    method = models.TextField(blank=True)
    assumptions = models.TextField(blank=True)
    risk = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, default=Certainty.VERIFIED.value)
    remark = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(baseline__isnull=True, baseline_on__isnull=True)
                | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="benefit_baseline_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(aim__isnull=True, aim_on__isnull=True) | Q(aim__isnull=False, aim_on__isnull=False),
                name="benefit_aim_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(aim_on__isnull=True) | Q(baseline_on__isnull=True) | Q(aim_on__gt=F("baseline_on")),
                name="benefit_aim_after_baseline",
            ),
        )
        ordering = ("project_id", "is_disbenefit", "order", "key")

    def __str__(self) -> str:
        return self.title


class BenefitMeasurement(models.Model):
    """What a benefit was measured to be on a day: for all owners together, or for one of them."""

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="measurements")
    municipality = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    measured_on = models.DateField(help_text="of a month's figure its last day")
    value = models.DecimalField(max_digits=14, decimal_places=3)
    part = models.PositiveIntegerField(null=True, help_text="of a share: so many")
    whole = models.PositiveIntegerField(null=True, help_text="of so many")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="none: the platform")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["benefit", "municipality", "measured_on"],
                nulls_distinct=False,
                name="benefitmeasurement_once",
            ),
        )
        ordering = ("benefit_id", "measured_on")

    def __str__(self) -> str:
        return f"{self.benefit} {self.measured_on}"
