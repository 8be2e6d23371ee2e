"""`knutepunkt migrate`: makes roles and database where missing, and brings the tables up to date."""

import os
from typing import Annotated

import typer

from knutepunkt.cli import environment, roles
from knutepunkt.cli.embedded import Cluster


def migrate(
    administrator: Annotated[
        str, typer.Option(help="Connection string of an administrator, for a server of your own.")
    ] = "",
) -> None:
    """Bring the database up to date.

    Example: knutepunkt migrate
    Example: knutepunkt migrate --administrator "host=db.internal user=postgres"
    """
    started = environment.ensure_server()
    try:
        bring_up_to_date(administrator or os.environ.get("KNUTEPUNKT_ADMINISTRATOR", ""))
    finally:
        if started:
            started.stop()


def bring_up_to_date(administrator: str = "") -> None:
    """Prepare roles and database, then migrate as the owner of the tables."""
    if environment.is_embedded():
        administrator = Cluster(environment.state()).conninfo()
    if administrator:
        roles.prepare(administrator, database=environment.database_name())
    environment.django("owner")
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
