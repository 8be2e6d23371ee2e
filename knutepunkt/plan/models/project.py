"""Projects and run-projects: where they stand, gates passed, hours against capacity, and cost shared by key."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models import Certainty
from knutepunkt.assessment.models import Assessment
from knutepunkt.catalogue.models import Service, ServiceGroup
from knutepunkt.party.models import DAYS, Organisation, Person
from knutepunkt.plan.models.procurement import Procurement
from knutepunkt.plan.rules.cost_share import Basis
from knutepunkt.plan.rules.project import Demand, Gate, Phase

GATES = [(one.value, one.value) for one in Gate]
DEMANDS = [(one.value, one.value) for one in Demand]
BASES = [(one.value, one.value) for one in Basis]


class BusinessArea(models.Model):
    """A part of the integrator whose people's hours projects compete for."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class StrategyFocus(models.Model):
    """What the owners' common strategy aims at."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    aim = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """Work with an end: by the five phases, or light where it is done outside the project regime."""

    class Kind(models.TextChoices):
        """How it is run."""

        PROJECT = "project"
        RUN = "run"

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.PROJECT.value)
    phase = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Phase], default=Phase.IDEA.value)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="who runs it")
    owner_function = models.CharField(max_length=160, blank=True, help_text="who answers for it")
    led_by = models.CharField(max_length=160, blank=True, help_text="the function that leads it")
    sector = models.ForeignKey(ServiceGroup, models.PROTECT, null=True, blank=True, related_name="+")
    focus = models.ForeignKey(StrategyFocus, models.PROTECT, null=True, blank=True, related_name="+")
    services = models.ManyToManyField(Service, blank=True, related_name="+", help_text="which it makes or changes")
    description = models.TextField(blank=True)
    is_common = models.BooleanField(default=True, help_text="for all owners; otherwise for the municipalities named")
    municipalities = models.ManyToManyField(Organisation, blank=True, related_name="+")
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, help_text="NOK excluding VAT")
    divides_by = models.CharField(max_length=11, choices=BASES, blank=True)
    shared_on = models.DateField(null=True, blank=True, help_text="the day whose key divides the cost")
    procurement = models.ForeignKey(Procurement, models.PROTECT, null=True, blank=True, related_name="+")
    beyond_because = models.TextField(blank=True, help_text="why it was begun beyond capacity")
    stopped_because = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, default=Certainty.VERIFIED.value)
    remark = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(start_on__isnull=True) | Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")),
                name="project_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0), name="project_budget_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(phase="stopped") | ~Q(stopped_because=""), name="project_stopped_because"
            ),
            models.CheckConstraint(
                condition=~Q(kind="run") | Q(phase__in=["idea", "execution", "done", "stopped"]),
                name="project_run_has_no_gates",
            ),
        )
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class GateDemand(models.Model):
    """What a gate demands in a period, with its source: a correction is data."""

    gate = models.CharField(max_length=3, choices=GATES)
    demand = models.CharField(max_length=19, choices=DEMANDS)
    order = models.PositiveSmallIntegerField(default=0)
    shown_by = models.CharField(
        max_length=60, blank=True, help_text="key of the model of judgement by which it is shown; empty: in writing"
    )
    accepts = models.CharField(max_length=300, blank=True, help_text="keys of the outcomes that meet it, by comma")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=9, choices=Certainty.choices)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="gatedemand_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="gatedemand_once_at_a_time",
                expressions=[
                    ("gate", RangeOperators.EQUAL),
                    ("demand", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(shown_by="", accepts="") | (~Q(shown_by="") & ~Q(accepts="")),
                name="gatedemand_shown_and_accepted",
            ),
        )
        ordering = ("gate", "order", "id")

    def __str__(self) -> str:
        return f"{self.gate} {self.demand}"

    @property
    def accepted(self) -> frozenset[str]:
        """Return the keys of the outcomes that meet it."""
        return frozenset(one.strip() for one in self.accepts.split(",") if one.strip())


class ProjectProof(models.Model):
    """That something a gate demands is in place, or why it is not needed: who said so, and where it is found."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="proofs")
    demand = models.CharField(max_length=19, choices=DEMANDS)
    is_needed = models.BooleanField(default=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True, related_name="+")
    said = models.TextField(blank=True, help_text="what was approved and where it is found, or why it is not needed")
    approved_by = models.CharField(max_length=160, blank=True, help_text="a function")
    approved_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "demand"], condition=Q(replaced_at__isnull=True), name="projectproof_once"
            ),
            models.CheckConstraint(
                condition=Q(assessment__isnull=False) | (~Q(said="") & ~Q(approved_by="")),
                name="projectproof_says_or_shows",
            ),
        )
        ordering = ("project_id", "approved_on", "id")

    def __str__(self) -> str:
        return f"{self.project} {self.demand}"


