"""What is written to the requester is read on the requester's side, not by every customer that sees the ticket."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import ORGANISATIONS, PERSON

SEEN = "exists (select 1 from desk_ticket t where t.id = ticket_id)"
REQUESTERS_SIDE = f"""exists (select 1 from desk_ticket t where t.id = ticket_id
 and (t.requester_id = {PERSON} or t.customer_id = any ({ORGANISATIONS})))"""
NAMES_US = f"(organisation_id = any ({ORGANISATIONS}) or chosen && {ORGANISATIONS})"

BEFORE = f"{SEEN} and (audience in ('requester', 'parties') or {NAMES_US})"
AFTER = f"""{SEEN} and (audience = 'parties' or {NAMES_US})
 or audience = 'requester' and {REQUESTERS_SIDE}"""


class Migration(migrations.Migration):
    """A customer that is hit too sees the ticket and what goes to all its parties; so does a follower from there."""

    dependencies = (("desk", "0008_search_by_index"),)

    operations = (
        RunSQL(
            f"alter policy customer_reads on desk_note using ({AFTER})",
            reverse_sql=f"alter policy customer_reads on desk_note using ({BEFORE})",
        ),
        RunSQL("revoke execute on function kp_withheld_tickets() from public", reverse_sql=RunSQL.noop),
    )
