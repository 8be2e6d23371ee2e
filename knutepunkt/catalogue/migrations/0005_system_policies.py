"""Who sees components and integrations; what tells each process that a dependency changed."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import ORGANISATIONS, SEEN_BY_ALL, guard, keep_history

_SEEN = "({0} is null or {0} in (select id from catalogue_{1}))"


def seen(**ends: str) -> str:
    """Every end is seen, as far as it is a system; and one of them is."""
    one_of_them = " or ".join(f"{column} is not null" for column in ends)
    return " and ".join(_SEEN.format(column, table) for column, table in ends.items()) + f" and ({one_of_them})"


INTEGRATION = seen(from_application_id="application", to_application_id="application")
# What is part of an application is seen with it; what is nobody's part, by those who exchange data with it.
COMPONENT = """application_id in (select id from catalogue_application)
 or application_id is null and service_id is null
    and (id in (select from_component_id from catalogue_integration)
      or id in (select to_component_id from catalogue_integration))"""
DEPENDENCY = seen(
    application_id="application",
    needs_application_id="application",
    component_id="component",
    needs_component_id="component",
)

NARROWED = f"""
alter policy customer_reads on catalogue_dependency using ({DEPENDENCY});
alter policy supplier_reads on catalogue_dependency using ({DEPENDENCY});
"""
# A number of its own for each change, not the next one: what is rolled back must not be taken for what comes after.
CHANGED = """
create function kp_dependency_changed() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into catalogue_dependencyversion (id, version) values (1, gen_random_uuid())
    on conflict (id) do update set version = excluded.version;
  return null;
end $$;
create trigger catalogue_dependency_changed after insert or update or delete or truncate on catalogue_dependency
  for each statement execute function kp_dependency_changed();
insert into catalogue_dependencyversion (id, version) values (1, gen_random_uuid());
"""


class Migration(migrations.Migration):
    """A system is seen by who uses or delivers it, and what joins two by who sees both."""

    dependencies = (("catalogue", "0004_systems"),)

    operations = (
        guard(
            "catalogue_integration", customer=INTEGRATION, supplier=f"owner_id = any ({ORGANISATIONS}) or {INTEGRATION}"
        ),
        guard(
            "catalogue_component", customer=COMPONENT, supplier=f"operator_id = any ({ORGANISATIONS}) or {COMPONENT}"
        ),
        RunSQL(NARROWED, reverse_sql=RunSQL.noop),
        guard("catalogue_architecture"),
        guard("catalogue_architectureconcept"),
        # its ids are taken beforehand, since a relation may end in one that comes after it
        RunSQL("grant usage on sequence catalogue_architectureconcept_id_seq to kp_system", reverse_sql=RunSQL.noop),
        guard("catalogue_dependencyversion", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL),
        RunSQL(CHANGED, reverse_sql="drop function kp_dependency_changed cascade"),
        keep_history("catalogue_integration"),
        keep_history("catalogue_component"),
        keep_history("catalogue_architecture"),
    )
