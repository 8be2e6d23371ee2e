"""A supplier's response is an answer given since it first had the ticket, not one from before."""

from django.db import migrations, models
from django.db.migrations.operations.special import RunSQL

SINCE_HELD = """
update desk_participation p set answered_at = (
  select min(n.at) from desk_note n
   where n.ticket_id = p.ticket_id and n.kind = 'answer' and n.at >= p.since_at
     and n.author_id is distinct from (select t.requester_id from desk_ticket t where t.id = p.ticket_id))
where part = 'holder'
"""


class Migration(migrations.Migration):
    """Kept beside the supplier's part in the ticket."""

    dependencies = (("desk", "0006_restricted_to_those_named"),)

    operations = (
        migrations.AddField(
            "participation",
            "answered_at",
            models.DateTimeField(null=True, help_text="a holder's: first answer to the requester since then"),
        ),
        RunSQL(SINCE_HELD, reverse_sql=RunSQL.noop),
    )
