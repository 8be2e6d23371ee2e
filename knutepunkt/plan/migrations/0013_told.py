"""A rejected request is told to all at once; before that its sender does not see it either."""

from django.db import migrations, models
from django.db.migrations.operations.special import RunSQL

_REQUEST = (
    "exists (select 1 from plan_submission s join plan_tenderround r on r.id = s.round_id"
    " where s.id = submission_id and r.kind = 'request')"
)


def _read_when(condition: str) -> str:
    return (
        "drop policy supplier_reads on plan_admission;"
        f" create policy supplier_reads on plan_admission for select to kp_supplier using ({condition})"
    )


class Migration(migrations.Migration):
    """What was decided before this is taken to be told with the award letter, as it was then."""

    dependencies = (("plan", "0012_drawing_policies"),)

    operations = (
        migrations.AddField(
            model_name="admission",
            name="told_at",
            field=models.DateTimeField(
                blank=True, help_text="a rejected request: when it was told, as all were", null=True
            ),
        ),
        RunSQL(_read_when(f"told_at is not null and {_REQUEST}"), reverse_sql=_read_when(_REQUEST)),
    )
