"""Who sees what is planned: the integrator all of it, a party the improvements that it owns, a supplier its plans."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, OVERSEES, guard, keep_history

OUR_IMPROVEMENT = f"{OVERSEES} and owner_id = any ({ORGANISATIONS})"
OF_SEEN_IMPROVEMENT = "exists (select 1 from plan_improvement i where i.id = improvement_id)"
# How a service is brought back tells where it is weak: for who leads it or delivers the service, and nobody else.
OUR_PLAN = f"""{OVERSEES} and (leader_id = any ({ORGANISATIONS})
 or service_id in (select id from catalogue_service where provider_id = any ({ORGANISATIONS})))"""
OF_SEEN_PLAN = "exists (select 1 from plan_continuityplan p where p.id = plan_id)"
KEPT = ("improvement", "effect", "continuityplan", "continuitystep", "exercise")


class Migration(migrations.Migration):
    """A municipality sees no plan of continuity: it is told what it is promised, not where that could break."""

    dependencies = (("plan", "0005_improvement_and_continuity"), ("performance", "0002_policies"))

    operations = (
        guard("plan_improvement", customer=OUR_IMPROVEMENT, supplier=OUR_IMPROVEMENT),
        guard("plan_effect", customer=OF_SEEN_IMPROVEMENT, supplier=OF_SEEN_IMPROVEMENT),
        guard("plan_continuityplan", supplier=OUR_PLAN),
        guard("plan_continuitystep", supplier=OF_SEEN_PLAN),
        guard("plan_exercise", supplier=OF_SEEN_PLAN),
        *(keep_history(f"plan_{table}") for table in KEPT),
    )
