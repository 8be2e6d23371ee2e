"""Keeps, beside a service's availability, that of the services it needs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """What was measured before this has no parts, and shows nothing end to end."""

    dependencies = (("performance", "0002_policies"),)

    operations = (
        migrations.AddField(
            model_name="attainment",
            name="parts",
            field=models.JSONField(
                default=list, help_text="what the service needs: [{service, agreed, down}], times in seconds"
            ),
        ),
    )
