"""The command `knutepunkt`: one file a command, Django only where a command needs it."""

import os
import signal
import sys
from types import FrameType

import typer

from knutepunkt.cli import (
    agreement,
    backup,
    check,
    demo,
    jobs,
    load,
    migrate,
    password,
    play,
    procurement,
    report,
    serve,
)
from knutepunkt.cli.failure import Failure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutepunkt.settings")

app = typer.Typer(
    name="knutepunkt",
    help="One way in, many suppliers. Try knutepunkt demo.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("jobs")(jobs.jobs)
app.command("migrate")(migrate.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("check")(check.check)
app.command("password")(password.password)
app.command("export")(load.export)
app.command("play", hidden=True)(play.play)  # what `demo --play` starts
app.add_typer(load.app, name="import")
app.add_typer(report.app, name="report")
app.add_typer(agreement.app, name="agreement")
app.add_typer(procurement.app, name="procurement")


def main() -> None:
    """Run the command line; what a person did wrong is one line, not a traceback."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _as_interrupt)
    try:
        app()
    except Exception as error:
        if not _is_the_users(error):
            raise
        print(f"knutepunkt: {error}".strip(), file=sys.stderr)
        sys.exit(2)


def _is_the_users(error: Exception) -> bool:
    """Say whether the message alone helps: a refusal, or a database that does not answer."""
    if isinstance(error, Failure):
        return True
    kinds = [("knutepunkt.base.errors", "Refusal"), ("django.db", "OperationalError"), ("psycopg", "OperationalError")]
    known = [getattr(sys.modules[module], name) for module, name in kinds if module in sys.modules]
    return isinstance(error, tuple(known))


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    """Stop as for Ctrl-C: what was started is stopped too, also where a shell's background took Ctrl-C away."""
    raise KeyboardInterrupt
