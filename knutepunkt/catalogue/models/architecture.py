"""Architectures that others wrote down and we read in: kept apart from what the organisation itself has."""

from django.db import models
from django.db.models import Q

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.certainty import Certainty
from knutepunkt.catalogue.models.ends import exactly_one
from knutepunkt.catalogue.models.service import Service


class Architecture(models.Model):
    """A model in ArchiMate, such as a reference architecture, as it was read from its file."""

    identifier = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=300)
    documentation = models.TextField(blank=True)
    properties = models.JSONField(default=list, blank=True, help_text="[name, value] as they stood")
    left_out = models.JSONField(default=dict, blank=True, help_text="what the file held and is not kept: kind, number")
    file = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ArchitectureConcept(models.Model):
    """An element of an architecture, or a relation between two of its concepts. A relation may end in a relation."""

    architecture = models.ForeignKey(Architecture, models.CASCADE, related_name="concepts")
    identifier = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    name = models.TextField(blank=True)
    documentation = models.TextField(blank=True)
    properties = models.JSONField(default=list, blank=True)
    attributes = models.JSONField(default=dict, blank=True, help_text="access, direction, strength, specialization")
    source = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="leaving")
    target = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="arriving")
    place = models.PositiveIntegerField(help_text="its place in the file, to be written back in order")

    class Meta:
        ordering = ("place",)
        indexes = (models.Index(fields=["architecture", "kind"], name="architecture_kind"),)
        constraints = (
            models.UniqueConstraint(fields=["architecture", "identifier"], name="architecture_concept_once"),
            models.CheckConstraint(
                condition=Q(source__isnull=True, target__isnull=True) | Q(source__isnull=False, target__isnull=False),
                name="architecture_relation_has_two_ends",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.kind


class Realization(models.Model):
    """An application or a service of ours that is the product for an element of an architecture.

    It names the element by its identifier, so that it outlives a version of the architecture that lacks it.
    """

    architecture = models.ForeignKey(Architecture, models.CASCADE, related_name="realizations")
    identifier = models.CharField(max_length=120)
    application = models.ForeignKey(Application, models.CASCADE, null=True, blank=True, related_name="realizations")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="realizations")
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.STATED.value)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["architecture", "identifier", "application", "service"],
                name="realization_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=exactly_one("application", "service"), name="realization_by_one"),
        )

    def __str__(self) -> str:
        return f"{self.ours} – {self.identifier}"

    @property
    def ours(self) -> Application | Service | None:
        """Return what of ours it is."""
        return self.application or self.service
