"""When a compensation rule gives something, where that is not as long as its contract."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Two days, in their order."""

    dependencies = (("agreement", "0009_limits_of_change"),)

    operations = (
        migrations.AddField(
            "compensationrule",
            "valid_from",
            models.DateField(null=True, blank=True, help_text="empty: the contract's first day"),
        ),
        migrations.AddField(
            "compensationrule",
            "valid_to",
            models.DateField(null=True, blank=True, help_text="empty: as long as the contract"),
        ),
        migrations.AddConstraint(
            "compensationrule",
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="compensation_ends_after_it_starts",
            ),
        ),
    )
