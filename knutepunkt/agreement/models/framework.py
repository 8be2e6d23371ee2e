"""Framework agreements: a module, its lots with a shared ceiling, and which kinds of agreement are called off."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models.types import AgreementType, TypeVersion
from knutepunkt.party.models import Organisation, Person


class Framework(models.Model):
    """An umbrella for one module, on which contracts are called off."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft"
        SIGNED = "signed"
        ENDED = "ended"

    class Mechanism(models.TextChoices):
        """How a call-off finds its supplier."""

        DIRECT = "direct"
        FIXED_KEY = "fixed_key"
        MINI_COMPETITION = "mini_competition"
        BOTH = "both"

    class AllocationKey(models.TextChoices):
        """How a fixed key allots."""

        RANKING = "ranking"
        ROTATION = "rotation"
        SHARE = "share"

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    module = models.PositiveSmallIntegerField(help_text="of the delivery platform, 1 to 4")
    version = models.ForeignKey(TypeVersion, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="calls off")
    valid_from = models.DateField()
    valid_to = models.DateField()
    longer_because = models.TextField(blank=True, help_text="why it may last more than four years")
    mechanism = models.CharField(max_length=16, choices=Mechanism.choices, default=Mechanism.DIRECT.value)
    allocation_key = models.CharField(max_length=8, choices=AllocationKey.choices, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT.value)
    signed_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True, help_text="of the notice")
    archive_reference = models.CharField(max_length=80, blank=True)
    remark = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="framework_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(module__range=(1, 4)), name="framework_module_1_to_4"),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False), name="framework_signed_on_a_day"
            ),
        )
        ordering = ("module", "title")

    def __str__(self) -> str:
        return self.title


class Lot(models.Model):
    """A part of a framework. The ceiling is the lot's: its suppliers share it."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    ceiling = models.DecimalField(max_digits=14, decimal_places=2, help_text="NOK excluding VAT")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["framework", "number"], name="lot_number"),
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="lot_ceiling_positive"),
        )
        ordering = ("framework", "number")

    def __str__(self) -> str:
        return self.title


class LotSupplier(models.Model):
    """A supplier on a lot, with its rank or share where a fixed key allots."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="suppliers")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text="percent")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lot", "supplier"], name="lotsupplier_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | (Q(share__gt=0) & Q(share__lte=100)), name="lotsupplier_share_percent"
            ),
        )
        ordering = ("lot", "rank", "supplier")

    def __str__(self) -> str:
        return str(self.supplier)


class MatrixCell(models.Model):
    """Whether a module's framework calls off a kind of agreement, and how sure that is; a person confirms a guess."""

    class Belief(models.TextChoices):
        """How sure it is."""

        CERTAIN = "certain"
        PLAUSIBLE = "plausible"
        POSSIBLE = "possible"
        UNLIKELY = "unlikely_but_possible"

    module = models.PositiveSmallIntegerField()
    type = models.ForeignKey(AgreementType, models.PROTECT, related_name="+")
    is_called = models.BooleanField()
    belief = models.CharField(max_length=22, choices=Belief.choices, default=Belief.POSSIBLE.value)
    source = models.CharField(max_length=200, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["module", "type"], name="matrixcell_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="matrixcell_confirmed_by_somebody",
            ),
        )
        ordering = ("module", "type")

    def __str__(self) -> str:
        return f"{self.module} {self.type}"


class MatrixCount(models.Model):
    """How many kinds a module calls off, which is certain where the kinds are not."""

    module = models.PositiveSmallIntegerField(unique=True)
    number = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("module",)

    def __str__(self) -> str:
        return f"{self.module}: {self.number}"
