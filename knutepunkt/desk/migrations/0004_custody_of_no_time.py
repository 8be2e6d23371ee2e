"""Lets a ticket that closes at the moment it opens have no custody: nobody held it for any time."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

# Walks the spans from the opening: each begins when the one before ended, the last ends when the ticket closed. Half
# the work of the first form, and true of no span at all when opening and closing are one moment.
WHOLE = """
create or replace function kp_custody_whole() returns trigger language plpgsql security definer
  set search_path = public as $$
declare
  subject bigint; opened timestamptz; closed timestamptz; reached timestamptz; span record;
begin
  if tg_table_name = 'desk_ticket' then subject := new.id;
  elsif tg_op = 'DELETE' then subject := old.ticket_id;
  else subject := new.ticket_id; end if;
  select opened_at, closed_at into opened, closed from desk_ticket where id = subject;
  if not found then return null; end if;
  reached := opened;
  for span in select start_at, end_at from desk_custody where ticket_id = subject order by start_at loop
    if span.start_at is distinct from reached then
      raise exception 'custody of ticket % is not whole from opening to closing', subject
        using errcode = 'check_violation', constraint = 'custody_whole';
    end if;
    reached := span.end_at;
  end loop;
  if reached is distinct from closed then
    raise exception 'custody of ticket % is not whole from opening to closing', subject
      using errcode = 'check_violation', constraint = 'custody_whole';
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    """Nine tickets of the first log that was read closed in the minute in which they opened."""

    dependencies = (("desk", "0003_portal_facts"),)

    operations = (RunSQL(WHOLE, reverse_sql=RunSQL.noop),)
