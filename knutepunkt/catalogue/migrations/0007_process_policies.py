"""Who sees which process: the integrator all of them, a party those in which it has a role."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import guard, keep_history

# By a function with the owner's rights, since policies of processes and roles would else ask each other in a circle.
PROCESSES = """
create function kp_processes() returns bigint[] language sql stable security definer set search_path = public
  as $$ select coalesce(array_agg(distinct process_id), '{}') from catalogue_processrole
        where organisation_id = any (kp_organisations()) $$;
grant execute on function kp_processes() to kp_customer, kp_supplier;
"""
OURS = "{} = any ((select kp_processes())::bigint[])"
OF_SEEN_STEP = "exists (select 1 from catalogue_processstep s where s.id = processstep_id)"
WITH_SEEN_APPLICATION = f"{OF_SEEN_STEP} and exists (select 1 from catalogue_application a where a.id = application_id)"
PARTS = ("processrole", "processstep", "processflow")
USED = ("processstep_services", "processstep_applications")


class Migration(migrations.Migration):
    """Who takes part in a process sees all of it, but for systems that are not theirs to see."""

    dependencies = (("catalogue", "0006_processes"), ("catalogue", "0002_policies"))

    operations = (
        RunSQL(PROCESSES, reverse_sql="drop function kp_processes"),
        guard("catalogue_process", customer=OURS.format("id"), supplier=OURS.format("id")),
        *(
            guard(f"catalogue_{part}", customer=OURS.format("process_id"), supplier=OURS.format("process_id"))
            for part in PARTS
        ),
        guard("catalogue_processstep_services", customer=OF_SEEN_STEP, supplier=OF_SEEN_STEP),
        guard("catalogue_processstep_applications", customer=WITH_SEEN_APPLICATION, supplier=WITH_SEEN_APPLICATION),
        *(keep_history(f"catalogue_{table}") for table in ("process", *PARTS, *USED)),
    )
