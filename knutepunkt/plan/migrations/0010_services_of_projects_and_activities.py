"""Which services projects and activities make or change: seen with the project, and with the activity."""

from django.db import migrations, models

from knutepunkt.base.policies import guard, keep_history

OF_SEEN_PROJECT = "exists (select 1 from plan_project p where p.id = project_id)"
OF_SEEN_ACTIVITY = "exists (select 1 from plan_activity a where a.id = activity_id)"
TO_SERVICES = {
    "blank": True,
    "help_text": "which it makes or changes",
    "related_name": "+",
    "to": "catalogue.service",
}


class Migration(migrations.Migration):
    """So that a service's own page shows what is planned for it."""

    dependencies = (("catalogue", "0001_initial"), ("plan", "0009_prior_notice"))

    operations = (
        migrations.AddField("activity", "services", models.ManyToManyField(**TO_SERVICES)),
        migrations.AddField("project", "services", models.ManyToManyField(**TO_SERVICES)),
        guard("plan_project_services", customer=OF_SEEN_PROJECT),
        guard("plan_activity_services", customer=OF_SEEN_ACTIVITY),
        keep_history("plan_project_services"),
        keep_history("plan_activity_services"),
    )
