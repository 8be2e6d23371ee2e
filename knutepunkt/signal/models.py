"""Facts that others report: when a service was down."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Person


class Outage(models.Model):
    """A half-open span in which a service was down. Planned: notified ahead, and not counted against anybody."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField(null=True, blank=True, help_text="empty: still down")
    is_planned = models.BooleanField(default=False)
    cause = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=40, default="hand", help_text="who says so: hand, or the file it came in")
    reference = models.CharField(max_length=80, blank=True, help_text="its name there")
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(end_at__isnull=True) | Q(end_at__gt=F("start_at")), name="outage_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["source", "reference"], condition=~Q(reference=""), name="outage_once_per_source"
            ),
        )
        indexes = (models.Index(fields=["service", "start_at"], name="outage_service"),)
        ordering = ("-start_at", "-id")

    def __str__(self) -> str:
        return f"{self.service} {timezone.localtime(self.start_at):%Y-%m-%d %H:%M}"
