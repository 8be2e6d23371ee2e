"""Who sees which organisation, team and person; their history."""

from django.db import migrations

from knutepunkt.base.policies import (
    ORGANISATIONS,
    OVERSEES,
    PERSON,
    SEEN_BY_ALL,
    guard,
    keep_history,
)

OWN = f"organisation_id = any ({ORGANISATIONS})"
OVERSEEN = f"{OVERSEES} and {OWN}"
# Those who answer at the integrator are known to all whom they answer.
AT_INTEGRATOR = "organisation_id in (select id from party_organisation where kind = 'integrator')"


class Migration(migrations.Migration):
    """Organisations, their numbers and teams are a directory; people and shares are not."""

    dependencies = (("party", "0001_initial"), ("base", "0002_sessions_and_trail"))

    operations = (
        guard("party_organisation", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL, entry=SEEN_BY_ALL),
        guard("party_municipalitynumber", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL),
        guard("party_team", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL),
        guard("party_ownership", customer=f"owner_id = any ({ORGANISATIONS})"),
        guard(
            "party_person",
            customer=f"id = {PERSON} or ({OVERSEEN}) or {AT_INTEGRATOR}",
            supplier=f"id = {PERSON} or {OWN} or {AT_INTEGRATOR}",
            entry=SEEN_BY_ALL,
        ),
        migrations.RunSQL(
            [
                "create policy entry_logs_in on party_person for update to kp_entry using (true)",
                "grant update (password, last_login) on party_person to kp_entry",
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
        guard(
            "party_membership",
            customer=f"person_id = {PERSON} or ({OVERSEEN})",
            supplier=f"person_id = {PERSON} or {OWN}",
            entry=SEEN_BY_ALL,
        ),
        guard(
            "party_apitoken",
            integrator=f"person_id = {PERSON}",
            customer=f"person_id = {PERSON}",
            supplier=f"person_id = {PERSON}",
            entry=SEEN_BY_ALL,
        ),
        keep_history("party_organisation"),
        keep_history("party_municipalitynumber"),
        keep_history("party_ownership"),
        keep_history("party_team"),
        keep_history("party_person", without=("password", "last_login")),
        keep_history("party_membership"),
        keep_history("party_apitoken", without=("digest",)),
    )
