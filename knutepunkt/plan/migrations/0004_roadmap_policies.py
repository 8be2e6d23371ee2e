"""Who sees plans: the integrator all of them; owners the roadmaps, and of the waves what moves of theirs."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, OVERSEES, guard, keep_history

# Who owns the one whose plan it is reads it.
OWNERS = f"""{OVERSEES} and exists (select 1 from party_ownership o where o.owned_id = plan_roadmap.owner_id
 and o.owner_id = any ({ORGANISATIONS}))"""
OF_SEEN_ROADMAP = "exists (select 1 from plan_roadmap r where r.id = roadmap_id)"
OF_SEEN_ACTIVITY = "exists (select 1 from plan_activity a where a.id = {})"
# A move is seen with its application; a wave with one of its moves.
OF_SEEN_APPLICATION = f"{OVERSEES} and exists (select 1 from catalogue_application a where a.id = application_id)"
OF_SEEN_MOVE = f"{OVERSEES} and exists (select 1 from plan_move m where m.wave_id = plan_wave.id)"


class Migration(migrations.Migration):
    """Steps, hour by hour, are for those who take them."""

    dependencies = (("plan", "0003_roadmap"), ("catalogue", "0002_policies"))

    operations = (
        guard("plan_roadmap", customer=OWNERS),
        guard("plan_activity", customer=OF_SEEN_ROADMAP),
        guard("plan_milestone", customer=OF_SEEN_ROADMAP),
        guard("plan_activity_awaits", customer=OF_SEEN_ACTIVITY.format("from_activity_id")),
        guard("plan_milestone_releases", customer=OF_SEEN_ACTIVITY.format("activity_id")),
        guard("plan_move", customer=OF_SEEN_APPLICATION),
        guard("plan_wave", customer=OF_SEEN_MOVE),
        guard("plan_movestep"),
        *(keep_history(f"plan_{table}") for table in ("roadmap", "activity", "milestone", "wave", "move", "movestep")),
    )
