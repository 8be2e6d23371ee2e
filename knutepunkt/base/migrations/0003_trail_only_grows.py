"""The trail is written once: what happened stays, also for the role that imports and migrates."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

# No role of people and not the system may write it anyway. The owner may, and the command line's imports run as the
# owner: for it there is a trigger, which nobody passes by mistake.
ONLY_GROWS = """
create function kp_trail_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the trail only grows: what happened is neither changed nor deleted'
    using errcode = 'insufficient_privilege';
end $$;
create trigger trail_only_grows before update or delete on base_trail
  for each statement execute function kp_trail_only_grows();
"""


class Migration(migrations.Migration):
    """A guard on the table itself, beside the rights on it."""

    dependencies = (("base", "0002_sessions_and_trail"),)

    operations = (RunSQL(ONLY_GROWS, reverse_sql="drop function kp_trail_only_grows cascade"),)
