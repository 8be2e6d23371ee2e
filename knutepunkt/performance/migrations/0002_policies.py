"""Who sees what was reckoned: the two parties of the contract, those who answer for them; and the integrator."""

from django.db import migrations

from knutepunkt.base.policies import ORGANISATIONS, OVERSEES, PERSON, guard, keep_history

# A contract is seen by its own parties only, so what hangs on it is too.
SETTLEMENT = f"{OVERSEES} and exists (select 1 from agreement_contract c where c.id = contract_id)"
OF_SEEN_SETTLEMENT = f"{OVERSEES} and exists (select 1 from performance_settlement s where s.id = settlement_id)"
OF_SEEN_CONTEST = "exists (select 1 from performance_contest c where c.id = contest_id)"
OUR_REVIEW = f"{OVERSEES} and supplier_id = any ({ORGANISATIONS})"
OF_SEEN_REVIEW = "exists (select 1 from performance_review r where r.id = review_id)"
OUR_REPORT = f"{OVERSEES} and organisation_id = any ({ORGANISATIONS})"
OUR_SCORE = f"{OVERSEES} and subject in ('supplier', 'customer') and subject_id = any ({ORGANISATIONS})"
MINE = f"person_id = {PERSON}"
KEPT = (
    "settlement",
    "contest",
    "evidence",
    "credit",
    "scoremodel",
    "regime",
    "review",
    "reviewdecision",
    "reviewaction",
)


class Migration(migrations.Migration):
    """A supplier sees its own periods, a municipality its own; neither the other end of the chain."""

    dependencies = (("performance", "0001_initial"), ("agreement", "0005_register_policies"), ("desk", "0002_policies"))

    operations = (
        guard("performance_settlement", customer=SETTLEMENT, supplier=SETTLEMENT),
        *(
            guard(f"performance_{table}", customer=OF_SEEN_SETTLEMENT, supplier=OF_SEEN_SETTLEMENT)
            for table in ("attainment", "contest", "credit")
        ),
        guard("performance_evidence", customer=OF_SEEN_CONTEST, supplier=OF_SEEN_CONTEST),
        guard("performance_scoremodel", supplier=OVERSEES),
        guard("performance_score", customer=OUR_SCORE, supplier=OUR_SCORE),
        guard("performance_regime", supplier=OUR_REVIEW),
        guard("performance_review", supplier=OUR_REVIEW),
        guard("performance_reviewdecision", supplier=OF_SEEN_REVIEW),
        guard("performance_reviewaction", supplier=OF_SEEN_REVIEW),
        guard("performance_survey", customer=MINE),
        guard("performance_servicereport", customer=OUR_REPORT, supplier=OUR_REPORT),
        guard("performance_subscription", integrator=MINE, customer=MINE, supplier=MINE),
        *(keep_history(f"performance_{table}") for table in KEPT),
    )
