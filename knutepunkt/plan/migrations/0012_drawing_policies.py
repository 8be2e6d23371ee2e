"""Lots that were drawn: members who judge see them, the letters tell of them, and what was drawn stays."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import PERSON, guard

JUDGING = (
    "exists (select 1 from plan_procurementmember m where m.procurement_id = plan_drawingoflots.procurement_id"
    f" and m.person_id = {PERSON} and m.left_at is null and m.declared_at is not null and not m.has_conflict)"
)


class Migration(migrations.Migration):
    """Written once, and not changed by anybody."""

    dependencies = (("plan", "0011_drawing_and_winners"),)

    operations = (
        guard("plan_drawingoflots", integrator=JUDGING),
        RunSQL("revoke update, delete on plan_drawingoflots from kp_system", reverse_sql=RunSQL.noop),
    )
