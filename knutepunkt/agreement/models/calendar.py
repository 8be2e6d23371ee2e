"""When time counts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from knutepunkt.party.models import Team


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
