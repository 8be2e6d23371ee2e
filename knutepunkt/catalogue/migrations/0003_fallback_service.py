"""One service gets what nobody knows the service of."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """At most one, and never one that is no longer offered."""

    dependencies = (("catalogue", "0002_policies"),)

    operations = (
        migrations.AddField(
            "service",
            "is_fallback",
            models.BooleanField(default=False, help_text="gets what nobody knows the service of"),
        ),
        migrations.AddConstraint(
            "service",
            models.UniqueConstraint(fields=["is_fallback"], condition=Q(is_fallback=True), name="service_one_fallback"),
        ),
        migrations.AddConstraint(
            "service",
            models.CheckConstraint(
                condition=Q(is_fallback=False) | Q(is_active=True), name="service_fallback_is_active"
            ),
        ),
    )
