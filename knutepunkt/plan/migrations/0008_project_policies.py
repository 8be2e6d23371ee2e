"""Who sees what of projects: the integrator all, a municipality's service owner its own, suppliers nothing."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, OVERSEES, guard, keep_history

NAMED = "exists (select 1 from plan_project_municipalities m where m.project_id = plan_project.id)"
OURS = f"{OVERSEES} and (is_common or {NAMED})"
DISCUSSES = "exists (select 1 from plan_strategyitem i where i.meeting_id = plan_strategymeeting.id)"
OF_SEEN_PROJECT = "exists (select 1 from plan_project p where p.id = project_id)"
OWN = f"{OVERSEES} and municipality_id = any ({ORGANISATIONS})"
INTEGRATORS_ALONE = (
    *("businessarea", "gatedemand", "projectproof", "capacity", "capacityneed", "timespent", "costkey"),
    "keyinhabitants",
)
KEPT = (
    *("businessarea", "strategyfocus", "project", "gatedemand", "projectproof", "gatepassing", "capacity"),
    *("capacityneed", "costkey", "keyinhabitants", "costshare", "benefit", "strategymeeting", "strategyitem"),
)


class Migration(migrations.Migration):
    """A municipality sees a project that is for all or for it, its own share, and what was measured for it."""

    dependencies = (("plan", "0007_projects_and_benefits"), ("base", "0003_trail_only_grows"))

    operations = (
        guard("plan_strategyfocus", customer=OVERSEES),
        *(guard(f"plan_{table}") for table in INTEGRATORS_ALONE),
        guard("plan_project_municipalities", customer=f"{OVERSEES} and organisation_id = any ({ORGANISATIONS})"),
        guard("plan_project", customer=OURS),
        guard("plan_gatepassing", customer=OF_SEEN_PROJECT),
        guard("plan_costshare", customer=OWN),
        guard("plan_benefit", customer=OF_SEEN_PROJECT),
        guard(
            "plan_benefitmeasurement",
            customer=f"{OWN} and exists (select 1 from plan_benefit b where b.id = benefit_id)",
        ),
        guard("plan_strategyitem", customer=OF_SEEN_PROJECT),
        guard("plan_strategymeeting", customer=f"{OVERSEES} and {DISCUSSES}"),
        *(keep_history(f"plan_{table}") for table in KEPT),
    )
