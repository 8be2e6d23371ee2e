"""A period of a contract as it was measured, contested, agreed and credited."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.catalogue.models import Service
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation, Person


class Settlement(models.Model):
    """One contract's period. Once agreed its figures stay; what is reckoned later is shown beside them."""

    class State(models.TextChoices):
        """Where it stands, as `rules.settlement` has it."""

        MEASURED = "measured"
        CONTESTED = "contested"
        AGREED = "agreed"
        CREDITED = "credited"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(help_text="the last day")
    state = models.CharField(max_length=9, choices=State.choices, default=State.MEASURED.value)
    measured_at = models.DateTimeField(help_text="when the figures were reckoned last")
    shown_on = models.DateField(help_text="when they were first shown: the days to contest count from here")
    agreed_on = models.DateField(null=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    credited_on = models.DateField(null=True)
    credited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    credit = models.DecimalField(max_digits=14, decimal_places=2, null=True, help_text="NOK excluding VAT, as agreed")
    number = models.PositiveIntegerField(null=True, unique=True, help_text="of the credit statement")
    recounted_at = models.DateTimeField(null=True, help_text="when a closed one was reckoned anew last")
    differences = models.JSONField(
        default=list, help_text="then, from what is kept: [{level, customer, service, kept, now}]"
    )
    revision = models.PositiveIntegerField(default=1, help_text="goes up with every action")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "from_on"], name="settlement_once"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="settlement_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state__in=["measured", "contested"], credit__isnull=True)
                | Q(state__in=["agreed", "credited"], credit__isnull=False, agreed_on__isnull=False),
                name="settlement_agreed_on_a_credit",
            ),
        )
        indexes = (models.Index(fields=["-from_on", "contract"], name="settlement_latest"),)
        ordering = ("-from_on", "contract")

    def __str__(self) -> str:
        return f"{self.contract} {self.from_on:%Y-%m}"


class Attainment(models.Model):
    """What one level showed in a settlement's period, for one municipality; of availability, for one service."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="attainments")
    level = models.ForeignKey(ServiceLevel, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    counted_met = models.PositiveIntegerField(default=0)
    counted_total = models.PositiveIntegerField(default=0)
    contested_met = models.PositiveIntegerField(default=0)
    contested_total = models.PositiveIntegerField(default=0)
    excluded_met = models.PositiveIntegerField(default=0)
    excluded_total = models.PositiveIntegerField(default=0)
    agreed_time = models.DurationField(null=True, help_text="of availability: the time it was to be up")
    down_time = models.DurationField(null=True, help_text="of availability: unplanned, within the hours")
    parts = models.JSONField(
        default=list, help_text="what the service needs: [{service, agreed, down}], times in seconds"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["settlement", "level", "customer", "service"], nulls_distinct=False, name="attainment_once"
            ),
            models.CheckConstraint(
                condition=Q(counted_met__lte=F("counted_total"))
                & Q(contested_met__lte=F("contested_total"))
                & Q(excluded_met__lte=F("excluded_total")),
                name="attainment_met_of_total",
            ),
        )
        ordering = ("settlement", "level", "customer")

    def __str__(self) -> str:
        return f"{self.settlement} {self.level}"


class Contest(models.Model):
    """One side's word that a case should not count, and what came of it."""

    class Outcome(models.TextChoices):
        """OPEN: nobody has answered. UPHELD: the case is excluded."""

        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"
        WITHDRAWN = "withdrawn"

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="contests")
    level = models.ForeignKey(ServiceLevel, models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    is_met = models.BooleanField(help_text="how the case was measured")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="whose word it is")
    at = models.DateTimeField()
    grounds = models.TextField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.OPEN.value)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["settlement", "level", "ticket"],
                condition=Q(outcome__in=["open", "upheld"]),
                name="contest_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", answered_at__isnull=True)
                | (~Q(outcome="open") & Q(answered_at__isnull=False)),
                name="contest_answered_or_open",
            ),
        )
        ordering = ("settlement", "at", "id")

    def __str__(self) -> str:
        return f"{self.settlement} {self.ticket}"


class Evidence(models.Model):
    """A file that speaks for a contest."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256, and its name on disk")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.name


class Credit(models.Model):
    """What one case, or one level's figure, gives back: kept when the settlement is agreed, with its working."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="credits")
    rule = models.ForeignKey(CompensationRule, models.PROTECT, related_name="+")
    level = models.ForeignKey(ServiceLevel, models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    occurred_at = models.DateTimeField()
    late = models.DurationField(null=True)
    attained = models.DecimalField(max_digits=7, decimal_places=4, null=True, help_text="percent")
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text="NOK excluding VAT")
    working = models.JSONField(default=list, help_text="lines as `rules.compensation` gives them")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["settlement", "rule", "level", "ticket", "service"], nulls_distinct=False, name="credit_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="credit_not_negative"),
        )
        ordering = ("settlement", "occurred_at", "id")

    def __str__(self) -> str:
        return f"{self.settlement} {self.amount}"
