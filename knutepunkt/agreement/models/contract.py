"""Who owes whom what, from when, and under which framework."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models.framework import Framework, Lot
from knutepunkt.agreement.models.types import TypeVersion
from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation, Person


class Contract(models.Model):
    """A customer agreement (the integrator promises) or an underpinning contract (a supplier owes)."""

    class Kind(models.TextChoices):
        """In which direction the promise goes."""

        CUSTOMER = "customer"
        UNDERPINNING = "underpinning"

    class State(models.TextChoices):
        """Where it stands. Only a signed one promises anything."""

        DRAFT = "draft"
        SIGNED = "signed"
        ENDED = "ended"

    class Renewal(models.TextChoices):
        """What happens at its end when nobody gives notice."""

        ENDS = "ends"
        RENEWS = "renews"

    class Subject(models.TextChoices):
        """What is bought: the limits for change differ."""

        GOODS_SERVICES = "goods_services"
        WORKS = "works"

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="owes the service")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="is owed the service")
    state = models.CharField(max_length=6, choices=State.choices, default=State.SIGNED.value)
    version = models.ForeignKey(TypeVersion, models.PROTECT, null=True, blank=True, related_name="+")
    module = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the delivery platform, 1 to 4")
    part = models.CharField(max_length=4, blank=True, help_text="of the module, as 2a")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="contracts")
    award = models.CharField(max_length=16, choices=Framework.Mechanism.choices, blank=True)
    award_reason = models.TextField(blank=True, help_text="why it went to another than the one whose turn it was")
    number = models.CharField(max_length=40, blank=True, help_text="one's own")
    archive_reference = models.CharField(max_length=80, blank=True)
    notice_reference = models.CharField(max_length=80, blank=True, help_text="of the procurement's notice")
    signed_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True, help_text="the actual first day of ordinary operation")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    renewal = models.CharField(max_length=6, choices=Renewal.choices, default=Renewal.ENDS.value)
    renewal_months = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="its last day, once notice is given or it is ended")
    value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text="original, NOK excluding VAT"
    )
    consumed = models.DecimalField(max_digits=14, decimal_places=2, default=0, help_text="NOK excluding VAT, so far")
    subject = models.CharField(max_length=14, choices=Subject.choices, default=Subject.GOODS_SERVICES.value)
    above_threshold = models.BooleanField(default=True, help_text="the EEA threshold")
    payment_days = models.PositiveSmallIntegerField(default=30)
    services = models.ManyToManyField(Service, blank=True, related_name="+", help_text="empty: all of the provider's")
    municipalities = models.ManyToManyField(Organisation, blank=True, related_name="+", help_text="empty: all")
    data_location = models.CharField(max_length=120, blank=True)
    security_class = models.CharField(max_length=60, blank=True)
    has_third_party_terms = models.BooleanField(default=False)
    has_wage_clause = models.BooleanField(default=False)
    has_audit_right = models.BooleanField(default=False)
    exit_plan = models.TextField(blank=True)
    priorities = models.JSONField(default=dict, blank=True, help_text="impact -> urgency -> priority 1 to 4")
    remark = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("valid_from")),
                name="contract_ended_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(provider=F("customer")), name="contract_between_two"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="contract_value_not_negative"
            ),
            models.CheckConstraint(condition=Q(consumed__gte=0), name="contract_consumed_not_negative"),
            models.CheckConstraint(
                condition=~Q(renewal="renews") | Q(renewal_months__isnull=False, renewal_months__gt=0),
                name="contract_renews_for_months",
            ),
        )
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class NoticePeriod(models.Model):
    """How long ahead a party must say that it ends the contract."""

    class Party(models.TextChoices):
        """Who gives notice."""

        CUSTOMER = "customer"
        PROVIDER = "provider"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="notice_periods")
    party = models.CharField(max_length=8, choices=Party.choices)
    months = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    only_when = models.CharField(max_length=200, blank=True, help_text="as: it alone can maintain it")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "party", "only_when"], name="noticeperiod_once"),
            models.CheckConstraint(condition=Q(months__gt=0) | Q(days__gt=0), name="noticeperiod_has_length"),
        )
        ordering = ("contract", "party")

    def __str__(self) -> str:
        return f"{self.contract} {self.party}"


class ContractOption(models.Model):
    """A right to prolong: by how long, until when it must be used, and whether it was."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField(default=1)
    months = models.PositiveSmallIntegerField()
    exercise_by = models.DateField(null=True, blank=True)
    exercised_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "number"], name="contractoption_number"),
            models.CheckConstraint(condition=Q(months__gt=0), name="contractoption_has_length"),
            models.CheckConstraint(
                condition=Q(exercised_on__isnull=True) | Q(declined_on__isnull=True), name="contractoption_used_or_not"
            ),
        )
        ordering = ("contract", "number")

    def __str__(self) -> str:
        return f"{self.contract} {self.number}"


class ContractContact(models.Model):
    """Who speaks for a side of the contract, and in which function."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    function = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "organisation", "function"], name="contractcontact_once"),
        )
        ordering = ("contract", "organisation", "function")

    def __str__(self) -> str:
        return self.function
