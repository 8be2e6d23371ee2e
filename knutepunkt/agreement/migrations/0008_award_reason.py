"""Why a call-off went to another than the one whose turn it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A reason beside the mechanism."""

    dependencies = (("agreement", "0007_last_day"),)

    operations = (
        migrations.AddField(
            "contract",
            "award_reason",
            models.TextField(blank=True, help_text="why it went to another than the one whose turn it was"),
        ),
    )
