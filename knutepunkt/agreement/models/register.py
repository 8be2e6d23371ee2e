"""What hangs on a contract or framework in the register: appendices, documents, changes, personal data."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models.contract import Contract
from knutepunkt.agreement.models.framework import Framework
from knutepunkt.agreement.models.types import TypeAppendix
from knutepunkt.party.models import Organisation, Person

ONE_OWNER = Q(contract__isnull=True, framework__isnull=False) | Q(contract__isnull=False, framework__isnull=True)


class Appendix(models.Model):
    """An appendix of a contract, or of a framework for what will be called off; one not used stays, and says so."""

    class State(models.TextChoices):
        """How far it is."""

        MISSING = "missing"
        DRAFT = "draft"
        COMPLETE = "complete"
        NOT_USED = "not_used"

    contract = models.ForeignKey(Contract, models.CASCADE, null=True, blank=True, related_name="appendices")
    framework = models.ForeignKey(Framework, models.CASCADE, null=True, blank=True, related_name="appendices")
    template = models.ForeignKey(TypeAppendix, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.MISSING.value)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_OWNER, name="appendix_of_one"),
            models.UniqueConstraint(
                fields=["contract", "template"], condition=Q(contract__isnull=False), name="appendix_once"
            ),
            models.UniqueConstraint(
                fields=["framework", "template"],
                condition=Q(framework__isnull=False),
                name="appendix_once_in_framework",
            ),
        )
        ordering = ("template__version", "template__number")

    def __str__(self) -> str:
        return str(self.template)


class Document(models.Model):
    """A file of a contract or framework, perhaps as one of its appendices."""

    contract = models.ForeignKey(Contract, models.CASCADE, null=True, blank=True, related_name="documents")
    framework = models.ForeignKey(Framework, models.CASCADE, null=True, blank=True, related_name="documents")
    appendix = models.ForeignKey(Appendix, models.PROTECT, null=True, blank=True, related_name="documents")
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256, and its name on disk")
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=ONE_OWNER, name="document_of_one"),)
        ordering = ("title", "-added_at")

    def __str__(self) -> str:
        return self.title


class ChangeOrder(models.Model):
    """A change of a signed contract, with its price and the legal basis on which no new competition is held."""

    class State(models.TextChoices):
        """From the wish to the order."""

        REQUESTED = "requested"
        ESTIMATED = "estimated"
        ORDERED = "ordered"
        DISPUTED = "disputed"
        REJECTED = "rejected"

    class Basis(models.TextChoices):
        """Why the change needs no new competition."""

        CLEAR_CLAUSE = "clear_clause"
        SMALL = "small"
        NECESSARY = "necessary"
        UNFORESEEABLE = "unforeseeable"
        NOT_SUBSTANTIAL = "not_substantial"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="changes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State.choices, default=State.REQUESTED.value)
    requested_on = models.DateField()
    estimated_on = models.DateField(null=True, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True, help_text="the day the change was published")
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0, help_text="NOK excluding VAT; less: minus")
    months = models.SmallIntegerField(default=0, help_text="by which the contract gets longer")
    effect = models.TextField(blank=True, help_text="on service levels and the rest")
    basis = models.CharField(max_length=15, choices=Basis.choices, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["contract", "number"], name="changeorder_number"),
            models.CheckConstraint(
                condition=~Q(state="ordered") | (Q(ordered_on__isnull=False) & ~Q(basis="")),
                name="changeorder_ordered_on_a_basis",
            ),
            models.CheckConstraint(
                condition=Q(ordered_on__isnull=True) | Q(ordered_on__gte=F("requested_on")),
                name="changeorder_asked_before_ordered",
            ),
        )
        ordering = ("contract", "number")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ChangeLimit(models.Model):
    """A limit of procurement law for change without a new competition, in a period."""

    basis = models.CharField(max_length=15, choices=ChangeOrder.Basis.choices)
    subject = models.CharField(max_length=14, choices=Contract.Subject.choices, blank=True, help_text="empty: any")
    percent = models.DecimalField(max_digits=5, decimal_places=2, help_text="of the original value")
    is_accumulated = models.BooleanField(help_text="over all changes, else for each")
    below_threshold = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text="what counts lies below it, NOK excluding VAT"
    )
    needs_notice = models.BooleanField(default=False, help_text="the change is published")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=9)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["basis", "subject", "valid_from"], name="changelimit_once"),)
        ordering = ("basis", "subject", "valid_from")

    def __str__(self) -> str:
        return f"{self.basis} {self.percent} %"


class Processing(models.Model):
    """The data-processing agreement of a contract."""

    class State(models.TextChoices):
        """How far it is; one that is not needed says why in its remark."""

        MISSING = "missing"
        DRAFT = "draft"
        SIGNED = "signed"
        NOT_NEEDED = "not_needed"

    contract = models.OneToOneField(Contract, models.CASCADE, related_name="processing")
    state = models.CharField(max_length=10, choices=State.choices, default=State.MISSING.value)
    reference = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    categories = models.CharField(max_length=300, blank=True, help_text="of personal data")
    impact_reference = models.CharField(max_length=80, blank=True, help_text="data protection impact assessment")
    risk_reference = models.CharField(max_length=80, blank=True, help_text="risk and vulnerability analysis")
    remark = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.reference or str(self.contract)


class SubProcessor(models.Model):
    """Who processes personal data for the supplier, where, and on which basis it may leave the EEA."""

    class Basis(models.TextChoices):
        """Why the transfer is lawful."""

        EEA = "eea"
        ADEQUACY = "adequacy"
        CLAUSES = "clauses"
        NONE = "none"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="sub_processors")
    name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    country = models.CharField(max_length=2, help_text="ISO 3166, as NO")
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.EEA.value)
    purpose = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["contract", "name"], name="subprocessor_once"),)
        ordering = ("contract", "name")

    def __str__(self) -> str:
        return self.name


class FeedToken(models.Model):
    """A person's secret address of a calendar that programs subscribe to; only its digest is kept."""

    class Of(models.TextChoices):
        """What the calendar holds: days of notice, renewal and review, or roadmaps and waves."""

        DAYS = "days"
        PLANS = "plans"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, hexadecimal")
    of = models.CharField(max_length=5, choices=Of.choices, default=Of.DAYS.value)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.person} {self.created_at:%Y-%m-%d}"
