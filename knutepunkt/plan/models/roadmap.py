"""A plan over several years: areas, what is done in each, and the milestones on the way."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation


class Roadmap(models.Model):
    """A plan that is drawn by the quarter."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    first_on = models.DateField(help_text="a day of its first quarter")
    last_on = models.DateField(help_text="a day of its last quarter")
    baseline_set_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)
    remark = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="roadmap_ends_after_it_starts"),
        )
        ordering = ("order", "title")

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """What is done in an area of a roadmap. Days that are not stated are empty, and shown as not stated."""

    class Holder(models.TextChoices):
        """Who does it; UNSTATED where the source's colours are lost."""

        SUPPLIER = "supplier"
        OWN = "own"
        SHARED = "shared"
        UNSTATED = "unstated"

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="activities")
    key = models.SlugField(max_length=60, unique=True)
    area = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=8, choices=Holder.choices, default=Holder.UNSTATED.value)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    baseline_starts_on = models.DateField(null=True, blank=True)
    baseline_ends_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    services = models.ManyToManyField(Service, blank=True, related_name="+", help_text="which it makes or changes")
    awaits = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="awaited_by")
    source = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="activity_ends_after_it_starts",
            ),
        )
        ordering = ("order", "key")
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.area}: {self.title}"


class Milestone(models.Model):
    """Something that is reached on a day, which may be known only as a stretch of days, or not at all."""

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="milestones")
    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=240)
    order = models.PositiveSmallIntegerField(default=0)
    wording = models.CharField(max_length=80, blank=True, help_text="when, as the source words it")
    not_before_on = models.DateField(null=True, blank=True, help_text="not before")
    not_after_on = models.DateField(null=True, blank=True, help_text="not after")
    baseline_not_after_on = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    releases = models.ManyToManyField(Activity, blank=True, related_name="released_by")
    source = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(not_before_on__isnull=True)
                | Q(not_after_on__isnull=True)
                | Q(not_after_on__gte=F("not_before_on")),
                name="milestone_not_after_before",
            ),
        )
        ordering = ("order", "key")

    def __str__(self) -> str:
        return self.title
