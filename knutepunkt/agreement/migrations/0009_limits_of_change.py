"""What law says of a small change as an amount, and of the others that they are published."""

from django.db import migrations, models
from django.db.migrations.operations.special import RunSQL

PUBLISHED = "update agreement_changelimit set needs_notice = true where basis in ('necessary', 'unforeseeable')"


class Migration(migrations.Migration):
    """It is the change that lies below the threshold, not the contract; the amounts come from a file."""

    dependencies = (("agreement", "0008_award_reason"),)

    operations = (
        migrations.RemoveField("changelimit", "only_below_threshold"),
        migrations.AddField(
            "changelimit",
            "below_threshold",
            models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="what counts lies below it, NOK excluding VAT",
                max_digits=14,
                null=True,
            ),
        ),
        migrations.AddField(
            "changelimit",
            "needs_notice",
            models.BooleanField(default=False, help_text="the change is published"),
        ),
        migrations.AddField(
            "changeorder",
            "notified_on",
            models.DateField(blank=True, help_text="the day the change was published", null=True),
        ),
        RunSQL(PUBLISHED, reverse_sql=RunSQL.noop),
    )
