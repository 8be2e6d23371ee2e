"""Who sees that a service was down: those who have it, those who deliver it, and the integrator."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, guard, keep_history

OFFERED_TO_US = f"""exists (select 1 from catalogue_offering o
 where o.service_id = signal_outage.service_id and o.customer_id = any ({ORGANISATIONS}))"""
DELIVERED_BY_US = f"""exists (select 1 from catalogue_service s
 where s.id = signal_outage.service_id and s.provider_id = any ({ORGANISATIONS}))"""


class Migration(migrations.Migration):
    """What a colleague's service suffered is not a stranger's to see."""

    dependencies = (("signal", "0001_initial"), ("catalogue", "0002_policies"))

    operations = (
        guard("signal_outage", customer=OFFERED_TO_US, supplier=DELIVERED_BY_US),
        keep_history("signal_outage"),
    )
