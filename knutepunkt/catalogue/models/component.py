"""What applications and services run on, and the systems around them that we know little more of than the name."""

from django.db import models
from django.db.models import Q

from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.service import Service
from knutepunkt.party.models import Organisation


class Component(models.Model):
    """A configuration item: part of an application or a service, or a system outside the portfolio.

    To be part of something is not to be needed by it: that a dependency says, with redundancy where there is any.
    """

    class Kind(models.TextChoices):
        """What it is."""

        SYSTEM = "system"
        SOFTWARE = "software"
        DATABASE = "database"
        SERVER = "server"
        STORAGE = "storage"
        NETWORK = "network"
        IDENTITY = "identity"
        SITE = "site"
        OTHER = "other"

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OTHER.value)
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="components")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="components")
    operator = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    wording = models.CharField(max_length=300, blank=True, help_text="as the source words it")
    source = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = (InOrder("name"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(application__isnull=True) | Q(service__isnull=True), name="component_of_one_thing"
            ),
        )

    def __str__(self) -> str:
        return self.name
