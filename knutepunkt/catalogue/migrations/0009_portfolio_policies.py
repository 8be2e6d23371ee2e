"""Who sees functions, costs, documentation and key figures; their history."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, guard, keep_history

_SEEN_APPLICATION = "application_id in (select id from catalogue_application)"
_HAD = "id in (select function_id from catalogue_functionuse)"
# Where nothing serves it and nobody is named, the function is everybody's.
_USE = f"""customer_id = any ({ORGANISATIONS})
 or customer_id is null and (application_id is null or {_SEEN_APPLICATION})"""


class Migration(migrations.Migration):
    """A customer sees the functions that it has and its own figures; a supplier what it delivers serves."""

    dependencies = (("catalogue", "0008_portfolio"),)

    operations = (
        guard("catalogue_functionuse", customer=_USE, supplier=_SEEN_APPLICATION),
        guard("catalogue_businessfunction", customer=_HAD, supplier=_HAD),
        guard("catalogue_applicationcost"),
        guard("catalogue_systemdocument", customer=_SEEN_APPLICATION, supplier=_SEEN_APPLICATION),
        guard("catalogue_keyfigure", customer=f"customer_id = any ({ORGANISATIONS})"),
        keep_history("catalogue_functionuse"),
        keep_history("catalogue_businessfunction"),
        keep_history("catalogue_applicationcost"),
        keep_history("catalogue_systemdocument"),
        keep_history("catalogue_keyfigure"),
    )
