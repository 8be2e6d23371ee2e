"""Projects as judgement sees them, and who sees what was decided of one; BP3's risk analysis is such a decision."""

from django.db import migrations

from knutepunkt.base.policies import OVERSEES, also_reads

# The view reads as the one who asks, so that the policies of projects hold. It must go before a column of it changes.
_WINDOW = """
create view assessment_undertaking with (security_invoker = true) as
  select id, key, title, description, is_common, start_on, end_on, budget,
    phase in ('realising', 'done', 'stopped') as is_over from plan_project;
grant select on assessment_undertaking to kp_system, kp_integrator, kp_customer, kp_supplier;
alter table assessment_assessment add constraint assessment_of_project
  foreign key (project_id) references plan_project (id) deferrable initially deferred
"""
_CLOSED = "alter table assessment_assessment drop constraint assessment_of_project; drop view assessment_undertaking"
# What was corrected by hand stays as it is. A written proof is kept, but does no longer.
_RISK = """
update plan_gatedemand set shown_by = 'prosjektrisiko', accepts = 'godkjent, godkjent_med_tiltak'
where gate = 'bp3' and demand = 'risk_analysis' and shown_by = ''
"""
DECIDED_OF_SEEN = f"""{OVERSEES} and state = 'decided'
 and exists (select 1 from plan_project p where p.id = assessment_assessment.project_id)"""


class Migration(migrations.Migration):
    """Judgement lies below plans: the key to projects, and who reads by it, are written here."""

    dependencies = (("plan", "0014_shown_by_assessment"), ("assessment", "0004_projects_as_subjects"))

    operations = (
        migrations.RunSQL(_WINDOW, reverse_sql=_CLOSED),
        also_reads("assessment_assessment", "kp_customer", "customer_reads_of_project", DECIDED_OF_SEEN),
        migrations.RunSQL(_RISK, reverse_sql=migrations.RunSQL.noop),
    )
