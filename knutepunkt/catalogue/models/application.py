"""The systems that services are made of."""

from django.db import models

from knutepunkt.catalogue.models.service import ServiceGroup
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

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    sector = models.ForeignKey(ServiceGroup, models.PROTECT, null=True, blank=True, related_name="applications")
    supplier = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    supplier_basis = models.CharField(max_length=200, blank=True, help_text="how sure the supplier is")
    hosting = models.CharField(max_length=24, choices=Hosting.choices, default=Hosting.UNSTATED.value)
    users = models.ManyToManyField(Organisation, blank=True, related_name="+")
    integrations = models.JSONField(default=list, blank=True, help_text="as the source words them")
    remark = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
