"""The mark by which a process knows whether the terms that it has read still stand."""

from django.db import migrations, models
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import SEEN_BY_NONE, guard

# A mark and not a number: one that a rolled-back transaction made never comes again.
MARK = """
insert into agreement_edition (mark) values (gen_random_uuid());
create function kp_new_edition() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update agreement_edition set mark = gen_random_uuid();
  if not found then
    insert into agreement_edition (mark) values (gen_random_uuid());
  end if;
  return null;
end $$;
"""
TABLES = ("contract", "servicelevel", "servicelevel_services", "servicelevel_groups")


def _triggers() -> str:
    return "".join(
        f"create trigger agreement_{table}_edition after insert or update or delete or truncate on agreement_{table} "
        "for each statement execute function kp_new_edition();\n"
        for table in TABLES
    )


class Migration(migrations.Migration):
    """One row, which only actions read."""

    dependencies = (("agreement", "0002_policies"),)

    operations = (
        migrations.CreateModel(
            "Edition",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.UUIDField()),
            ],
        ),
        RunSQL(MARK + _triggers(), reverse_sql="drop function kp_new_edition cascade"),
        guard("agreement_edition", integrator=SEEN_BY_NONE),
    )
