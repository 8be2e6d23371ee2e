"""A competition as suppliers meet it: notice, criteria, questions, rounds, and what they send, sealed until opened.

Orders never go by way of the procurement: a supplier does not see that row, and a join would take its own with it.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from knutepunkt.party.models import Organisation, Person
from knutepunkt.plan.models.procurement import Procurement, ProcurementLot


class ProcurementNotice(models.Model):
    """What was announced: all that a supplier sees of a procurement stands here, or hangs on it."""

    class Kind(models.TextChoices):
        """What it announces."""

        PRIOR = "prior"
        COMPETITION = "competition"
        AWARD = "award"
        CANCELLATION = "cancellation"

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    procedure = models.CharField(max_length=24)
    lots = models.JSONField(default=list, help_text="[number, title], and how many are chosen where several are")
    in_ted = models.BooleanField(default=False)
    is_whole = models.BooleanField(
        default=False, help_text="a prior notice that says what the notice of competition must, as far as it is known"
    )
    reference = models.CharField(max_length=80, blank=True, help_text="in Doffin or TED")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-sent_at", "-id")

    def __str__(self) -> str:
        return self.title

    @property
    def lot_lines(self) -> list[tuple[int, str, int]]:
        """Return each lot's number and title, and how many are chosen in it."""
        return [(one[0], one[1], one[2] if len(one) > 2 else 1) for one in self.lots]


class ProcurementCriterion(models.Model):
    """What suppliers are qualified by, or what tenders are judged by; the two are never mixed."""

    class Kind(models.TextChoices):
        """Which of the two."""

        QUALIFICATION = "qualification"
        AWARD = "award"

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="criteria")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="what is asked, and how it is judged")
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=0, help_text="percent")
    is_price = models.BooleanField(default=False)
    is_environment = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["procurement", "kind", "number"], name="procurementcriterion_number"),
            models.CheckConstraint(
                condition=Q(kind="award", weight__gt=0, weight__lte=100)
                | Q(kind="qualification", weight=0, is_price=False),
                name="procurementcriterion_weighs",
            ),
            models.UniqueConstraint(
                fields=["procurement"], condition=Q(is_price=True), name="procurementcriterion_one_price"
            ),
        )
        ordering = ("procurement_id", "kind", "number")

    def __str__(self) -> str:
        return self.title


class ProcurementQuestion(models.Model):
    """A question with its answer. Suppliers see the two together, all the same, and never who asked."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("procurement_id", "asked_at", "id")

    def __str__(self) -> str:
        return self.text[:60]


class ProcurementAnswer(models.Model):
    """An answer that all see, with the question as it is shown: without who asked."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="answers")
    question = models.OneToOneField(ProcurementQuestion, models.PROTECT, related_name="answer")
    asked = models.TextField(help_text="the question as all see it")
    text = models.TextField()
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("procurement_id", "answered_at", "id")

    def __str__(self) -> str:
        return self.asked[:60]


class TenderRound(models.Model):
    """What is to be sent by a deadline: requests, tenders, revised ones. Sealed until two persons have opened it."""

    class Kind(models.TextChoices):
        """What is sent."""

        REQUEST = "request"
        TENDER = "tender"
        REVISED = "revised"

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    is_final = models.BooleanField(default=False, help_text="nothing is negotiated after it")
    by_invitation = models.BooleanField(default=False)
    begun_at = models.DateTimeField(help_text="the notice or the invitations were sent")
    deadline_at = models.DateTimeField()
    first_opener = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    first_at = models.DateTimeField(null=True, blank=True)
    second_opener = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["procurement", "number"], name="tenderround_number"),
            models.CheckConstraint(condition=Q(deadline_at__gt=F("begun_at")), name="tenderround_deadline_after"),
            models.CheckConstraint(
                condition=Q(first_at__isnull=True, first_opener__isnull=True)
                | Q(first_at__gte=F("deadline_at"), first_opener__isnull=False),
                name="tenderround_first_after_deadline",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, second_opener__isnull=True)
                | (
                    Q(opened_at__gte=F("first_at"), first_opener__isnull=False, second_opener__isnull=False)
                    & ~Q(second_opener=F("first_opener"))
                ),
                name="tenderround_opened_by_two",
            ),
        )
        ordering = ("procurement_id", "number")

    def __str__(self) -> str:
        return f"{self.procurement} {self.number}"


