"""The systems that services are made of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models.service import Service, ServiceGroup
from knutepunkt.party.models import Organisation


class Application(models.Model):
    """A system that services are made of. What is not known is empty, and shown as unknown."""

    class Hosting(models.TextChoices):
        """Where it runs."""

        CLOUD = "cloud_saas"
        OWN = "own_datacentre"
        HYBRID = "hybrid_cloud_and_local"
        SUPPLIER = "supplier_hosted"
        LOCAL = "local_install"
        UNSTATED = "unstated"

    class Phase(models.TextChoices):
        """Where it is in its life."""

        PLANNED = "planned"
        LIVE = "live"
        REPLACE = "replace"
        RETIRED = "retired"
        UNSTATED = "unstated"

    class DataCategory(models.TextChoices):
        """Which data it holds. None of them chosen: not known."""

        NONE = "none"
        ORDINARY = "ordinary"
        SPECIAL = "special"
        CHILD_WELFARE = "child_welfare"
        HEALTH = "health"
        SECURITY = "security_graded"
        PUPIL = "pupil"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    sector = models.ForeignKey(ServiceGroup, models.PROTECT, null=True, blank=True, related_name="applications")
    supplier = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    supplier_basis = models.CharField(max_length=200, blank=True, help_text="how sure the supplier is")
    hosting = models.CharField(max_length=24, choices=Hosting.choices, default=Hosting.UNSTATED.value)
    users = models.ManyToManyField(Organisation, blank=True, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    steward = models.CharField(max_length=120, blank=True, help_text="the function that looks after it")
    version = models.CharField(max_length=40, blank=True)
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.UNSTATED.value)
    phase_basis = models.CharField(max_length=200, blank=True, help_text="how sure the phase is")
    live_on = models.DateField(null=True, blank=True)
    replace_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    support_ends_on = models.DateField(null=True, blank=True)
    criticality = models.PositiveSmallIntegerField(choices=Service.Criticality.choices, null=True, blank=True)
    data_categories = ArrayField(
        models.CharField(max_length=16, choices=DataCategory.choices), default=list, blank=True
    )
    data_basis = models.CharField(max_length=200, blank=True, help_text="how sure the categories are")
    integrations = models.JSONField(default=list, blank=True, help_text="as the source words them")
    wording = models.TextField(blank=True, help_text="as the source words it")
    remark = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = (InOrder("name"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(replace_on__isnull=True) | Q(live_on__isnull=True) | Q(replace_on__gte=F("live_on")),
                name="application_replaced_after_live",
            ),
            models.CheckConstraint(
                condition=(Q(retired_on__isnull=True) | Q(live_on__isnull=True) | Q(retired_on__gte=F("live_on")))
                & (Q(retired_on__isnull=True) | Q(replace_on__isnull=True) | Q(retired_on__gte=F("replace_on"))),
                name="application_retired_last",
            ),
        )

    def __str__(self) -> str:
        return self.name