class GatePassing(models.Model):
    """A gate that was passed: who decided, when, and what was in place as it was then."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="passings")
    gate = models.CharField(max_length=3, choices=GATES)
    passed_on = models.DateField()
    decided_by = models.CharField(max_length=160, help_text="a function")
    line = models.TextField(blank=True, help_text="what the protocol says")
    met = models.JSONField(default=list, help_text="[{demand, is_needed, outcome, assessment, is_beyond}], as it was")
    is_checked = models.BooleanField(default=True, help_text="passed here; otherwise written down afterwards")
    source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "gate"], name="gatepassing_once"),
            models.CheckConstraint(condition=Q(is_checked=True) | ~Q(source=""), name="gatepassing_sourced"),
        )
        ordering = ("project_id", "gate")

    def __str__(self) -> str:
        return f"{self.project} {self.gate}"


class Capacity(models.Model):
    """The hours that an area has for projects in a quarter."""

    area = models.ForeignKey(BusinessArea, models.PROTECT, related_name="+")
    quarter = models.DateField(help_text="its first day")
    hours = models.DecimalField(max_digits=8, decimal_places=1)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "quarter"], name="capacity_once"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="capacity_not_negative"),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]), name="capacity_by_quarter"
            ),
        )
        ordering = ("quarter", "area")

    def __str__(self) -> str:
        return f"{self.area} {self.quarter}"


class CapacityNeed(models.Model):
    """The hours that a project needs of an area in a quarter. `grows`: it is being given more."""

    grows = True

    project = models.ForeignKey(Project, models.CASCADE, related_name="needs")
    area = models.ForeignKey(BusinessArea, models.PROTECT, related_name="+")
    quarter = models.DateField(help_text="its first day")
    hours = models.DecimalField(max_digits=8, decimal_places=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "area", "quarter"], name="capacityneed_once"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="capacityneed_something"),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]), name="capacityneed_by_quarter"
            ),
        )
        ordering = ("project_id", "quarter", "area")

    def __str__(self) -> str:
        return f"{self.project} {self.area} {self.quarter}"


class TimeSpent(models.Model):
    """Hours that an area spent on a project on a day; whose they were is not kept."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="time")
    area = models.ForeignKey(BusinessArea, models.PROTECT, related_name="+")
    spent_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="who wrote it down")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(hours__gt=0), name="timespent_something"),)
        indexes = (models.Index(fields=["spent_on", "project"], name="timespent_by_day"),)
        ordering = ("-spent_on", "-id")

    def __str__(self) -> str:
        return f"{self.project} {self.spent_on}"


class CostKey(models.Model):
    """A way to divide cost between the owners, in a period."""

    divides_by = models.CharField(max_length=11, choices=BASES)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty.choices, default=Certainty.VERIFIED.value)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="costkey_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="costkey_once_at_a_time",
                expressions=[("divides_by", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
            ),
        )
        ordering = ("divides_by", "-valid_from")

    def __str__(self) -> str:
        return f"{self.divides_by} {self.valid_from}"


class KeyInhabitants(models.Model):
    """How many inhabitants a municipality has in a key that divides by them."""

    cost_key = models.ForeignKey(CostKey, models.CASCADE, related_name="inhabitants")
    municipality = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    inhabitants = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["cost_key", "municipality"], name="keyinhabitants_once"),)
        ordering = ("cost_key_id", "-inhabitants")

    def __str__(self) -> str:
        return f"{self.municipality} {self.inhabitants}"


class CostShare(models.Model):
    """What a municipality pays of a project, as its key divided it: kept, for a municipality sees no other's weight."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="shares")
    municipality = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    cost_key = models.ForeignKey(CostKey, models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2, help_text="NOK excluding VAT")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "municipality"], name="costshare_once"),)
        ordering = ("project_id", "-percent", "municipality")

    def __str__(self) -> str:
        return f"{self.project} {self.municipality}"
