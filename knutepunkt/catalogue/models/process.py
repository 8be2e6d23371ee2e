"""How work is done across organisations: processes with their roles, their steps, and what each step uses."""

from django.db import models

from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.service import Service
from knutepunkt.catalogue.rules.process import Kind
from knutepunkt.party.models import Organisation


class Process(models.Model):
    """A way of working with a purpose. An owner, a purpose or a description that is missing is shown as missing."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", help_text="answers for it"
    )
    owner_function = models.CharField(max_length=120, blank=True, help_text="in the owner's organisation")
    source = models.CharField(max_length=120, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = (InOrder("name"),)

    def __str__(self) -> str:
        return self.name


class ProcessRole(models.Model):
    """Who takes part in a process; which organisation, where that is settled."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="roles")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["process", "key"], name="processrole_once"),)
        ordering = ("process", "order", "id")

    def __str__(self) -> str:
        return f"{self.process}: {self.name}"


class ProcessStep(models.Model):
    """One thing that is done, decided or that happens, by whom, and with which services and applications."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Kind], default=Kind.TASK.value)
    name = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    role = models.ForeignKey(ProcessRole, models.SET_NULL, null=True, blank=True, related_name="steps")
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    applications = models.ManyToManyField(Application, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["process", "key"], name="processstep_once"),)
        ordering = ("process", "order", "id")

    def __str__(self) -> str:
        return f"{self.process}: {self.name or self.key}"


class ProcessFlow(models.Model):
    """What comes after what, and where there is a choice, when."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="flows")
    start = models.ForeignKey(ProcessStep, models.CASCADE, related_name="+")
    end = models.ForeignKey(ProcessStep, models.CASCADE, related_name="+")
    condition = models.CharField(max_length=120, blank=True, help_text="when this way is taken")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["start", "end", "condition"], name="processflow_once"),)
        ordering = ("process", "id")

    def __str__(self) -> str:
        return f"{self.start} → {self.end}"
