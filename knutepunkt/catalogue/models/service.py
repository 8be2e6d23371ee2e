"""What is delivered to whom: headings, services, and who has them when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from knutepunkt.base.ordering import InOrder
from knutepunkt.party.models import Organisation, Team


class ServiceGroup(models.Model):
    """A heading of the catalogue, or a sector of municipal work."""

    class Kind(models.TextChoices):
        """What the heading is taken from."""

        CATALOGUE = "catalogue"
        SECTOR = "sector"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """Something customers get help with or order; it decides who works on a ticket and under which terms."""

    class Criticality(models.IntegerChoices):
        """How much stops when the service does."""

        CRITICAL = 1
        HIGH = 2
        NORMAL = 3
        LOW = 4

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    group = models.ForeignKey(ServiceGroup, models.PROTECT, related_name="services")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="answers for it")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="delivers it")
    first_team = models.ForeignKey(Team, models.PROTECT, related_name="+", help_text="gets new tickets")
    next_team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="gets what the first cannot solve",
    )
    criticality = models.PositiveSmallIntegerField(choices=Criticality.choices, default=Criticality.NORMAL.value)
    words = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="what people call it, for suggestions",
    )
    icon = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_fallback = models.BooleanField(default=False, help_text="gets what nobody knows the service of")
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = (InOrder("name"),)
        constraints = (
            models.UniqueConstraint(fields=["is_fallback"], condition=Q(is_fallback=True), name="service_one_fallback"),
            models.CheckConstraint(
                condition=Q(is_fallback=False) | Q(is_active=True), name="service_fallback_is_active"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Offering(models.Model):
    """A service as one customer has it, in a period."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="offerings")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["service", "customer", "valid_from"], name="offering_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="offering_ends_after_it_starts",
            ),
        )
