"""How services go on when something fails: plans with their objectives and steps, and exercises of them."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation


class ContinuityPlan(models.Model):
    """How one service is brought back, how soon, with how little lost, and who leads it."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    begins_when = models.CharField(max_length=300, blank=True, help_text="what sets it in motion")
    recovery_time = models.DurationField(null=True, blank=True, help_text="RTO: the longest that it may be down")
    recovery_point = models.DurationField(null=True, blank=True, help_text="RPO: the most that may be lost")
    leader = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    leader_function = models.CharField(max_length=120, blank=True)
    deputy_function = models.CharField(max_length=120, blank=True, help_text="leads when the first cannot")
    alternative = models.TextField(blank=True, help_text="how work goes on meanwhile")
    approved_on = models.DateField(null=True, blank=True)
    exercise_months = models.PositiveSmallIntegerField(default=12, help_text="between exercises")
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(exercise_months__gt=0), name="continuityplan_is_exercised"),
            models.CheckConstraint(
                condition=Q(recovery_time__isnull=True) | Q(recovery_time__gt=timedelta(0)),
                name="continuityplan_takes_time",
            ),
        )
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class ContinuityStep(models.Model):
    """One thing to do when the plan is in motion."""

    plan = models.ForeignKey(ContinuityPlan, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    task = models.CharField(max_length=300)
    function = models.CharField(max_length=120, blank=True, help_text="who does it")
    within = models.DurationField(null=True, blank=True, help_text="of the plan being set in motion")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="continuitystep_number"),)
        ordering = ("plan", "number")

    def __str__(self) -> str:
        return f"{self.number}. {self.task}"


class Exercise(models.Model):
    """A plan tried: when, on what, how it went and what was learnt."""

    class Outcome(models.TextChoices):
        """How it went."""

        PASSED = "passed"
        PARTLY = "partly"
        FAILED = "failed"

    plan = models.ForeignKey(ContinuityPlan, models.CASCADE, related_name="exercises")
    planned_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    scenario = models.CharField(max_length=300)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    recovered_in = models.DurationField(null=True, blank=True, help_text="as measured, against the RTO")
    lost = models.DurationField(null=True, blank=True, help_text="as measured, against the RPO")
    learnt = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "planned_on"], name="exercise_once_a_day"),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) ^ Q(outcome=""), name="exercise_held_has_an_outcome"
            ),
        )
        ordering = ("plan", "-planned_on")

    def __str__(self) -> str:
        return f"{self.plan} {self.planned_on:%Y-%m-%d}"
