"""How suppliers are followed up: weights in the open, a fixed regime, reviews with decisions and actions; surveys."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation, Person


class ScoreModel(models.Model):
    """How a score is made of measures: weights and bounds. A change is a new version; old scores keep theirs."""

    version = models.PositiveIntegerField(unique=True)
    is_current = models.BooleanField(default=True)
    measures = models.JSONField(help_text="{measure: {weight, worst, best}}; weights sum to 100")
    since_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="scoremodel_one_current"),
        )
        ordering = ("-version",)

    def __str__(self) -> str:
        return str(self.version)


class Score(models.Model):
    """A party's or service's score for a month, as computed: kept, so that a trend is what was said then."""

    class Subject(models.TextChoices):
        """Of what."""

        SUPPLIER = "supplier"
        SERVICE = "service"
        CUSTOMER = "customer"

    model = models.ForeignKey(ScoreModel, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=8, choices=Subject.choices)
    subject_id = models.BigIntegerField(help_text="of the organisation or service")
    month = models.DateField(help_text="its first day")
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="0 to 100; none: nothing measured")
    measures = models.JSONField(help_text="{measure: {value, points, weight}}")
    computed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subject", "subject_id", "month"], name="score_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | (Q(score__gte=0) & Q(score__lte=100)), name="score_0_to_100"
            ),
        )
        ordering = ("subject", "subject_id", "-month")

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} {self.month:%Y-%m}"


class Regime(models.Model):
    """How often a supplier is met at one tier, and who answers for it."""

    class Tier(models.TextChoices):
        """Of what is talked."""

        OPERATIONAL = "operational"
        TACTICAL = "tactical"
        STRATEGIC = "strategic"

    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    tier = models.CharField(max_length=11, choices=Tier.choices)
    every_months = models.PositiveSmallIntegerField()
    since_on = models.DateField()
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["supplier", "tier"], name="regime_once"),
            models.CheckConstraint(condition=Q(every_months__gt=0), name="regime_comes_again"),
        )
        ordering = ("supplier", "tier")

    def __str__(self) -> str:
        return f"{self.supplier} {self.tier}"


class Review(models.Model):
    """A meeting of the regime: planned, held, with an agenda drawn from the figures and a protocol."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned"
        HELD = "held"
        CANCELLED = "cancelled"

    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    tier = models.CharField(max_length=11, choices=Regime.Tier.choices)
    planned_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED.value)
    from_on = models.DateField(help_text="the first day of the period that is looked at")
    to_on = models.DateField()
    agenda = models.JSONField(default=list, help_text="[{title, text, figures}], as drawn from the figures")
    minutes = models.TextField(blank=True)
    present = models.CharField(max_length=300, blank=True, help_text="functions")
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="review_period_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_on__isnull=False), name="review_held_on_a_day"),
        )
        ordering = ("-planned_on", "supplier")

    def __str__(self) -> str:
        return f"{self.supplier} {self.planned_on:%Y-%m-%d}"


class ReviewDecision(models.Model):
    """What was decided in a review."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="decisions")
    text = models.TextField()

    class Meta:
        ordering = ("review", "id")

    def __str__(self) -> str:
        return self.text[:80]


class ReviewAction(models.Model):
    """What somebody is to do after a review, by a day."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="actions")
    text = models.CharField(max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="who is to do it")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["due_on"], condition=Q(done_on__isnull=True), name="reviewaction_open"),)
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.text[:80]


class Survey(models.Model):
    """A short question to the requester after a ticket was resolved."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="1 to 5")
    comment = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(score__isnull=True, answered_at__isnull=True)
                | Q(score__range=(1, 5), answered_at__isnull=False),
                name="survey_answered_1_to_5",
            ),
        )
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return str(self.ticket)


class ServiceReport(models.Model):
    """A month's report for a municipality or supplier, as made: page, PDF, sheet and API show these figures."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField(help_text="its first day")
    made_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "month"], name="servicereport_once"),)
        ordering = ("-month", "organisation")

    def __str__(self) -> str:
        return f"{self.organisation} {self.month:%Y-%m}"


class Subscription(models.Model):
    """A person who wants an organisation's report sent each month."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    since_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "organisation"], name="subscription_once"),)
        ordering = ("person", "organisation")

    def __str__(self) -> str:
        return f"{self.person} {self.organisation}"
