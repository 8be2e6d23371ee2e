"""Brings up what a command stands on: the database server, and Django in a database role."""

import os
from pathlib import Path

from knutepunkt.cli.embedded import Cluster, ServerFault
from knutepunkt.cli.failure import Failure

PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent


def state() -> Path:
    """Return the folder that holds all of the installation's own."""
    return Path(os.environ.get("KNUTEPUNKT_STATE", REPOSITORY / ".state"))


def database_name() -> str:
    """Return the database's name."""
    return os.environ.get("KNUTEPUNKT_DATABASE_NAME", "knutepunkt")


def is_embedded() -> bool:
    """Say whether the database is ours to start: nobody named another server."""
    return "KNUTEPUNKT_DATABASE_HOST" not in os.environ


def ensure_server() -> Cluster | None:
    """Start the embedded server unless it runs; return it when this call started it."""
    if not is_embedded():
        return None
    cluster = Cluster(state())
    try:
        return cluster if cluster.start() else None
    except (ServerFault, OSError) as fault:
        raise Failure(str(fault)) from fault


def django(role: str) -> None:
    """Set Django up, connected as `role`: web, worker or owner."""
    os.environ["KNUTEPUNKT_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutepunkt.settings")
    import django as framework

    framework.setup()
