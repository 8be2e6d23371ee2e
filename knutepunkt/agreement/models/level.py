"""Promises as rows. A level that changes becomes a new version."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from knutepunkt.agreement.models.calendar import ServiceCalendar
from knutepunkt.agreement.models.contract import Contract
from knutepunkt.catalogue.models import Service, ServiceGroup


class ServiceLevel(models.Model):
    """One promise: a metric, a target and what counts. Rows are never changed, only followed by a new version."""

    class Metric(models.TextChoices):
        """What is measured."""

        PICKUP = "pickup"
        RESPONSE = "response"
        RESOLVE = "resolve"
        HOLD = "hold"
        AVAILABILITY = "availability"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="levels")
    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    name = models.CharField(max_length=160)
    metric = models.CharField(max_length=12, choices=Metric.choices)
    priority = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 4; empty covers all")
    target = models.DurationField(null=True, blank=True, help_text="service time; none for availability")
    goal = models.DecimalField(
        max_digits=6, decimal_places=3, default=95, help_text="percent of tickets in time, or of the time available"
    )
    escalates_after = models.DurationField(null=True, blank=True, help_text="service time; empty: it does not")
    calendar = models.ForeignKey(ServiceCalendar, models.PROTECT, related_name="levels")
    pauses = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    per_visit = models.BooleanField(default=False, help_text="hold: each visit by itself, else the sum")
    counts_from = models.CharField(max_length=8, default="opening", help_text="opening or applying")
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    groups = models.ManyToManyField(ServiceGroup, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "key", "version"], name="level_version"),
            models.UniqueConstraint(fields=["contract", "key"], condition=Q(is_current=True), name="level_one_current"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__gt=timedelta(0)), name="level_target_positive"
            ),
            models.CheckConstraint(
                condition=Q(metric="availability", target__isnull=True)
                | (~Q(metric="availability") & Q(target__isnull=False)),
                name="level_time_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(escalates_after__isnull=True) | Q(escalates_after__gt=timedelta(0)),
                name="level_escalation_positive",
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__range=(1, 4)), name="level_priority_1_to_4"
            ),
            models.CheckConstraint(condition=Q(goal__gt=0) & Q(goal__lte=100), name="level_goal_percent"),
        )
        ordering = ("contract", "priority", "metric", "key")

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """A mark of the terms as they stand: a trigger sets another whenever contracts or levels change."""

    mark = models.UUIDField()
