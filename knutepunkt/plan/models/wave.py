"""Applications that move to a new platform together, and how."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.catalogue.models import Application, Integration
from knutepunkt.party.models import Organisation
from knutepunkt.plan.models.roadmap import Activity
from knutepunkt.plan.rules.wave import Demand

# The placement is not among them: it is decided, or it is not.
_SAID_BY_HAND = [(one.value, one.value) for one in Demand if one is not Demand.PLACEMENT]


class Wave(models.Model):
    """A group of applications that move in the same weeks."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned"
        RUNNING = "running"
        ACCEPTED = "accepted"
        ROLLED_BACK = "rolled_back"

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    number = models.PositiveSmallIntegerField(help_text="in the order in which they move")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=11, choices=State.choices, default=State.PLANNED.value)
    started_on = models.DateField(null=True, blank=True)
    started_because = models.TextField(blank=True, help_text="why it started while something was lacking")
    over_on = models.DateField(null=True, blank=True)
    remark = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="wave_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(started_on__isnull=False), name="wave_started_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rolled_back"]) | Q(over_on__isnull=False),
                name="wave_over_on_a_day",
            ),
        )
        ordering = ("number", "key")

    def __str__(self) -> str:
        return self.title


class Move(models.Model):
    """An application in a wave: where to, and by which of the seven Rs."""

    class Way(models.TextChoices):
        """The seven Rs."""

        REHOST = "rehost"
        REPLATFORM = "replatform"
        REPURCHASE = "repurchase"
        REFACTOR = "refactor"
        RELOCATE = "relocate"
        RETAIN = "retain"
        RETIRE = "retire"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="moves")
    application = models.OneToOneField(Application, models.PROTECT, related_name="+")
    target = models.CharField(max_length=24, choices=Application.Hosting.choices)
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("wave__number", "application__name")

    def __str__(self) -> str:
        return str(self.application)


class Clarification(models.Model):
    """What is said by hand of a move, with its reason: where no register says it, or how an integration is kept."""

    move = models.ForeignKey(Move, models.CASCADE, related_name="clarifications")
    demand = models.CharField(max_length=12, choices=_SAID_BY_HAND)
    integration = models.ForeignKey(Integration, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, help_text="why, or how the integration is kept while its ends are apart")
    tested_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["move", "demand", "integration"], name="clarification_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(integration__isnull=True) | Q(demand="integrations"), name="clarification_of_an_integration"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="clarification_has_its_reason"),
        )
        ordering = ("move", "demand", "pk")

    def __str__(self) -> str:
        return f"{self.move}: {self.reason}"


class MoveStep(models.Model):
    """What is done in a wave's hours: over, back again, or to accept it."""

    class Kind(models.TextChoices):
        """Which list it stands on."""

        CUT_OVER = "cut_over"
        ROLLBACK = "rollback"
        ACCEPTANCE = "acceptance"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=240)
    holder = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True, help_text="empty: when the step before is over")
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="how long it takes")
    done_at = models.DateTimeField(null=True, blank=True)
    went = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["wave", "kind", "number"], name="move_step_once"),)
        ordering = ("wave", "kind", "number")

    def __str__(self) -> str:
        return self.title