class TenderInvitation(models.Model):
    """A supplier that may send a tender in a round."""

    round = models.ForeignKey(TenderRound, models.CASCADE, related_name="invitations")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "supplier"], name="tenderinvitation_once"),)
        ordering = ("round_id", "supplier_id")

    def __str__(self) -> str:
        return f"{self.round} {self.supplier}"


class Submission(models.Model):
    """That a supplier has sent something, and when. A new one takes the place of the one before, until the deadline."""

    round = models.ForeignKey(TenderRound, models.PROTECT, related_name="submissions")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lot_number = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="withdrawn, or followed by another")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["round", "supplier", "lot_number"],
                condition=Q(replaced_at__isnull=True),
                name="submission_one_stands",
            ),
        )
        ordering = ("round_id", "lot_number", "supplier_id")

    def __str__(self) -> str:
        return f"{self.round} {self.supplier}"


class SealedAnswer(models.Model):
    """What a submission says on one criterion. Before the round is opened no role but the sender's can read it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(ProcurementCriterion, models.PROTECT, related_name="+")
    meets = models.BooleanField(null=True, help_text="of a qualification: the supplier's own word, as in the ESPD")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, help_text="of the price, NOK")
    text = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["submission", "criterion"], name="sealedanswer_once"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="sealedanswer_amount"),
        )
        ordering = ("submission_id", "criterion_id")


class SealedFile(models.Model):
    """A file of a submission. It lies in the database, so that the same seal holds for it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256")
    content = models.BinaryField()

    class Meta:
        ordering = ("submission_id", "name")


class Admission(models.Model):
    """Whether a submission goes on, with the ground and reason where it does not. What was decided stays."""

    class Ground(models.TextChoices):
        """Why it was rejected, by the regulation's own paragraphs."""

        FORMAL = "24-1"
        SUPPLIER = "24-2"
        TENDER = "24-8"
        ABNORMALLY_LOW = "24-9"
        NOT_SELECTED = "16-12"

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="admission")
    is_admitted = models.BooleanField()
    ground = models.CharField(max_length=5, choices=Ground.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="a rejected request: when it was told, as all were")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_admitted=True, ground="") | (Q(is_admitted=False) & ~Q(ground="") & ~Q(reason="")),
                name="admission_rejected_because",
            ),
        )
        ordering = ("submission_id",)


class TenderScore(models.Model):
    """What one assessor gives one tender on one criterion, with the reason."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(ProcurementCriterion, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=4, decimal_places=2, help_text="0 to 10")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["submission", "criterion", "assessor"], name="tenderscore_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=10), name="tenderscore_0_to_10"),
        )
        ordering = ("submission_id", "criterion_id", "assessor_id")


class AgreedScore(models.Model):
    """What the assessors agreed on for one tender and criterion: what counts, and what the letter says."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="agreed")
    criterion = models.ForeignKey(ProcurementCriterion, models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=4, decimal_places=2, help_text="0 to 10")
    reason = models.TextField()
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["submission", "criterion"], name="agreedscore_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=10), name="agreedscore_0_to_10"),
        )
        ordering = ("submission_id", "criterion_id")


class DrawingOfLots(models.Model):
    """Lots drawn between equals, once: from what seed, between whom, who was there. Anybody can draw them again."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="drawings")
    lot = models.ForeignKey(ProcurementLot, models.PROTECT, related_name="drawings")
    round = models.ForeignKey(TenderRound, models.PROTECT, related_name="drawings")
    names = models.JSONField(help_text="between whom: organisation numbers, else keys, in their order")
    seed = models.CharField(max_length=64)
    order = models.JSONField(help_text="the names as they were drawn")
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    witness = models.ForeignKey(Person, models.PROTECT, related_name="+")
    present = models.CharField(max_length=300, blank=True, help_text="who else was there, by function")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lot", "round", "names"], name="drawingoflots_once"),
            models.CheckConstraint(condition=~Q(witness=F("drawn_by")), name="drawingoflots_by_two"),
        )
        ordering = ("procurement_id", "drawn_at")

    def __str__(self) -> str:
        return f"{self.lot} {self.seed}"


class Negotiation(models.Model):
    """A meeting with one tenderer between two rounds: what was talked of, the same chance for each."""

    round = models.ForeignKey(TenderRound, models.PROTECT, related_name="negotiations")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    held_on = models.DateField()
    minutes = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("round_id", "held_on", "id")
