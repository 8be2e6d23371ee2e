"""Reports that a job computes and pages read."""

from django.db import migrations, models

from knutepunkt.base.policies import guard


class Migration(migrations.Migration):
    """They tell of all parties at once, so only the integrator reads them."""

    dependencies = (("desk", "0004_custody_of_no_time"),)

    operations = (
        migrations.CreateModel(
            name="StoredReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                ("by", models.CharField(max_length=12)),
                ("days", models.PositiveSmallIntegerField()),
                ("as_of", models.DateTimeField()),
                ("figures", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("name", "by", "days"), name="storedreport_once")],
            },
        ),
        guard("desk_storedreport"),
    )
