"""A purchase before and around its competition: need, lots, plan, and who works on it."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models import Certainty, Contract, Framework, TypeVersion
from knutepunkt.party.models import Organisation, Person
from knutepunkt.plan.models.law import PROCEDURES, STEPS, LegalGround
from knutepunkt.plan.rules.evaluation import ExemptionGround, PriceModel
from knutepunkt.plan.rules.gates import TieRule
from knutepunkt.plan.rules.law import Subject


class Procurement(models.Model):
    """Something to be bought, from the need to the signed agreement."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft"
        ANNOUNCED = "announced"
        AWARDED = "awarded"
        SIGNED = "signed"
        CANCELLED = "cancelled"

    class Result(models.TextChoices):
        """What it ends in."""

        FRAMEWORK = "framework"
        CONTRACT = "contract"

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="who buys")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT.value)
    need = models.TextField(blank=True)
    subject = models.CharField(
        max_length=14, choices=[(one.value, one.value) for one in Subject], default=Subject.GOODS_SERVICES.value
    )
    result = models.CharField(max_length=9, choices=Result.choices, default=Result.CONTRACT.value)
    why_together = models.TextField(blank=True, help_text="why these lots are one purchase, or are not")
    why_not_lots = models.TextField(blank=True, help_text="FOA § 19-4: divide, or explain")
    procedure = models.CharField(max_length=24, choices=PROCEDURES, blank=True)
    ground = models.ForeignKey(LegalGround, models.PROTECT, null=True, blank=True, related_name="+")
    ground_reason = models.TextField(blank=True)
    is_electronic = models.BooleanField(default=True)
    is_urgent = models.BooleanField(default=False)
    urgent_because = models.TextField(blank=True)
    agreed_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="agreed with all who are invited")
    price_model = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in PriceModel],
        blank=True,
        help_text="fixed when announced",
    )
    price_decimals = models.PositiveSmallIntegerField(
        null=True, blank=True, default=2, help_text="of the points; empty: exact"
    )
    tie_rule = models.CharField(max_length=8, choices=[(one.value, one.value) for one in TieRule], blank=True)
    exemption = models.CharField(max_length=17, choices=[(one.value, one.value) for one in ExemptionGround], blank=True)
    exemption_reason = models.TextField(blank=True)
    exemption_load = models.TextField(blank=True, help_text="that the environmental load too is insignificant")
    archive_reference = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    remark = models.TextField(blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (Q(cancelled_on__isnull=False) & ~Q(cancelled_because="")),
                name="procurement_cancelled_because",
            ),
            models.CheckConstraint(
                condition=Q(is_urgent=False) | ~Q(urgent_because=""), name="procurement_urgent_because"
            ),
        )
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class ProcurementLot(models.Model):
    """A part that is tendered for by itself, with what it may come to: a sum, or so much a month."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    module = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the delivery platform, 1 to 4")
    version = models.ForeignKey(TypeVersion, models.PROTECT, null=True, blank=True, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="NOK excluding VAT")
    monthly = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="NOK excluding VAT")
    months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="empty: until notice")
    options = models.DecimalField(max_digits=14, decimal_places=2, default=0, help_text="NOK excluding VAT")
    basis = models.TextField(blank=True, help_text="how the value was worked out")
    winners = models.PositiveSmallIntegerField(default=1, help_text="how many are chosen; several for a framework only")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["procurement", "number"], name="procurementlot_number"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(monthly__isnull=True), name="procurementlot_sum_or_monthly"
            ),
            models.CheckConstraint(
                condition=(Q(amount__isnull=True) | Q(amount__gte=0))
                & (Q(monthly__isnull=True) | Q(monthly__gte=0))
                & Q(options__gte=0),
                name="procurementlot_not_negative",
            ),
            models.CheckConstraint(condition=Q(winners__gte=1), name="procurementlot_has_winners"),
        )
        ordering = ("procurement_id", "number")

    def __str__(self) -> str:
        return self.title


class PlannedStep(models.Model):
    """When a step is planned, as exactly as is known, and when it was done."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="plan")
    step = models.CharField(max_length=16, choices=STEPS)
    first_on = models.DateField()
    last_on = models.DateField()
    words = models.CharField(max_length=80, blank=True, help_text="as it was said, as primo september")
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, default=Certainty.VERIFIED.value)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["procurement", "step"], name="plannedstep_once"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="plannedstep_ends_after_it_starts"),
        )
        ordering = ("procurement_id", "first_on", "id")

    def __str__(self) -> str:
        return f"{self.procurement} {self.step}"


class ProcurementMember(models.Model):
    """Who works on a procurement, in which function; sees tenders once opened, and impartial by own declaration."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    function = models.CharField(max_length=120)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    has_conflict = models.BooleanField(default=False)
    declaration = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["procurement", "person"], condition=Q(left_at__isnull=True), name="procurementmember_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")), name="procurementmember_left_after"
            ),
        )
        ordering = ("procurement_id", "joined_at", "id")

    def __str__(self) -> str:
        return f"{self.person}, {self.function}"


class ProcurementDocument(models.Model):
    """A file of the competition, which suppliers get when it is published."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256, and its name on disk")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "-added_at")

    def __str__(self) -> str:
        return self.title


class Award(models.Model):
    """Who was chosen for a lot, as which number, and why; told to all at once, signed when the standstill is over."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="awards")
    lot = models.ForeignKey(ProcurementLot, models.PROTECT, related_name="awards")
    rank = models.PositiveSmallIntegerField(default=1)
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="NOK excluding VAT")
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    standstill_ends_on = models.DateField(null=True, blank=True, help_text="empty: none is demanded")
    standstill_rule = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    framework = models.ForeignKey(Framework, models.PROTECT, null=True, blank=True, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | Q(standstill_ends_on__isnull=True)
                | Q(signed_on__gt=F("standstill_ends_on")),
                name="award_signed_after_standstill",
            ),
            models.UniqueConstraint(fields=["lot", "rank"], name="award_rank"),
            models.UniqueConstraint(fields=["lot", "supplier"], name="award_once"),
        )
        ordering = ("procurement_id", "lot_id", "rank")

    def __str__(self) -> str:
        return f"{self.lot}: {self.supplier}"


class AwardLetter(models.Model):
    """What one supplier was told of the award: the letter it got, at the moment that all got theirs."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="letters")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    body = models.TextField()
    sent_at = models.DateTimeField()
    standstill_ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["procurement", "supplier"], name="awardletter_once"),)
        ordering = ("procurement_id", "supplier_id")

    def __str__(self) -> str:
        return f"{self.procurement} {self.supplier}"


class Complaint(models.Model):
    """A supplier's complaint over the award, and what came of it."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="complaints")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    received_on = models.DateField()
    about = models.TextField()
    stops_signing = models.BooleanField(default=False, help_text="as a petition for an injunction in the standstill")
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("procurement_id", "received_on", "id")

    def __str__(self) -> str:
        return f"{self.procurement} {self.supplier}"
