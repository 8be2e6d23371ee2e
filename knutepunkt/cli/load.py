"""`knutepunkt import`: what stands in files comes in."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.progress import progress

app = typer.Typer(help="Read files into Knutepunkt.", no_args_is_help=True)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen, and every error.")]


@app.command("incidents")
def incidents(
    file: Annotated[Path, typer.Argument(help="CSV or XES, also gzipped.", exists=True, dir_okay=False)],
    mapping: Annotated[Path, typer.Option("--map", help="What the columns mean.", exists=True, dir_okay=False)],
    rejects: Annotated[Path | None, typer.Option(help="Where rows that cannot be used go, with the reason.")] = None,
) -> None:
    """Read an event log into tickets, custody and clocks; again without doubling.

    Example: knutepunkt import incidents log.csv.gz --map map.toml
    """
    started = environment.ensure_server()
    try:
        environment.django("owner")
        from knutepunkt.connectors import event_log

        with progress() as report:
            summary = event_log.load(
                file,
                mapping,
                at=datetime.now(UTC),
                progress=report,
                rejects_path=rejects or file.with_name(file.name + ".rejects.csv"),
            )
        typer.echo(summary)
    finally:
        if started:
            started.stop()


def _tables(concept: str, directory: Path, dry_run: bool) -> None:
    started = environment.ensure_server()
    try:
        environment.django("owner")
        from knutepunkt.connectors import tables

        report = tables.read_directory(directory, concept, dry_run=dry_run, at=datetime.now(UTC))
        typer.echo(report)
        if report.errors:
            raise typer.Exit(1)
    finally:
        if started:
            started.stop()


Directory = Annotated[Path, typer.Argument(help="A directory of CSV or YAML files.", exists=True, file_okay=False)]


@app.command("party")
def party(directory: Directory, dry_run: DryRun = False) -> None:
    """Read organisations, teams, people and memberships.

    Example: knutepunkt import party my-own/party --dry-run
    """
    _tables("party", directory, dry_run)


@app.command("catalogue")
def catalogue(directory: Directory, dry_run: DryRun = False) -> None:
    """Read service groups, services, applications and who uses them.

    Example: knutepunkt import catalogue my-own/catalogue --dry-run
    """
    _tables("catalogue", directory, dry_run)


@app.command("agreement")
def agreement(directory: Directory, dry_run: DryRun = False) -> None:
    """Read calendars, contracts and service levels.

    Example: knutepunkt import agreement my-own/agreement --dry-run
    """
    _tables("agreement", directory, dry_run)
