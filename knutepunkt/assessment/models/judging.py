"""Models of judgement in versions, what was judged by them, and what was decided."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.assessment.models.capability import Capability
from knutepunkt.assessment.models.certainty import Certainty
from knutepunkt.assessment.models.undertaking import Undertaking
from knutepunkt.assessment.rules.reading import read
from knutepunkt.assessment.rules.scheme import Scheme
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.party.models import Organisation, Person

# Which column holds the subject, by its kind; a later concept's subject gets a column and a word here.
SUBJECTS = ("service", "application", "supplier", "capability", "project")
ONE_SUBJECT = Q()
for _one in SUBJECTS:
    ONE_SUBJECT |= Q(**{f"{name}__isnull": name != _one for name in SUBJECTS})


class AssessmentModel(models.Model):
    """A way to judge: criteria, stops, how they combine. Never changed, only followed by a new version."""

    class Subject(models.TextChoices):
        """What it judges."""

        SERVICE = "service"
        APPLICATION = "application"
        SUPPLIER = "supplier"
        CAPABILITY = "capability"
        PROJECT = "project"

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    title = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    judges = models.CharField(max_length=11, choices=Subject.choices)
    lasts_days = models.PositiveIntegerField(help_text="after so many days it must be judged again")
    content = models.JSONField(help_text="areas, criteria, choices, outcomes, stops: assessment.rules.scheme")
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=9, choices=Certainty.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "version"], name="assessmentmodel_version"),
            models.UniqueConstraint(fields=["key"], condition=Q(is_current=True), name="assessmentmodel_one_current"),
            models.CheckConstraint(
                condition=Q(lasts_days__gte=1, lasts_days__lte=3650), name="assessmentmodel_lasts_a_day"
            ),
        )
        ordering = ("title", "-version")

    def __str__(self) -> str:
        return self.title

    @property
    def scheme(self) -> Scheme:
        """Return what it consists of."""
        return read(self.content)


class Assessment(models.Model):
    """A model applied to one subject: open to change until it is decided upon, then as it was."""

    class State(models.TextChoices):
        """How far it is. What is decided stands until a newer one of the same subject is decided upon."""

        OPEN = "open"
        DECIDED = "decided"
        REPLACED = "replaced"

    model = models.ForeignKey(AssessmentModel, models.PROTECT, related_name="assessments")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    supplier = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="assessments")
    project = models.ForeignKey(
        Undertaking, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN.value)
    assessor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    assessed_on = models.DateField()
    seen = models.BigIntegerField(default=0, help_text="the subject's last change in the trail, when judged")
    advice = models.CharField(max_length=60, blank=True, help_text="key of the outcome; empty: not enough is answered")
    is_stopped = models.BooleanField(default=False, help_text="a hard stop holds")
    unanswered = models.PositiveSmallIntegerField(default=0)
    low = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    remark = models.TextField(blank=True)
    edition = models.PositiveIntegerField(
        default=0, help_text="how often it was written; its answers lie in other rows"
    )
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="assessment_of_one_subject"),
            *(
                models.UniqueConstraint(
                    fields=["model", name, "state"],
                    condition=Q(**{f"{name}__isnull": False}) & ~Q(state="replaced"),
                    name=f"assessment_one_of_{name}",
                )
                for name in SUBJECTS
            ),
        )
        ordering = ("-assessed_on", "pk")

    def __str__(self) -> str:
        return f"{self.model}: {self.subject}"

    @property
    def subject(self) -> Service | Application | Organisation | Capability | Undertaking:
        """Return what is judged."""
        found: Service | Application | Organisation | Capability | Undertaking = getattr(self, self.model.judges)
        return found


class Score(models.Model):
    """The answer to one criterion, with what shows it, and where it should be."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=60)
    choice = models.CharField(max_length=60)
    target = models.CharField(max_length=60, blank=True, help_text="the choice it should come to")
    target_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["assessment", "criterion"], name="assessmentscore_once"),)
        ordering = ("assessment", "pk")

    def __str__(self) -> str:
        return f"{self.criterion}: {self.choice}"


class Decision(models.Model):
    """What was decided on an assessment, until when, and why where the advice is not followed."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=60)
    ground = models.CharField(max_length=60, blank=True, help_text="code of the ground that the outcome demands")
    follows_advice = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    valid_to = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True, help_text="in the archive")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(follows_advice=True) | ~Q(reason=""), name="decision_says_why_it_differs"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("decided_on")),
                name="decision_ends_after_it_starts",
            ),
        )
        ordering = ("-decided_on", "-pk")

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.outcome}"
