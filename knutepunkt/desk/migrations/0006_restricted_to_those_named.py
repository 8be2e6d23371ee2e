"""Restricted means restricted: the team that holds it, the requester, those cleared and those named."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import CLEARED, ORGANISATIONS, PERSON, TEAMS

NAMED = f"id in (select ticket_id from desk_follow where person_id = {PERSON})"
HOLDS = f"assignee_id = {PERSON} or team_id = any ({TEAMS})"
PART_OF_IT = f"""exists (select 1 from desk_participation p where p.ticket_id = desk_ticket.id
 and p.part = 'holder' and p.organisation_id = any ({ORGANISATIONS}))"""
BEFORE_INTEGRATOR = f"not is_restricted or {CLEARED} or requester_id = {PERSON} or {HOLDS}"


class Migration(migrations.Migration):
    """Somebody named at the desk sees a restricted ticket; a supplier's others, and those who had it, do not."""

    dependencies = (("desk", "0005_stored_reports"),)

    operations = (
        RunSQL(
            f"""alter policy integrator_reads on desk_ticket using ({BEFORE_INTEGRATOR} or {NAMED});
            alter policy supplier_reads on desk_ticket
              using ({PART_OF_IT} and (not is_restricted or {HOLDS} or {NAMED}))""",
            reverse_sql=f"""alter policy integrator_reads on desk_ticket using ({BEFORE_INTEGRATOR});
            alter policy supplier_reads on desk_ticket using ({PART_OF_IT})""",
        ),
    )
