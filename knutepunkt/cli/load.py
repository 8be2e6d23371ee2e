"""`knutepunkt import`: what stands in files comes in."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.progress import progress

app = typer.Typer(help="Read files in.")


@app.command("incidents")
def incidents(
    file: Annotated[Path, typer.Argument(help="CSV or XES, also gzipped.", exists=True, dir_okay=False)],
    mapping: Annotated[Path, typer.Option("--map", help="What the columns mean.", exists=True, dir_okay=False)],
    rejects: Annotated[Path | None, typer.Option(help="Where rows that cannot be used go, with the reason.")] = None,
) -> None:
    """Read an event log into tickets, custody and clocks; again without doubling.

    Example: knutepunkt import incidents log.csv.gz --map map.toml
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django("owner")
        from knutepunkt.connectors import event_log

        with progress() as report:
            summary = event_log.load(
                file,
                mapping,
                at=datetime.now(UTC),
                progress=report,
                rejects_path=rejects or Path(file.name + ".rejects.csv"),
            )
    typer.echo(summary)
