"""Keeps with a closed settlement where it differs from what is reckoned later, and when that was."""

from django.db import migrations, models
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import keep_history


class Migration(migrations.Migration):
    """That it was reckoned anew every night is no history; what then differed is."""

    dependencies = (("performance", "0003_what_services_need"),)

    operations = (
        migrations.AddField(
            model_name="settlement",
            name="recounted_at",
            field=models.DateTimeField(help_text="when a closed one was reckoned anew last", null=True),
        ),
        migrations.AddField(
            model_name="settlement",
            name="differences",
            field=models.JSONField(
                default=list, help_text="then, from what is kept: [{level, customer, service, kept, now}]"
            ),
        ),
        RunSQL(
            "drop trigger performance_settlement_trail on performance_settlement",
            reverse_sql=keep_history("performance_settlement").sql,
        ),
        keep_history("performance_settlement", without=("recounted_at",)),
    )
