"""The functions that policies call, the trail's trigger, and the tables that hold nobody's data."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import SEEN_BY_NONE, guard, open_to

FUNCTIONS = """
create function kp_person() returns bigint language sql stable parallel safe
  return nullif(current_setting('kp.person', true), '')::bigint;
create function kp_organisations() returns bigint[] language sql stable parallel safe
  return coalesce(nullif(current_setting('kp.organisations', true), ''), '{}')::bigint[];
create function kp_teams() returns bigint[] language sql stable parallel safe
  return coalesce(nullif(current_setting('kp.teams', true), ''), '{}')::bigint[];
create function kp_oversees() returns boolean language sql stable parallel safe
  return coalesce(current_setting('kp.oversees', true), '') = 't';
create function kp_cleared() returns boolean language sql stable parallel safe
  return coalesce(current_setting('kp.cleared', true), '') = 't';
grant usage on schema public to kp_integrator, kp_customer, kp_supplier, kp_system, kp_entry;
"""

# Runs with the owner's rights, so that no role of the application can write the trail by itself.
TRAIL = """
create function kp_trail() returns trigger language plpgsql security definer set search_path = public as $$
declare
  hidden text[] := coalesce(tg_argv, '{}');
  before jsonb; after jsonb; changes jsonb; id bigint;
begin
  if tg_op <> 'INSERT' then before := to_jsonb(old) - hidden; id := old.id; end if;
  if tg_op <> 'DELETE' then after := to_jsonb(new) - hidden; id := new.id; end if;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(a.key, jsonb_build_array(b.value, a.value)) into changes
      from jsonb_each(after) a join jsonb_each(before) b using (key) where a.value <> b.value;
    if changes is null then return null; end if;
  else
    changes := jsonb_strip_nulls(coalesce(after, before));
  end if;
  insert into base_trail (at, table_name, row_id, action, person_id, source, changes)
  values (clock_timestamp(), tg_table_name, id, lower(tg_op), kp_person(),
          coalesce(nullif(current_setting('kp.source', true), ''), session_user), changes);
  return null;
end $$;
"""

CACHE = """
create table base_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index base_cache_expires on base_cache (expires);
"""


class Migration(migrations.Migration):
    """Sessions, trail and outbox."""

    dependencies = (("base", "0001_initial"),)

    operations = (
        RunSQL(FUNCTIONS, reverse_sql=RunSQL.noop),
        RunSQL(TRAIL, reverse_sql="drop function kp_trail"),
        guard("base_trail", integrator="table_name not like 'desk%'"),
        RunSQL("revoke insert, update, delete on base_trail from kp_system", reverse_sql=RunSQL.noop),
        guard("base_outboxmessage", integrator=SEEN_BY_NONE),
        RunSQL(CACHE, reverse_sql="drop table base_cache"),
        open_to("base_cache", "kp_entry", "kp_system", rights="select, insert, update, delete"),
    )
