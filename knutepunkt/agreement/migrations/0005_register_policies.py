"""Who sees the register: the integrator all of it, a party what hangs on its own signed contracts."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import ORGANISATIONS, OVERSEES, PERSON, SEEN_BY_ALL, guard, keep_history

OF_SEEN_CONTRACT = "exists (select 1 from agreement_contract c where c.id = contract_id)"
# Prices and what is paid back are for those who answer for their organisation, not for everybody who works there.
COMMERCIAL = f"{OVERSEES} and {OF_SEEN_CONTRACT}"
OF_SEEN_FRAMEWORK = "exists (select 1 from agreement_framework f where f.id = framework_id)"
OF_EITHER = f"{OVERSEES} and ({OF_SEEN_CONTRACT} or {OF_SEEN_FRAMEWORK})"

# A supplier on a lot sees the lot and its framework, and of the lot's suppliers itself. By a function with the
# owner's rights, since the policies of the three tables would else ask each other in a circle.
LOTS = """
create function kp_lots() returns bigint[] language sql stable security definer set search_path = public
  as $$ select coalesce(array_agg(lot_id), '{}') from agreement_lotsupplier
        where supplier_id = any (kp_organisations()) $$;
grant execute on function kp_lots() to kp_supplier;
"""
ON_A_LOT = f"{OVERSEES} and id = any ((select kp_lots())::bigint[])"
FRAMEWORK = f"""{OVERSEES} and state <> 'draft' and exists (select 1 from agreement_lot l
 where l.framework_id = agreement_framework.id and l.id = any ((select kp_lots())::bigint[]))"""

DRAFTS_ARE_OURS = f"""
alter policy customer_reads on agreement_contract
  using (kind = 'customer' and state <> 'draft' and customer_id = any ({ORGANISATIONS}));
alter policy supplier_reads on agreement_contract
  using (kind = 'underpinning' and state <> 'draft' and provider_id = any ({ORGANISATIONS}));
"""

PUBLISHED = ("agreementtype", "typeversion", "typeappendix", "typeterm", "priceindex", "changelimit")
PARTIES = ("noticeperiod", "contractoption", "contractcontact", "contract_services", "contract_municipalities")
COMMERCE = ("changeorder", "processing", "subprocessor", "priceline", "compensationrule")
KEPT = (
    *PUBLISHED,
    *PARTIES,
    *COMMERCE,
    *("framework", "lot", "lotsupplier", "matrixcell", "matrixcount", "appendix", "document", "licence"),
)


class Migration(migrations.Migration):
    """What the integrator plans and guesses is its own; what was published is everybody's."""

    dependencies = (("agreement", "0004_the_register"),)

    operations = (
        RunSQL(DRAFTS_ARE_OURS, reverse_sql=RunSQL.noop),
        RunSQL(LOTS, reverse_sql="drop function kp_lots"),
        *(guard(f"agreement_{table}", customer=SEEN_BY_ALL, supplier=SEEN_BY_ALL) for table in PUBLISHED),
        *(guard(f"agreement_{table}", customer=OF_SEEN_CONTRACT, supplier=OF_SEEN_CONTRACT) for table in PARTIES),
        *(guard(f"agreement_{table}", customer=COMMERCIAL, supplier=COMMERCIAL) for table in COMMERCE),
        guard("agreement_licence", supplier=COMMERCIAL),
        guard("agreement_lot", supplier=ON_A_LOT),
        guard("agreement_framework", supplier=FRAMEWORK),
        guard("agreement_lotsupplier", supplier=f"{OVERSEES} and supplier_id = any ({ORGANISATIONS})"),
        guard("agreement_matrixcell"),
        guard("agreement_matrixcount"),
        guard("agreement_appendix", customer=OF_EITHER, supplier=OF_EITHER),
        guard("agreement_document", customer=OF_EITHER, supplier=OF_EITHER),
        guard(
            "agreement_feedtoken",
            integrator=f"person_id = {PERSON}",
            customer=f"person_id = {PERSON}",
            supplier=f"person_id = {PERSON}",
        ),
        *(keep_history(f"agreement_{table}") for table in KEPT),
    )
