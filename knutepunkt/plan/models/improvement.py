"""The register of continual improvement: what could be better, what it is worth, what came of it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from knutepunkt.catalogue.models import Process, Service
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation
from knutepunkt.performance.models import ReviewAction
from knutepunkt.plan.models.continuity import Exercise

_SCALE = (MinValueValidator(1), MaxValueValidator(5))


class Improvement(models.Model):
    """Something to make better. Ranked by value over effort; its effect is measured from a baseline to a target."""

    class Source(models.TextChoices):
        """What it came from."""

        IDEA = "idea"
        REVIEW = "review"
        TICKET = "ticket"
        PROBLEM = "problem"
        FINDING = "finding"
        PROCESS = "process"
        EXERCISE = "exercise"

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        UNDER_WAY = "under_way"
        DONE = "done"
        REJECTED = "rejected"

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    benefit = models.TextField(blank=True, help_text="what becomes better, and for whom")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.IDEA.value)
    finding = models.CharField(max_length=20, blank=True, help_text="its number in the source, as F01")
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="+")
    review_action = models.ForeignKey(ReviewAction, models.SET_NULL, null=True, blank=True, related_name="+")
    exercise = models.ForeignKey(Exercise, models.SET_NULL, null=True, blank=True, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True, validators=_SCALE, help_text="1 to 5")
    effort = models.PositiveSmallIntegerField(null=True, blank=True, validators=_SCALE, help_text="1 to 5")
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    owner_function = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED.value)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    measure = models.CharField(max_length=200, blank=True, help_text="what shows the effect")
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__range=(1, 5)), name="improvement_value_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(effort__isnull=True) | Q(effort__range=(1, 5)), name="improvement_effort_1_to_5"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="improvement_done_on_a_day"
            ),
            models.UniqueConstraint(fields=["review_action"], name="improvement_once_per_review_action"),
            models.UniqueConstraint(fields=["ticket"], name="improvement_once_per_ticket"),
            models.UniqueConstraint(fields=["exercise"], name="improvement_once_per_exercise"),
        )
        indexes = (models.Index(fields=["service"], name="improvement_service"),)
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Effect(models.Model):
    """What an improvement's measure showed on a day."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="effects")
    on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["improvement", "on"], name="effect_once_a_day"),)
        ordering = ("improvement", "on")

    def __str__(self) -> str:
        return f"{self.improvement} {self.on:%Y-%m-%d}"
