"""A person's secret addresses are of calendars of several kinds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The addresses from before hold days to act on."""

    dependencies = (("agreement", "0010_compensation_in_force"),)

    operations = (
        migrations.AddField(
            "feedtoken",
            "of",
            models.CharField(choices=[("days", "Days"), ("plans", "Plans")], default="days", max_length=5),
        ),
    )
