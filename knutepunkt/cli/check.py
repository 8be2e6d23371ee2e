"""`knutepunkt check`: is this installation sound?"""

from collections.abc import Iterator

import typer

from knutepunkt.cli import environment

Finding = tuple[bool, str]


def check() -> None:
    """Verify database, roles, migrations, policies, jobs, mail and built pages.

    Example: knutepunkt check
    """
    started = environment.ensure_server()
    try:
        findings = list(_findings())
    finally:
        if started:
            started.stop()
    for sound, words in findings:
        typer.secho(("ok     " if sound else "fault  ") + words, fg="green" if sound else "red")
    if not all(sound for sound, _ in findings):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    environment.django("owner")
    from django.conf import settings
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        yield False, f"database: {error}"
        return
    yield True, f"database: PostgreSQL {connection.cursor().connection.info.server_version // 10000}"
    yield from _migrations()
    yield from _policies()
    yield from _backlog()
    built = settings.PACKAGE / "web" / "static" / "built"
    yield built.exists(), f"pages: {'built' if built.exists() else 'not built, run make assets'}"


def _migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield (
        not plan,
        f"migrations: {len(plan)} to apply, run knutepunkt migrate" if plan else "migrations: all applied",
    )


def _policies() -> Iterator[Finding]:
    from knutepunkt.base.tables import unguarded

    bare = unguarded()
    yield not bare, f"policies: missing on {', '.join(bare)}" if bare else "policies: on every table"


def _backlog() -> Iterator[Finding]:
    from knutepunkt.base.models import OutboxMessage

    failed = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED.value).count()
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING.value).count()
    yield not failed, f"mail: {waiting} waiting, {failed} given up"
