"""`knutepunkt check`: is this installation sound?"""

from collections.abc import Iterator

import typer

from knutepunkt.cli import environment, pages
from knutepunkt.cli.migrate import migrations_waiting

Finding = tuple[bool, str]


def check() -> None:
    """Verify this installation.

    Looks at the database, its roles, migrations and row policies, at mail and at the built pages.

    Example: knutepunkt check
    """
    with environment.server():
        environment.django("owner")
        findings = list(_findings())
    for sound, words in findings:
        typer.secho(("ok     " if sound else "fault  ") + words, fg="green" if sound else "red")
    if not all(sound for sound, _ in findings):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    from django.db import OperationalError, connection

    missing = pages.missing()
    yield not missing, f"pages: {missing or 'built'}"
    try:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('server_version')")
            yield True, f"database: PostgreSQL {cursor.fetchone()[0]}"
    except OperationalError as error:
        yield False, f"database: {str(error).strip()}"
        return
    yield from _roles()
    waiting = migrations_waiting()
    yield not waiting, f"migrations: {waiting} to apply, run knutepunkt migrate" if waiting else "migrations: applied"
    if not waiting:
        yield from _policies()
        yield from _mail()


def _roles() -> Iterator[Finding]:
    from django.db import connection

    from knutepunkt.cli.roles import MAY_BECOME

    with connection.cursor() as cursor:
        for login, expected in MAY_BECOME.items():
            cursor.execute(
                "select array_agg(r.rolname::text) from pg_auth_members m join pg_roles r on r.oid = m.roleid"
                " join pg_roles l on l.oid = m.member where l.rolname = %s and not l.rolsuper",
                [login],
            )
            found = set(cursor.fetchone()[0] or ())
            yield (
                found == expected,
                f"role {login}: " + ("may become what it should" if found == expected else _differ(found, expected)),
            )


def _differ(found: set[str], expected: frozenset[str]) -> str:
    missing, more = ", ".join(sorted(expected - found)), ", ".join(sorted(found - expected))
    return " and ".join([*([f"lacks {missing}"] if missing else []), *([f"should not be {more}"] if more else [])])


def _policies() -> Iterator[Finding]:
    from knutepunkt.base.tables import unguarded

    bare = unguarded()
    yield not bare, f"row policies: missing on {', '.join(bare)}" if bare else "row policies: on every table"


def _mail() -> Iterator[Finding]:
    from knutepunkt.base.models import OutboxMessage

    states = OutboxMessage.objects.values_list("state", flat=True)
    waiting = states.filter(state=OutboxMessage.State.WAITING.value).count()
    failed = states.filter(state=OutboxMessage.State.FAILED.value).count()
    yield not failed, f"mail: {waiting} waiting, {failed} given up"
