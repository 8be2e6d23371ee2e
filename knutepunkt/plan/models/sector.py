"""Where projects are discussed and ranked with the municipalities: a sector's strategy meetings."""

from django.db import models
from django.db.models import Q

from knutepunkt.catalogue.models import ServiceGroup
from knutepunkt.plan.models.project import Project


class StrategyMeeting(models.Model):
    """A meeting of a sector on its strategy."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned"
        HELD = "held"
        CANCELLED = "cancelled"

    sector = models.ForeignKey(ServiceGroup, models.PROTECT, related_name="+")
    planned_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED.value)
    present = models.CharField(max_length=300, blank=True, help_text="functions")
    minutes = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sector", "planned_on"], name="strategymeeting_once"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_on__isnull=False), name="strategymeeting_held_on_a_day"
            ),
        )
        ordering = ("-planned_on", "sector")

    def __str__(self) -> str:
        return f"{self.sector} {self.planned_on:%Y-%m-%d}"


class StrategyItem(models.Model):
    """A project on the agenda, and what was decided of it."""

    class Decision(models.TextChoices):
        """What came of it."""

        PRIORITISED = "prioritised"
        POSTPONED = "postponed"
        REJECTED = "rejected"
        NOTED = "noted"

    meeting = models.ForeignKey(StrategyMeeting, models.CASCADE, related_name="items")
    project = models.ForeignKey(Project, models.PROTECT, related_name="discussed")
    order = models.PositiveSmallIntegerField(default=0)
    decision = models.CharField(max_length=11, choices=Decision.choices, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, help_text="among what was prioritised, 1 first")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "project"], name="strategyitem_once"),
            models.UniqueConstraint(
                fields=["meeting", "rank"], condition=Q(rank__isnull=False), name="strategyitem_one_of_a_rank"
            ),
            models.CheckConstraint(
                condition=Q(decision="prioritised", rank__gte=1) | (~Q(decision="prioritised") & Q(rank__isnull=True)),
                name="strategyitem_ranked_when_prioritised",
            ),
        )
        ordering = ("meeting_id", "rank", "order", "id")

    def __str__(self) -> str:
        return f"{self.meeting} {self.project}"
