"""`knutepunkt migrate`: makes roles and database where missing, and brings the tables up to date."""

import io
import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.embedded import Cluster
from knutepunkt.cli.progress import Report, progress


def migrate(
    administrator: Annotated[
        str, typer.Option(help="Connection string of an administrator, for a server of your own.")
    ] = "",
) -> None:
    """Bring the database up to date.

    Example: knutepunkt migrate

    Example: knutepunkt migrate --administrator "host=db.internal user=postgres"
    """
    with environment.server():
        applied = bring_up_to_date(administrator or os.environ.get("KNUTEPUNKT_ADMINISTRATOR", ""))
    typer.echo(f"{applied} migrations applied." if applied else "Nothing to apply.")


def bring_up_to_date(administrator: str = "") -> int:
    """Prepare roles and database, then migrate as the owner of the tables. Return how many migrations were applied.

    What every installation begins with is written after them: new delivered rows come with a migration.
    """
    from knutepunkt.cli import roles

    if environment.is_embedded():
        administrator = Cluster(environment.state()).conninfo()
    if administrator:
        roles.prepare(administrator, database=environment.database_name())
    environment.django("owner")
    from django.core.management import call_command

    waiting = migrations_waiting()
    if waiting:
        with progress() as report:
            call_command("migrate", interactive=False, no_color=True, stdout=_Counter(report, waiting))
        from knutepunkt.connectors.delivered import deliver

        deliver(at=datetime.now(UTC))
    return waiting


def migrations_waiting() -> int:
    """Return how many migrations are not applied yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class _Counter(io.StringIO):
    """Listens to what Django says while it migrates: one OK for each migration."""

    def __init__(self, report: Report, total: int) -> None:
        super().__init__()
        self._report, self._done, self._total = report, 0, total

    def write(self, text: str) -> int:
        self._done += text.count(" OK")
        self._report("Making tables", self._done, self._total)
        return len(text)
