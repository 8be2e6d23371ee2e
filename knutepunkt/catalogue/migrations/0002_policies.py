"""Who sees which part of the catalogue; its history."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, SEEN_BY_ALL, guard, keep_history

USED_HERE = f"""id in (select application_id from catalogue_application_users
 where organisation_id = any ({ORGANISATIONS}))"""
SEEN_APPLICATION = """exists (select 1 from catalogue_application a
 where a.id in (application_id, needs_application_id))"""


class Migration(migrations.Migration):
    """The names of services are a directory; who has which, and on which systems, is not."""

    dependencies = (("catalogue", "0001_initial"), ("party", "0002_policies"))

    operations = (
        guard("catalogue_servicegroup", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL),
        guard("catalogue_service", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL),
        guard(
            "catalogue_offering",
            customer=f"customer_id = any ({ORGANISATIONS})",
            supplier=f"""service_id in (select id from catalogue_service
             where provider_id = any ({ORGANISATIONS}))""",
        ),
        guard("catalogue_application", customer=USED_HERE, supplier=f"supplier_id = any ({ORGANISATIONS})"),
        guard(
            "catalogue_application_users",
            customer=f"organisation_id = any ({ORGANISATIONS})",
            supplier="exists (select 1 from catalogue_application a where a.id = application_id)",
        ),
        guard("catalogue_dependency", customer=SEEN_APPLICATION, supplier=SEEN_APPLICATION),
        keep_history("catalogue_servicegroup"),
        keep_history("catalogue_service"),
        keep_history("catalogue_offering"),
        keep_history("catalogue_application"),
        keep_history("catalogue_application_users"),
        keep_history("catalogue_dependency"),
    )
