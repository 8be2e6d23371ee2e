"""Who sees which ticket and what is said on it; its history; custody without gaps."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import (
    CLEARED,
    ORGANISATIONS,
    OVERSEES,
    PERSON,
    TEAMS,
    also_reads,
    guard,
    keep_history,
)

MINE = f"person_id = {PERSON}"
OF_SEEN_TICKET = "exists (select 1 from desk_ticket t where t.id = ticket_id)"

# The few restricted tickets that the viewer is not cleared for, once a statement: what hangs on tickets
# is then read by the integrator without looking up each ticket.
RESTRICTED = """
create index ticket_restricted on desk_ticket (id) where is_restricted;
create function kp_withheld_tickets() returns bigint[] language sql stable security definer set search_path = public
  as $$ select case when kp_cleared() then '{}' else coalesce(array_agg(id), '{}') end
        from desk_ticket where is_restricted $$;
grant execute on function kp_withheld_tickets() to kp_integrator;
"""
NOT_WITHHELD = f"(ticket_id <> all ((select kp_withheld_tickets())::bigint[]) or {OF_SEEN_TICKET})"

TICKET_INTEGRATOR = f"""not is_restricted or {CLEARED} or requester_id = {PERSON}
 or assignee_id = {PERSON} or team_id = any ({TEAMS})"""
TICKET_CUSTOMER = f"""requester_id = {PERSON}
 or ({OVERSEES} and not is_restricted and customer_id = any ({ORGANISATIONS}))
 or id in (select ticket_id from desk_follow where person_id = {PERSON})
 or ({OVERSEES} and not is_restricted and id in (select ticket_id from desk_participation
     where part = 'affected' and organisation_id = any ({ORGANISATIONS})))"""
TICKET_SUPPLIER = f"""exists (select 1 from desk_participation p where p.ticket_id = desk_ticket.id
 and p.part = 'holder' and p.organisation_id = any ({ORGANISATIONS}))"""

NOTE_NAMES_US = f"(organisation_id = any ({ORGANISATIONS}) or chosen && {ORGANISATIONS})"
OWN_ORGANISATION = f"organisation_id = any ({ORGANISATIONS})"

# A clock is seen with its terms: by the contract's parties, never by the other end of the chain.
CLOCK = f"{OF_SEEN_TICKET} and exists (select 1 from agreement_servicelevel l where l.id = level_id)"

WHOLE = """
create function kp_custody_whole() returns trigger language plpgsql security definer set search_path = public as $$
declare
  ticket desk_ticket; subject bigint; spans int; first timestamptz; last timestamptz; open int; torn int;
begin
  if tg_table_name = 'desk_ticket' then subject := new.id;
  elsif tg_op = 'DELETE' then subject := old.ticket_id;
  else subject := new.ticket_id; end if;
  select * into ticket from desk_ticket where id = subject;
  if not found then return null; end if;
  select count(*), min(start_at), max(end_at), count(*) filter (where end_at is null),
         count(*) filter (where before is distinct from start_at and position > 1)
    into spans, first, last, open, torn
    from (select start_at, end_at, lag(end_at) over w as before, row_number() over w as position
          from desk_custody where ticket_id = subject window w as (order by start_at)) s;
  if spans = 0 or first <> ticket.opened_at or torn > 0
     or open <> (ticket.closed_at is null)::int
     or (ticket.closed_at is not null and last <> ticket.closed_at) then
    raise exception 'custody of ticket % is not whole from opening to closing', subject
      using errcode = 'check_violation', constraint = 'custody_whole';
  end if;
  return null;
end $$;
create constraint trigger custody_whole after insert or update or delete on desk_custody
  deferrable initially deferred for each row execute function kp_custody_whole();
create constraint trigger custody_whole after insert or update of opened_at, closed_at on desk_ticket
  deferrable initially deferred for each row execute function kp_custody_whole();

create function kp_custody_only_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.end_at is not null then
    raise exception 'custody is append-only: span % has ended', old.id
      using errcode = 'check_violation', constraint = 'custody_only_grows';
  end if;
  return new;
end $$;
create trigger custody_only_grows before update or delete on desk_custody
  for each row when (current_user <> 'kp_owner') execute function kp_custody_only_grows();
"""


class Migration(migrations.Migration):
    """The heart of visibility: a ticket is seen by its parties, a note by its audience."""

    dependencies = (("desk", "0001_initial"), ("agreement", "0002_policies"))

    operations = (
        RunSQL(RESTRICTED, reverse_sql="drop function kp_withheld_tickets"),
        guard("desk_ticket", integrator=TICKET_INTEGRATOR, customer=TICKET_CUSTOMER, supplier=TICKET_SUPPLIER),
        guard("desk_participation", customer=OWN_ORGANISATION, supplier=OWN_ORGANISATION),
        guard("desk_follow", customer=MINE, supplier=MINE),
        guard("desk_tickettext", integrator=NOT_WITHHELD, customer=OF_SEEN_TICKET, supplier=OF_SEEN_TICKET),
        guard("desk_custody", integrator=NOT_WITHHELD, customer=OF_SEEN_TICKET, supplier=OF_SEEN_TICKET),
        guard("desk_clock", integrator=NOT_WITHHELD, customer=CLOCK, supplier=CLOCK),
        guard(
            "desk_note",
            integrator=f"{NOT_WITHHELD} and (audience <> 'chosen' or {NOTE_NAMES_US})",
            customer=f"{OF_SEEN_TICKET} and (audience in ('requester', 'parties') or {NOTE_NAMES_US})",
            supplier=f"{OF_SEEN_TICKET} and (audience = 'parties' or {NOTE_NAMES_US})",
        ),
        guard(
            "desk_attachment",
            **dict.fromkeys(
                ("integrator", "customer", "supplier"),
                "exists (select 1 from desk_note n where n.id = note_id)",
            ),
        ),
        guard("desk_notification", integrator=MINE, customer=MINE, supplier=MINE),
        guard("desk_savedview", integrator=MINE, customer=MINE, supplier=MINE),
        also_reads(
            "party_person",
            "kp_supplier",
            "supplier_reads_requesters",
            "exists (select 1 from desk_ticket t where t.requester_id = party_person.id)",
        ),
        also_reads(
            "base_trail",
            "kp_integrator",
            "integrator_reads_tickets",
            "table_name = 'desk_ticket' and exists (select 1 from desk_ticket t where t.id = row_id)",
        ),
        keep_history("desk_ticket"),
        RunSQL(
            WHOLE,
            reverse_sql="drop function kp_custody_whole cascade; drop function kp_custody_only_grows cascade",
        ),
    )
