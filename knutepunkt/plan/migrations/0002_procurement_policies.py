"""Who sees what of a purchase: nobody a tender before it is opened, and a supplier only what is published to it."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

from knutepunkt.base.policies import ORGANISATIONS, OVERSEES, PERSON, guard, keep_history

LAW = ("threshold", "deadlinerule", "legalground", "lawfigure")
# Nothing that tells of a submission is here: who reads the trail would know who has sent something, and when.
KEPT = (
    *LAW,
    *("procurement", "procurementlot", "plannedstep", "procurementmember", "procurementdocument", "award"),
    *("awardletter", "complaint", "procurementnotice", "procurementcriterion", "tenderround", "tenderinvitation"),
)
PUBLISHED = (
    f"{OVERSEES} and exists (select 1 from plan_procurementnotice n where n.procurement_id = {{0}}.procurement_id"
    " and n.kind = 'competition')"
)
OURS = f"{OVERSEES} and supplier_id = any ({ORGANISATIONS})"
INVITED = "(not by_invitation or exists (select 1 from plan_tenderinvitation i where i.round_id = plan_tenderround.id))"
# Opened, and the viewer is one of those who work on it, impartial by their own declaration.
UNSEALED = (
    "exists (select 1 from plan_tenderround r join plan_procurementmember m on m.procurement_id = r.procurement_id"
    f" where r.id = round_id and r.opened_at is not null and m.person_id = {PERSON} and m.left_at is null"
    " and m.declared_at is not null and not m.has_conflict)"
)
OF_SEEN = "exists (select 1 from plan_submission s where s.id = submission_id)"
OPENED = (
    "exists (select 1 from plan_submission s join plan_tenderround r on r.id = s.round_id"
    " where s.id = submission_id and r.opened_at is not null)"
)


def sealed(table: str) -> RunSQL:
    """Force row-level security on what a seal holds for: neither the system nor the tables' owner reads through it."""
    statements = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"grant select, insert on {table} to kp_system",
        f"grant select on {table} to kp_integrator, kp_supplier, kp_customer",
        f"create policy integrator_reads on {table} for select to kp_integrator using ({OF_SEEN})",
        f"create policy supplier_reads on {table} for select to kp_supplier using ({OF_SEEN})",
    ]
    for role in ("system", "owner"):
        statements += [
            f"create policy {role}_puts_in on {table} for insert to kp_{role} with check (true)",
            f"create policy {role}_reads on {table} for select to kp_{role} using ({OPENED})",
        ]
    return RunSQL(";\n".join(statements), reverse_sql=RunSQL.noop)


NOT_LATE = """
create function plan_submission_in_time() returns trigger language plpgsql as $$
begin
  if exists (select 1 from plan_tenderround r where r.id = new.round_id
             and (new.sent_at > r.deadline_at or new.sent_at < r.begun_at or r.first_at is not null)) then
    raise exception 'a submission comes before the deadline, or not at all';
  end if;
  return new;
end $$;
create trigger submission_in_time before insert on plan_submission
  for each row execute function plan_submission_in_time();
"""


class Migration(migrations.Migration):
    """The integrator's people see the purchase; only its own members see tenders, and only when opened."""

    dependencies = (("plan", "0001_initial"), ("base", "0003_trail_only_grows"))

    operations = (
        *(guard(f"plan_{table}", customer="true", supplier="true") for table in LAW),
        *(
            guard(f"plan_{table}")
            for table in ("procurement", "procurementlot", "plannedstep", "procurementmember", "award", "complaint")
        ),
        guard("plan_procurementnotice", supplier=OVERSEES),
        guard(
            "plan_procurementdocument",
            supplier=f"published_at is not null and {PUBLISHED.format('plan_procurementdocument')}",
        ),
        guard("plan_procurementcriterion", supplier=PUBLISHED.format("plan_procurementcriterion")),
        guard("plan_procurementanswer", supplier=PUBLISHED.format("plan_procurementanswer")),
        guard("plan_procurementquestion", supplier=f"{OVERSEES} and asker_id = any ({ORGANISATIONS})"),
        guard("plan_tenderinvitation", supplier=OURS),
        guard("plan_tenderround", supplier=f"{PUBLISHED.format('plan_tenderround')} and {INVITED}"),
        guard("plan_submission", integrator=UNSEALED, supplier=OURS),
        guard(
            "plan_admission",
            integrator=OF_SEEN,
            supplier="exists (select 1 from plan_submission s join plan_tenderround r on r.id = s.round_id"
            " where s.id = submission_id and r.kind = 'request')",
        ),
        guard("plan_tenderscore", integrator=OF_SEEN),
        guard("plan_agreedscore", integrator=OF_SEEN),
        guard("plan_negotiation", integrator=UNSEALED),
        guard("plan_awardletter", supplier=OURS),
        sealed("plan_sealedanswer"),
        sealed("plan_sealedfile"),
        RunSQL(NOT_LATE, reverse_sql="drop function plan_submission_in_time cascade"),
        *(keep_history(f"plan_{table}") for table in KEPT),
    )
