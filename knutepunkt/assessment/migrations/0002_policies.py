"""Who sees what was judged: the integrator all, a municipality what was decided of its own, a supplier its own part."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, OVERSEES, guard, keep_history

DECIDED_OF_OURS = f"""{OVERSEES} and state = 'decided' and exists (select 1 from catalogue_application_users u
 where u.application_id = assessment_assessment.application_id and u.organisation_id = any ({ORGANISATIONS}))"""
OF_SEEN = "exists (select 1 from assessment_assessment a where a.id = assessment_id)"
MODEL_OF_SEEN = "exists (select 1 from assessment_assessment a where a.model_id = assessment_assessmentmodel.id)"
OUR_PART = f"{OVERSEES} and party_id = any ({ORGANISATIONS})"
OF_OUR_PART = "exists (select 1 from assessment_responsibility r where r.function_id = assessment_function.id)"
OURS_ALONE = (
    "capability",
    "transferstep",
    "conflict",
    "conflict_functions",
    "finding",
    "finding_capabilities",
    "timeshare",
)
KEPT = ("assessmentmodel", "assessment", "score", "decision", "function", "responsibility", *OURS_ALONE)


class Migration(migrations.Migration):
    """What is weak or open stays with the integrator; a decision is shown to those whose system it is about."""

    dependencies = (
        ("assessment", "0001_initial"),
        ("catalogue", "0002_policies"),
        ("party", "0002_policies"),
        ("base", "0002_sessions_and_trail"),
    )

    operations = (
        guard("assessment_assessment", customer=DECIDED_OF_OURS),
        guard("assessment_assessmentmodel", customer=MODEL_OF_SEEN),
        guard("assessment_score", customer=OF_SEEN),
        guard("assessment_decision", customer=OF_SEEN),
        guard("assessment_responsibility", supplier=OUR_PART),
        guard("assessment_function", supplier=OF_OUR_PART),
        *(guard(f"assessment_{table}") for table in OURS_ALONE),
        *(keep_history(f"assessment_{table}") for table in KEPT),
    )
