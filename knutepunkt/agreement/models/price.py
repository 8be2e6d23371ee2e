"""What a contract costs: price lines with their index, licences, and what is paid back for what was not kept."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models.contract import Contract
from knutepunkt.agreement.models.types import Certainty
from knutepunkt.catalogue.models import Application


class PriceIndex(models.Model):
    """One month's value of a price index."""

    name = models.CharField(max_length=40, help_text="as KPI")
    month = models.DateField(help_text="its first day")
    value = models.DecimalField(max_digits=9, decimal_places=3)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "month"], name="priceindex_month"),
            models.CheckConstraint(condition=Q(value__gt=0), name="priceindex_positive"),
        )
        ordering = ("name", "month")

    def __str__(self) -> str:
        return f"{self.name} {self.month:%Y-%m}"


class PriceLine(models.Model):
    """One price of a contract, in a period; an index carries it from its base month on."""

    class Every(models.TextChoices):
        """How often it is paid."""

        ONCE = "once"
        MONTH = "month"
        YEAR = "year"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="prices")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text="NOK excluding VAT a unit")
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.MONTH.value)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    index = models.CharField(max_length=40, blank=True)
    index_base = models.DateField(null=True, blank=True, help_text="first day of the base month")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "key", "valid_from"], name="priceline_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="priceline_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="priceline_quantity_not_negative"),
            models.CheckConstraint(
                condition=Q(index="", index_base__isnull=True) | (~Q(index="") & Q(index_base__isnull=False)),
                name="priceline_index_has_a_base",
            ),
        )
        ordering = ("contract", "key", "valid_from")

    def __str__(self) -> str:
        return self.title


class Licence(models.Model):
    """A right to use something: how much of it, how much is used, what it costs, and when it renews."""

    class Metric(models.TextChoices):
        """What is counted."""

        USER = "user"
        DEVICE = "device"
        CORE = "core"
        RESIDENT = "resident"
        PUPIL = "pupil"
        SITE = "site"

    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="licences")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    metric = models.CharField(max_length=8, choices=Metric.choices)
    entitled = models.PositiveIntegerField()
    assigned = models.PositiveIntegerField(null=True, blank=True)
    used = models.PositiveIntegerField(null=True, blank=True, help_text="as measured")
    measured_on = models.DateField(null=True, blank=True)
    unit_cost = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="NOK excluding VAT a year"
    )
    renews_on = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(used__isnull=True) | Q(measured_on__isnull=False), name="licence_use_was_measured"
            ),
        )
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CompensationRule(models.Model):
    """What is paid back when a promise was not kept. Rows are never changed, only followed by a new version."""

    class Kind(models.TextChoices):
        """How it is reckoned."""

        PRICE_REDUCTION = "price_reduction"
        HOURLY = "hourly"
        DAILY = "daily"
        FIXED = "fixed"

    class Base(models.TextChoices):
        """Of what a percentage is taken."""

        MONTHLY_FEE = "monthly_fee"
        ANNUAL_FEE = "annual_fee"
        CONTRACT_SUM = "contract_sum"
        FIRST_6_MONTHS = "first_6_months"
        FIXED = "fixed"

    class Unit(models.TextChoices):
        """What the rate is for."""

        HOUR = "hour"
        CALENDAR_DAY = "calendar_day"
        WORKING_DAY = "working_day"
        PERCENTAGE_POINT = "percentage_point"
        PERIOD = "period"
        CASE = "case"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="compensation")
    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    levels = ArrayField(models.SlugField(max_length=80), default=list, help_text="keys of the levels it is for")
    rate = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True, help_text="percent of the base; NOK where fixed"
    )
    base = models.CharField(max_length=14, choices=Base.choices, blank=True)
    base_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=16, choices=Unit.choices)
    counts_begun = models.BooleanField(default=True, help_text="a unit begun counts whole")
    steps = models.JSONField(default=list, blank=True, help_text="[[below percent, percent of the base]]")
    cap_per_case = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True, help_text="percent")
    cap_per_period = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True, help_text="percent")
    cap_per_year = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True, help_text="percent")
    cap_units = models.PositiveIntegerField(null=True, blank=True)
    minimum = models.DecimalField(max_digits=12, decimal_places=2, default=0, help_text="NOK a case")
    valid_from = models.DateField(null=True, blank=True, help_text="empty: the contract's first day")
    valid_to = models.DateField(null=True, blank=True, help_text="empty: as long as the contract")
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "key", "version"], name="compensation_version"),
            models.UniqueConstraint(
                fields=["contract", "key"], condition=Q(is_current=True), name="compensation_one_current"
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gte=0), name="compensation_rate_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(base="")
                | Q(cap_per_case__isnull=True, cap_per_period__isnull=True, cap_per_year__isnull=True),
                name="compensation_cap_has_a_base",
            ),
            models.CheckConstraint(
                condition=~Q(base="fixed") | Q(base_amount__gt=0), name="compensation_fixed_base_has_an_amount"
            ),
            models.CheckConstraint(
                condition=(Q(cap_per_case__isnull=True) | Q(cap_per_case__gte=0))
                & (Q(cap_per_period__isnull=True) | Q(cap_per_period__gte=0))
                & (Q(cap_per_year__isnull=True) | Q(cap_per_year__gte=0))
                & Q(minimum__gte=0),
                name="compensation_caps_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="compensation_ends_after_it_starts",
            ),
        )
        ordering = ("contract", "key", "version")

    def __str__(self) -> str:
        return self.title

    def holds_on(self, day: date) -> bool:
        """Say whether it gives anything for what belongs to a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)
