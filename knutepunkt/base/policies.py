"""Row-level security as migration operations: each table's policies stand in the migration beside it."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

# Scalar sub-selects are evaluated once per statement, and can then be an index condition.
PERSON = "(select kp_person())"
ORGANISATIONS = "(select kp_organisations())::bigint[]"
TEAMS = "(select kp_teams())::bigint[]"
OVERSEES = "(select kp_oversees())"
CLEARED = "(select kp_cleared())"

SEEN_BY_ALL = "true"
SEEN_BY_NONE = "false"


def guard(
    table: str,
    *,
    integrator: str = SEEN_BY_ALL,
    customer: str = SEEN_BY_NONE,
    supplier: str = SEEN_BY_NONE,
    entry: str | None = None,
) -> Operation:
    """Force row-level security on `table`: an SQL condition for each role that reads it.

    The three roles of people only read. What changes goes through an action, which runs as `kp_system`.
    """
    readers = {"kp_integrator": integrator, "kp_customer": customer, "kp_supplier": supplier}
    if entry is not None:
        readers["kp_entry"] = entry
    statements = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy owner_all on {table} to kp_owner using (true) with check (true)",
        f"create policy system_all on {table} to kp_system using (true) with check (true)",
        f"grant select, insert, update, delete on {table} to kp_system",
    ]
    for role, condition in readers.items():
        statements.append(f"create policy {role[3:]}_reads on {table} for select to {role} using ({condition})")
        statements.append(f"grant select on {table} to {role}")
    return RunSQL(";\n".join(statements), reverse_sql=RunSQL.noop)


def keep_history(table: str, *, without: tuple[str, ...] = ()) -> Operation:
    """Write every change of a row of `table` to the trail, but for the columns `without`."""
    arguments = ", ".join(f"'{column}'" for column in without)
    return RunSQL(
        f"create trigger {table}_trail after insert or update or delete on {table} "
        f"for each row execute function kp_trail({arguments})",
        reverse_sql=f"drop trigger if exists {table}_trail on {table}",
    )


def also_reads(table: str, role: str, name: str, condition: str) -> Operation:
    """Let `role` read more of a table that a lower concept guards, where a higher one knows why."""
    return RunSQL(
        f"create policy {name} on {table} for select to {role} using ({condition})",
        reverse_sql=f"drop policy {name} on {table}",
    )


def open_to(table: str, *roles: str, rights: str = "select") -> Operation:
    """Grant `rights` on a table that holds nobody's data in particular: an explicit exemption from policies."""
    return RunSQL(
        f"grant {rights} on {table} to {', '.join(roles)}; comment on table {table} is 'exempt from row policies'",
        reverse_sql=RunSQL.noop,
    )
