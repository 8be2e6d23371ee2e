"""What the portal tells everybody without showing them a ticket: what is used most, what is disrupted now."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

# They run with the owner's rights, and so give away only what they return: services and a moment, never a ticket,
# a person or another organisation.
FACTS = """
create function kp_used_services(most int) returns table (service_id bigint) language sql stable
  security definer set search_path = public as $$
  select service_id from (select service_id from desk_ticket where not is_restricted
                          order by opened_at desc, id desc limit 2000) recent
   group by service_id order by count(*) desc, service_id limit most $$;
create function kp_disrupted_services() returns table (service_id bigint, since_at timestamptz) language sql stable
  security definer set search_path = public as $$
  select service_id, min(opened_at) from desk_ticket ticket
   where closed_at is null and priority = 1 and kind = 'incident' and not is_restricted
     and state in ('working', 'waiting')
     and (customer_id = any (kp_organisations()) or exists (
          select 1 from desk_participation part where part.ticket_id = ticket.id and part.part = 'affected'
             and part.organisation_id = any (kp_organisations())))
   group by service_id $$;
create index ticket_disrupting on desk_ticket (service_id) where closed_at is null and priority = 1;
revoke execute on function kp_used_services(int), kp_disrupted_services() from public;
grant execute on function kp_used_services(int), kp_disrupted_services() to kp_integrator, kp_customer, kp_supplier;
"""
GONE = """
drop index ticket_disrupting;
drop function kp_used_services(int);
drop function kp_disrupted_services();
"""


class Migration(migrations.Migration):
    """An employee sees no colleague's ticket, yet should know that a service is down before reporting it again."""

    dependencies = (("desk", "0002_policies"),)

    operations = (RunSQL(FACTS, reverse_sql=GONE),)
