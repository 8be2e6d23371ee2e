"""Procurement law as dated rows with source and certainty: a correction is a row, never code."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models import Certainty
from knutepunkt.plan.rules.deadline import Counting
from knutepunkt.plan.rules.procedure import Procedure, Step

ENDS = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
PROCEDURES = [(one.value, one.value) for one in Procedure]
STEPS = [(one.value, one.value) for one in Step]
_NOK = "NOK excluding VAT"


class Threshold(models.Model):
    """The amounts from which each part of the regulation applies, in a period."""

    valid_from = models.DateField(unique=True)
    valid_to = models.DateField(null=True, blank=True)
    law_floor = models.DecimalField(max_digits=12, decimal_places=0, help_text=_NOK)
    national = models.DecimalField(max_digits=12, decimal_places=0, help_text=_NOK)
    eea_goods_services = models.DecimalField(max_digits=12, decimal_places=0, help_text=_NOK)
    eea_state = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True, help_text=_NOK)
    eea_works = models.DecimalField(max_digits=12, decimal_places=0, help_text=_NOK)
    eea_special = models.DecimalField(max_digits=12, decimal_places=0, null=True, blank=True, help_text=_NOK)
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=9, choices=Certainty.choices)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=ENDS, name="threshold_ends_after_it_starts"),)
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"


class DeadlineRule(models.Model):
    """How many days lie between two steps of a procedure, in a period. `days` empty: time enough, and no number."""

    key = models.SlugField(max_length=60)
    procedure = models.CharField(max_length=24, choices=PROCEDURES, blank=True, help_text="empty: every one")
    from_step = models.CharField(max_length=16, choices=STEPS)
    to_step = models.CharField(max_length=16, choices=STEPS)
    counting = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Counting])
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    days_not_electronic = models.PositiveSmallIntegerField(null=True, blank=True)
    days_urgent = models.PositiveSmallIntegerField(null=True, blank=True)
    days_prior_notice = models.PositiveSmallIntegerField(null=True, blank=True)
    days_without_agreement = models.PositiveSmallIntegerField(null=True, blank=True)
    in_part_ii = models.BooleanField(default=False)
    in_part_iii = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=9, choices=Certainty.choices)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "valid_from"], name="deadlinerule_once"),
            models.CheckConstraint(condition=ENDS, name="deadlinerule_ends_after_it_starts"),
        )
        ordering = ("key", "-valid_from")

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from:%Y-%m-%d}"


class LegalGround(models.Model):
    """A ground that the law knows, in a period: for negotiating, or for letting environment weigh less than it must."""

    class Kind(models.TextChoices):
        """What it is a ground for."""

        NEGOTIATION = "negotiation"
        EXEMPTION = "exemption"

    kind = models.CharField(max_length=11, choices=Kind.choices)
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=9, choices=Certainty.choices)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "valid_from"], name="legalground_once"),
            models.CheckConstraint(condition=ENDS, name="legalground_ends_after_it_starts"),
        )
        ordering = ("kind", "order", "key")

    def __str__(self) -> str:
        return self.title


class LawFigure(models.Model):
    """A single figure of the law, in a period: a month limit, a share, a smallest number."""

    class Name(models.TextChoices):
        """What it is a figure of."""

        MONTH_LIMIT = "month_limit"
        SMALL_LOT = "small_lot"
        SMALL_LOT_SHARE = "small_lot_share"
        INVITED = "invited"
        PRIOR_LEAST = "prior_least"
        PRIOR_MOST = "prior_most"
        ENVIRONMENT = "environment"
        ENVIRONMENT_PLACE = "environment_place"

    name = models.CharField(max_length=17, choices=Name.choices)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=9, choices=Certainty.choices)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "valid_from"], name="lawfigure_once"),
            models.CheckConstraint(condition=ENDS, name="lawfigure_ends_after_it_starts"),
        )
        ordering = ("name", "-valid_from")

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from:%Y-%m-%d}"
