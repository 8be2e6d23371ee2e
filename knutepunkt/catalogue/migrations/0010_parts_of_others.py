"""An integration that ends in a part of an application is seen by who sees the application."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import ORGANISATIONS

# By a function with the owner's rights, since policies of components and integrations would else ask in a circle.
APPLICATION_OF = """
create function kp_application_of(bigint) returns bigint language sql stable security definer set search_path = public
  as $$ select application_id from catalogue_component where id = $1 $$;
grant execute on function kp_application_of(bigint) to kp_customer, kp_supplier;
"""
_SEEN = "({0} is null or {0} in (select id from catalogue_application))"
_ENDS = (
    *("from_application_id", "to_application_id"),
    *("kp_application_of(from_component_id)", "kp_application_of(to_component_id)"),
)
INTEGRATION = (
    " and ".join(map(_SEEN.format, _ENDS)) + " and (from_application_id is not null or to_application_id is not null)"
)
NARROWED = f"""
alter policy customer_reads on catalogue_integration using ({INTEGRATION});
alter policy supplier_reads on catalogue_integration using (owner_id = any ({ORGANISATIONS}) or {INTEGRATION});
"""


class Migration(migrations.Migration):
    """What joins two systems is seen by who sees both, also where one of them is named by a part of it."""

    dependencies = (("catalogue", "0009_portfolio_policies"),)

    operations = (
        RunSQL(APPLICATION_OF, reverse_sql="drop function kp_application_of"),
        RunSQL(NARROWED, reverse_sql=RunSQL.noop),
    )
