"""Rights on the tables of Django, allauth and procrastinate: the door and the system, nobody else."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import open_to

ALL = "select, insert, update, delete"
QUEUE = """
do $$ declare name text; begin
  for name in select tablename from pg_tables where schemaname = 'public' and tablename like 'procrastinate%' loop
    execute format('grant select, insert, update, delete on %I to kp_system', name);
    execute format('comment on table %I is ''exempt from row policies''', name);
  end loop;
  for name in select sequencename from pg_sequences where schemaname = 'public' and sequencename like 'procrastinate%'
  loop execute format('grant usage, select on sequence %I to kp_system', name); end loop;
end $$;
"""


class Migration(migrations.Migration):
    """No role of people reads sessions, mail addresses for login, or jobs."""

    initial = True
    dependencies = (
        ("base", "0002_sessions_and_trail"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    )

    operations = (
        open_to("django_session", "kp_entry", "kp_system", rights=ALL),
        open_to("account_emailaddress", "kp_entry", "kp_system", rights=ALL),
        open_to("account_emailconfirmation", "kp_entry", "kp_system", rights=ALL),
        open_to("django_content_type", "kp_system"),
        open_to("django_migrations", "kp_system", "kp_entry"),
        RunSQL(QUEUE, reverse_sql=RunSQL.noop),
    )
