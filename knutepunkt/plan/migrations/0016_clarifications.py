"""What is said by hand of a move, and when a wave's steps begin."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.special import RunSQL

# What a move said of all its integrations is kept as what somebody said of them.
KEEP_WHAT_WAS_SAID = """
insert into plan_clarification (move_id, demand, reason, tested_on)
select id, 'integrations', 'Integrasjonene er prøvd', integrations_tested_on
  from plan_move where integrations_tested_on is not null
"""


class Migration(migrations.Migration):
    """Readiness reads the registers; a hand-set word has its reason and its place of its own."""

    dependencies = (("catalogue", "0009_portfolio_policies"), ("plan", "0015_projects_are_judged"))

    operations = (
        migrations.CreateModel(
            name="Clarification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "demand",
                    models.CharField(
                        choices=[("processing", "processing"), ("risk", "risk"), ("integrations", "integrations")],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="why, or how the integration is kept while its ends are apart", max_length=300
                    ),
                ),
                ("tested_on", models.DateField(blank=True, null=True)),
                (
                    "integration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.integration",
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clarifications", to="plan.move"
                    ),
                ),
            ],
            options={
                "ordering": ("move", "demand", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("move", "demand", "integration"), name="clarification_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("integration__isnull", True), ("demand", "integrations"), _connector="OR"),
                        name="clarification_of_an_integration",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="clarification_has_its_reason"
                    ),
                ],
            },
        ),
        RunSQL(KEEP_WHAT_WAS_SAID, reverse_sql=RunSQL.noop),
        migrations.RemoveField(model_name="move", name="integrations_tested_on"),
        migrations.AddField(
            model_name="movestep",
            name="starts_at",
            field=models.DateTimeField(blank=True, help_text="empty: when the step before is over", null=True),
        ),
    )
