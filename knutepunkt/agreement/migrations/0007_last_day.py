"""The last day of what would renew itself; and what renews itself says by how much."""

from django.db import migrations, models
from django.db.migrations.operations.special import RunSQL

# Without months it was reckoned to end by itself, which it now says.
MONTHS_KNOWN = "update agreement_contract set renewal = 'ends' where renewal = 'renews' and renewal_months is null"


class Migration(migrations.Migration):
    """Options move the last day too, so a change of them makes a new edition of the terms."""

    dependencies = (("agreement", "0006_edition_of_what_is_covered"),)

    operations = (
        RunSQL(MONTHS_KNOWN, reverse_sql=RunSQL.noop),
        migrations.RemoveConstraint("contract", "contract_renews_for_months"),
        migrations.AddField(
            "contract",
            "ended_on",
            models.DateField(blank=True, help_text="its last day, once notice is given or it is ended", null=True),
        ),
        migrations.AddConstraint(
            "contract",
            models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("valid_from")), _connector="OR"
                ),
                name="contract_ended_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            "contract",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("renewal", "renews"), _negated=True),
                    models.Q(("renewal_months__gt", 0), ("renewal_months__isnull", False)),
                    _connector="OR",
                ),
                name="contract_renews_for_months",
            ),
        ),
        RunSQL(
            "create trigger agreement_contractoption_edition after insert or update or delete or truncate "
            "on agreement_contractoption for each statement execute function kp_new_edition()",
            reverse_sql="drop trigger agreement_contractoption_edition on agreement_contractoption",
        ),
    )
