"""Functions of the delivery model, who takes part in them when, and where the sources contradict each other."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from knutepunkt.assessment.models.certainty import Certainty
from knutepunkt.assessment.rules.responsibility import Kind, Layer
from knutepunkt.party.models import Organisation, Person

DAYS = Func(F("valid_from"), F("valid_to"), models.Value("[]"), function="daterange")


class Function(models.Model):
    """Something that somebody must do: of a module, of a layer of responsibility, or an activity across them."""

    class Place(models.TextChoices):
        """The layer, where one is stated."""

        GOVERNANCE = "governance"
        INTEGRATION = "integration"
        PRODUCTION = "production"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    module = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 4")
    layer = models.CharField(max_length=11, choices=Place.choices, blank=True)
    rule = models.CharField(max_length=200, blank=True, help_text="what the source says of whose it is")
    needs = models.CharField(max_length=300, blank=True, help_text="what it keeps track of")
    judges_delivery = models.BooleanField(default=False, help_text="it judges what suppliers deliver")
    source = models.CharField(max_length=300, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(module__isnull=True) | Q(module__gte=1, module__lte=4), name="function_module_1_to_4"
            ),
        )
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> Kind:
        """Return what the rules look at."""
        return Kind(Layer(self.layer) if self.layer else None, self.judges_delivery)


class Responsibility(models.Model):
    """A party's part in a function, in a period."""

    class Role(models.TextChoices):
        """RACI."""

        RESPONSIBLE = "R"
        ACCOUNTABLE = "A"
        CONSULTED = "C"
        INFORMED = "I"

    function = models.ForeignKey(Function, models.CASCADE, related_name="responsibilities")
    party = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", help_text="empty: each municipality"
    )
    role = models.CharField(max_length=1, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["function", "party", "role", "valid_from"],
                nulls_distinct=False,
                name="responsibility_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="responsibility_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="responsibility_one_accountable",
                expressions=[("function", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(role="A"),
            ),
        )
        ordering = ("function", "role", "valid_from")
        verbose_name_plural = "responsibilities"

    def __str__(self) -> str:
        return f"{self.role} {self.function}"


class Conflict(models.Model):
    """Where sources or roles contradict each other: carried with its source until it is decided."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="what each source says")
    functions = models.ManyToManyField(Function, blank=True, related_name="conflicts")
    supplier = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", help_text="where it is about one"
    )
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=9, choices=Certainty.choices)
    decision = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    valid_to = models.DateField(null=True, blank=True, help_text="when it must be decided anew")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True) | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="conflict_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("decided_on")),
                name="conflict_ends_after_it_is_decided",
            ),
        )
        ordering = ("key",)

    def __str__(self) -> str:
        return self.title
