"""Lets a ticket close at the moment its last span began: that span lasted no time, and leaves nothing."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

# What has ended stays as it is. An open span may go only where the rest is whole, which `custody_whole` sees: it then
# began when the ticket closed.
GROWS = """
create or replace function kp_custody_only_grows() returns trigger language plpgsql as $$
begin
  if old.end_at is not null then
    raise exception 'custody is append-only: span % has ended', old.id
      using errcode = 'check_violation', constraint = 'custody_only_grows';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
"""


class Migration(migrations.Migration):
    """Resolved and confirmed in one moment, or withdrawn in the moment it came."""

    dependencies = (("desk", "0010_counts_by_index"),)

    operations = (RunSQL(GROWS, reverse_sql=RunSQL.noop),)
