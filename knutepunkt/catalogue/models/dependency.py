"""What needs what."""

from django.db import models
from django.db.models import F, Q

from knutepunkt.catalogue.models.application import Application
from knutepunkt.catalogue.models.service import Service


class Dependency(models.Model):
    """One thing needs another: a service a service or an application, an application an application."""

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="dependencies")
    application = models.ForeignKey(Application, models.CASCADE, null=True, blank=True, related_name="dependencies")
    needs_service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="needed_by")
    needs_application = models.ForeignKey(Application, models.CASCADE, null=True, blank=True, related_name="needed_by")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(service__isnull=True) ^ Q(application__isnull=True),
                name="dependency_has_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(needs_service__isnull=True) ^ Q(needs_application__isnull=True),
                name="dependency_has_one_object",
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=True) | Q(needs_service__isnull=True) | ~Q(service=F("needs_service")),
                name="dependency_service_not_of_itself",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=True)
                | Q(needs_application__isnull=True)
                | ~Q(application=F("needs_application")),
                name="dependency_application_not_of_itself",
            ),
        )
