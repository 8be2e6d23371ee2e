"""Brings up what a command stands on: the database server, and Django in a database role."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knutepunkt.cli.embedded import Cluster, ServerFault, socket_directory
from knutepunkt.cli.failure import Failure

PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent


def state() -> Path:
    """Return the folder that holds all of the installation's own."""
    return Path(os.environ.get("KNUTEPUNKT_STATE", REPOSITORY / ".state")).resolve()


def database_name() -> str:
    """Return the database's name."""
    return os.environ.get("KNUTEPUNKT_DATABASE_NAME", "knutepunkt")


def is_embedded() -> bool:
    """Say whether the database is ours to start: nobody named another server."""
    return "KNUTEPUNKT_DATABASE_HOST" not in os.environ


@contextmanager
def server() -> Iterator[None]:
    """Have the database server for as long as the block runs; a server of your own is left alone."""
    if not is_embedded():
        yield
        return
    cluster = Cluster(state())
    try:
        cluster.join()
        try:
            cluster.start()
            yield
        finally:
            cluster.leave()
    except ServerFault as fault:
        raise Failure(str(fault)) from fault
    except PermissionError as error:
        raise Failure(f"{error.filename}: not allowed; KNUTEPUNKT_STATE can name another folder") from error


def django(role: str) -> None:
    """Set Django up, connected as `role`: web, worker or owner."""
    act_as(role)
    gc.set_threshold(50_000, 20, 20)  # what is read in stays: to look for garbage in it takes a tenth of the time
    import django as framework

    framework.setup()
    if role == "owner":  # a command that somebody runs, and reads the answer of
        from django.utils import translation

        translation.activate(language())


def language() -> str:
    """Return the terminal's language where we speak it, else English, as the help is."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next((value for value in named if value), "").lower()[:2]
    return {"nb": "nb", "no": "nb", "nn": "nn"}.get(code, "en")


def django_for_a_person() -> None:
    """Set Django up as the owner, for a command that answers a person: in the shell's language, else English."""
    django("owner")
    from django.utils import translation

    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    language = named.split(".")[0].split("_")[0].lower()
    translation.activate({"nb": "nb", "no": "nb", "nn": "nn"}.get(language, "en"))


def act_as(role: str) -> None:
    """Have this process and those it starts connect as `role`."""
    os.environ["KNUTEPUNKT_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutepunkt.settings")


def require_tables(role: str) -> None:
    """Refuse to go on without a database of this version. Reads no settings, so that Django can stay out."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    target = make_conninfo(
        host=os.environ.get("KNUTEPUNKT_DATABASE_HOST", str(socket_directory(state()))),
        port=os.environ.get("KNUTEPUNKT_DATABASE_PORT") or None,
        password=os.environ.get("KNUTEPUNKT_DATABASE_PASSWORD") or None,
        user=f"kp_{role}",
        dbname=database_name(),
        connect_timeout=10,
    )
    try:
        with psycopg.connect(target) as connection:
            found = connection.execute("select to_regclass('desk_custody')").fetchone()
            missing = _not_applied(connection) if found and found[0] and role != "web" else 0  # web may not read it
    except psycopg.OperationalError as error:
        raise Failure(f"the database does not answer ({_first_line(error)}); run knutepunkt migrate first") from error
    if found is None or found[0] is None:
        raise Failure("the database has no tables yet; run knutepunkt migrate first")
    if missing:
        raise Failure(f"the database is of an older version ({missing} to apply); run knutepunkt migrate first")


def _not_applied(connection: Any) -> int:
    """Return how many of our migrations the database has not had."""
    ours = {(file.parts[-3], file.stem) for file in PACKAGE.glob("*/migrations/[0-9]*.py")}
    return len(ours - set(connection.execute("select app, name from django_migrations").fetchall()))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
