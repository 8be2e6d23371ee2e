"""Terms as rows: calendars, contracts and service levels. A level that changes becomes a new version."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from knutepunkt.catalogue.models import Service, ServiceGroup
from knutepunkt.party.models import Organisation, Team


class ServiceCalendar(models.Model):
    """The hours in which time counts. A change makes a new version, so that old clocks keep theirs."""

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=40, default="Europe/Oslo")
    always = models.BooleanField(default=False, help_text="every hour of every day")
    weekly = models.JSONField(default=list, blank=True, help_text="[[weekday 0-6, opens, closes]], minutes of the day")
    holidays_country = models.CharField(max_length=2, blank=True, default="NO")
    closed_on = ArrayField(models.DateField(), default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True, help_text="{day: [[opens, closes]]}, minutes of the day")
    is_current = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "version"], name="calendar_version"),
            models.UniqueConstraint(fields=["key"], condition=Q(is_current=True), name="calendar_one_current"),
        )
        ordering = ("name", "version")

    def __str__(self) -> str:
        return self.name


class TeamHours(models.Model):
    """When a team is at work."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="+")
    calendar = models.ForeignKey(ServiceCalendar, models.PROTECT, related_name="teams")


class Contract(models.Model):
    """A customer agreement (the integrator promises) or an underpinning contract (a supplier owes)."""

    class Kind(models.TextChoices):
        """In which direction the promise goes."""

        CUSTOMER = "customer"
        UNDERPINNING = "underpinning"

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="owes the service")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="is owed the service")
    module = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the delivery platform, 1 to 4")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    priorities = models.JSONField(default=dict, blank=True, help_text="impact -> urgency -> priority 1 to 4")
    remark = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(provider=F("customer")), name="contract_between_two"),
        )
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class ServiceLevel(models.Model):
    """One promise: a metric, a target and what counts. Rows are never changed, only followed by a new version."""

    class Metric(models.TextChoices):
        """What is measured."""

        PICKUP = "pickup"
        RESPONSE = "response"
        RESOLVE = "resolve"
        HOLD = "hold"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="levels")
    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    name = models.CharField(max_length=160)
    metric = models.CharField(max_length=8, choices=Metric.choices)
    priority = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 4; empty covers all")
    target = models.DurationField(help_text="service time")
    goal = models.DecimalField(max_digits=5, decimal_places=2, default=95, help_text="percent of tickets in time")
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
            models.CheckConstraint(condition=Q(target__gt=timedelta(0)), name="level_target_positive"),
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
