"""Who sees which terms: the two parties of a contract, and the integrator; their history."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, SEEN_BY_ALL, guard, keep_history

OF_SEEN_CONTRACT = "exists (select 1 from agreement_contract c where c.id = contract_id)"
OF_SEEN_LEVEL = "exists (select 1 from agreement_servicelevel l where l.id = servicelevel_id)"
USED_BY_SEEN = """exists (select 1 from agreement_servicelevel l where l.calendar_id = agreement_servicecalendar.id)
 or exists (select 1 from agreement_teamhours h where h.calendar_id = agreement_servicecalendar.id)"""


class Migration(migrations.Migration):
    """A municipality does not see what a supplier owes; a supplier does not see what was promised."""

    dependencies = (("agreement", "0001_initial"), ("catalogue", "0002_policies"))

    operations = (
        guard(
            "agreement_contract",
            customer=f"kind = 'customer' and customer_id = any ({ORGANISATIONS})",
            supplier=f"kind = 'underpinning' and provider_id = any ({ORGANISATIONS})",
        ),
        guard("agreement_servicelevel", customer=OF_SEEN_CONTRACT, supplier=OF_SEEN_CONTRACT),
        guard("agreement_servicelevel_services", customer=OF_SEEN_LEVEL, supplier=OF_SEEN_LEVEL),
        guard("agreement_servicelevel_groups", customer=OF_SEEN_LEVEL, supplier=OF_SEEN_LEVEL),
        guard("agreement_teamhours", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL),
        guard("agreement_servicecalendar", customer=USED_BY_SEEN, supplier=USED_BY_SEEN),
        keep_history("agreement_contract"),
        keep_history("agreement_servicelevel"),
        keep_history("agreement_servicelevel_services"),
        keep_history("agreement_servicelevel_groups"),
        keep_history("agreement_teamhours"),
        keep_history("agreement_servicecalendar"),
    )
