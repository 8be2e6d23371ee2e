"""What needs what."""

from django.db import models
from django.db.models import Q

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.component import Component
from knutepunkt.catalogue.models.ends import differ, exactly_one
from knutepunkt.catalogue.models.service import Service


class Dependency(models.Model):
    """One thing needs another: a service, an application or a component needs any of these.

    What stands in for each other shares a `redundancy`: the thing falls when fewer than `least` of them are up.
    """

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="dependencies")
    application = models.ForeignKey(Application, models.CASCADE, null=True, blank=True, related_name="dependencies")
    component = models.ForeignKey(Component, models.CASCADE, null=True, blank=True, related_name="dependencies")
    needs_service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="needed_by")
    needs_application = models.ForeignKey(Application, models.CASCADE, null=True, blank=True, related_name="needed_by")
    needs_component = models.ForeignKey(Component, models.CASCADE, null=True, blank=True, related_name="needed_by")
    redundancy = models.CharField(max_length=60, blank=True, help_text="name of those that stand in for each other")
    least = models.PositiveSmallIntegerField(default=1, help_text="how many of them must be up")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=exactly_one("service", "application", "component"), name="dependency_has_one_subject"
            ),
            models.CheckConstraint(
                condition=exactly_one("needs_service", "needs_application", "needs_component"),
                name="dependency_has_one_object",
            ),
            models.CheckConstraint(
                condition=differ("service", "needs_service"), name="dependency_service_not_of_itself"
            ),
            models.CheckConstraint(
                condition=differ("application", "needs_application"), name="dependency_application_not_of_itself"
            ),
            models.CheckConstraint(
                condition=differ("component", "needs_component"), name="dependency_component_not_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1) & (~Q(redundancy="") | Q(least=1)), name="dependency_least_of_a_redundancy"
            ),
        )


class DependencyVersion(models.Model):
    """The one row that changes whenever a dependency does: each process holds the graph until it differs."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="dependencyversion_one_row"),)
