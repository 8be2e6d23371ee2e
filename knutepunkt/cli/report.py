"""`knutepunkt report`: what the ledger says."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.progress import progress

app = typer.Typer(no_args_is_help=True)


@app.callback()
def reports() -> None:
    """Print a report.

    Example: knutepunkt report custody --by team
    """


@app.command("custody")
def custody(
    by: Annotated[Literal["organisation", "team", "service"], typer.Option(help="One row for each.")] = "organisation",
    days: Annotated[int, typer.Option(help="How many days back.", min=1, max=36_500)] = 365,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say who held tickets how long, waiting for what, and how often they were handed over.

    Example: knutepunkt report custody --by team --days 90
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from knutepunkt.desk.queries.custody_report import custody_report

        now = datetime.now(UTC)
        found = custody_report(from_at=now - timedelta(days=days), to_at=now, by=by)
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        from knutepunkt.cli.tables import print_custody

        print_custody(found)


@app.command("made-sla")
def made_sla(
    file: Annotated[Path, typer.Argument(help="The event log that was imported.", exists=True, dir_okay=False)],
    mapping: Annotated[Path, typer.Option("--map", help="Its map.", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Set the log's own word on whether a promise was kept beside our resolve clocks, by priority.

    Example: knutepunkt report made-sla log.csv.gz --map map.toml
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from knutepunkt.connectors import event_log

        with progress() as bar:
            found = event_log.promises(file, mapping, at=datetime.now(UTC), progress=bar)
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        from knutepunkt.cli.tables import print_promises

        print_promises(found)


@app.command("back-to-back")
def back_to_back(
    days: Annotated[int, typer.Option(help="How many days of real custody.", min=1, max=36_500)] = 365,
    draft: Annotated[str, typer.Option(help="The key of a draft: only what it promises or is to carry.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what is carried.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, always all of it.")] = False,
) -> None:
    """Say which promises to municipalities no contract carries, why, and how they fared.

    Example: knutepunkt report back-to-back --draft avtale-modul-2-ny
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django("owner")
        from knutepunkt.cli.agreement import contract_of
        from knutepunkt.performance.queries import back_to_back as checking

        found = checking.back_to_back(at=datetime.now(UTC), days=days, draft=contract_of(draft) if draft else None)
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        from knutepunkt.cli.tables import print_back_to_back

        print_back_to_back(found, everything=everything)
