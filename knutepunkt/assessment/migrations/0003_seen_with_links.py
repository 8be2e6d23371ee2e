"""Who uses an application counts from now on: what was judged has seen those that it had then."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

SEEN = """
update assessment_assessment a set seen = linked.last
  from (select judged.row_id, max(users.id) as last
          from (select row_id, max(id) as id from base_trail
                 where table_name = 'assessment_assessment' and (action = 'insert' or changes ? 'edition')
                 group by row_id) judged
          join assessment_assessment one on one.id = judged.row_id
          join base_trail users on users.table_name = 'catalogue_application_users' and users.id < judged.id
           and (users.changes ->> 'application_id')::bigint = one.application_id
         group by judged.row_id) linked
 where linked.row_id = a.id and linked.last > a.seen
"""


class Migration(migrations.Migration):
    """Else each assessment from before would count as changed by what it was made of."""

    dependencies = (
        ("assessment", "0002_policies"),
        ("base", "0002_sessions_and_trail"),
        ("catalogue", "0002_policies"),
    )

    operations = (RunSQL(SEEN, reverse_sql=RunSQL.noop),)
