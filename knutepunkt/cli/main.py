"""The command `knutepunkt`: one file a command, Django only where a command needs it."""

import os
import sys

import typer

from knutepunkt.cli import check, demo, jobs, load, migrate, report, serve
from knutepunkt.cli.failure import Failure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutepunkt.settings")

app = typer.Typer(
    name="knutepunkt",
    help="One way in, many suppliers. Try [bold]knutepunkt demo[/bold].",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("jobs")(jobs.jobs)
app.command("migrate")(migrate.migrate)
app.command("check")(check.check)
app.add_typer(load.app, name="import")
app.add_typer(report.app, name="report")


def main() -> None:
    """Run the command line; what a person did wrong is one line, not a traceback."""
    try:
        app()
    except Failure as failure:
        print(f"knutepunkt: {failure}", file=sys.stderr)
        sys.exit(2)
