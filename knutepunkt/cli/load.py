"""`knutepunkt import`: what stands in files comes in; and `knutepunkt export`, which writes such files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.failure import Failure
from knutepunkt.cli.progress import progress

app = typer.Typer(help="Read files in.\n\nExample: knutepunkt import party mine/party --dry-run")


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
        environment.django_for_a_person()
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


Records = Annotated[
    Path,
    typer.Argument(help="A directory with a CSV or YAML file a kind of record, or a workbook (xlsx).", exists=True),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")]


@app.command("party")
def party(path: Records, dry_run: DryRun = False) -> None:
    """Read organisations, municipality numbers, ownership, teams, people and memberships.

    Example: knutepunkt import party mine/party --dry-run
    """
    _records("party", path, dry_run=dry_run)


@app.command("catalogue")
def catalogue(path: Records, dry_run: DryRun = False) -> None:
    """Read services, applications, integrations, functions, key figures, processes and what hangs on them.

    Example: knutepunkt import catalogue portfolio.xlsx --dry-run
    """
    _records("catalogue", path, dry_run=dry_run)


@app.command("agreement")
def agreement(path: Records, dry_run: DryRun = False) -> None:
    """Read calendars, teams' hours, contracts and service levels.

    Agreements may come in signed when they are new; what they leave uncovered is then warned of. A draft stays one.

    Example: knutepunkt import agreement mine/agreement
    """
    _records("agreement", path, dry_run=dry_run)


@app.command()
def signal(path: Records, dry_run: DryRun = False) -> None:
    """Read outages from a directory of tables.

    Example: knutepunkt import signal mine/signal --dry-run
    """
    _records("signal", path, dry_run=dry_run)


@app.command()
def plan(path: Records, dry_run: DryRun = False) -> None:
    """Read the law of procurement, procurements, improvements with their effects, and plans of continuity.

    Example: knutepunkt import plan mine/plan --dry-run
    """
    _records("plan", path, dry_run=dry_run)


@app.command("archimate")
def archimate(
    path: Annotated[Path, typer.Argument(help="Archi's folder, also as tar or zip; or an exchange file.", exists=True)],
    dry_run: DryRun = False,
) -> None:
    """Read an architecture in ArchiMate, and keep it apart from the organisation's own systems.

    Example: knutepunkt import archimate data/gemma/gemma_archi_grafico.tar.xz --dry-run
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from knutepunkt.connectors.archimate import load

        summary = load(path, at=datetime.now(UTC), dry_run=dry_run)
    typer.echo(summary.name)
    for title, counts in (
        ("elements", summary.elements),
        ("relations", summary.relations),
        ("not kept", summary.left_out),
        ("kept", summary.outcome),
    ):
        typer.echo(f"\n{title:<26}{counts.total():>7}")
        for kind, number in sorted(counts.items()):
            typer.echo(f"  {kind:<24}{number:>7}")
    if summary.linked:
        typer.echo(f"\n{'elements filled by ours':<26}{summary.linked:>7}")
    for key in summary.unknown:
        typer.echo(f"There is no {key}: what it fills is left out.")
    if dry_run:
        typer.echo("\nDry run: nothing is stored.")


@app.command("assessment")
def assessment(path: Records, dry_run: DryRun = False) -> None:
    """Read models of judgement, capabilities, functions, responsibilities and findings.

    Example: knutepunkt import assessment mine/assessment --dry-run
    """
    _records("assessment", path, dry_run=dry_run)


def _records(book: str, path: Path, *, dry_run: bool) -> None:
    """Read a book in; with a fault nothing is stored, and the command fails."""
    if path.is_file() and path.suffix != ".xlsx":
        raise Failure(f"{path} is neither a directory nor a workbook (.xlsx)")
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from knutepunkt.cli.tables import print_gaps
        from knutepunkt.connectors.records import FAULTS_AT_MOST, read_in

        with progress() as report:
            summary = read_in(path, records=book, at=datetime.now(UTC), dry_run=dry_run, report=report)
    for fault in summary.faults:
        typer.secho(str(fault), fg="red", err=True)
    for name, counts in summary.counts.items():
        typer.echo(f"{name:<26}" + "".join(f"{number:>7} {outcome}" for outcome, number in counts.items()))
    print_gaps(summary.uncovered)
    if summary.faults:
        number = len(summary.faults)
        rest = " The rest is not read." if number >= FAULTS_AT_MOST else ""
        typer.echo(f"{number} {'fault' if number == 1 else 'faults'}.{rest} Nothing is stored.", err=True)
        raise typer.Exit(1)
    if dry_run:
        typer.echo("Dry run: nothing is stored.")


def export(
    book: Annotated[str, typer.Argument(help="party, catalogue, agreement; or archimate.")],
    path: Annotated[
        Path, typer.Argument(help="A directory, made when it is missing, or a workbook (.xlsx); for archimate a file.")
    ],
    model: Annotated[str, typer.Option(help="archimate: identifier of one that was read in. Else our systems.")] = "",
    with_ours: Annotated[
        bool, typer.Option("--with-ours", help="archimate: with our applications and services that fill the model.")
    ] = False,
) -> None:
    """Write what there is as files that `knutepunkt import` reads.

    Example: knutepunkt export party mine/party
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from knutepunkt.connectors.records import BOOKS, write_out, write_workbook

        if book == "archimate":
            typer.echo(f"{_export_archimate(path, model, with_ours=with_ours)} concepts")
            return
        if book not in BOOKS:
            raise Failure(f"there is no book {book!r}: choose {', '.join(BOOKS)} or archimate")
        if path.suffix == ".xlsx":
            written = write_workbook(path, records=book, title=f"Knutepunkt: {book}", at=datetime.now(UTC))
        else:
            written = write_out(path, records=book)
        for name, count in written.items():
            typer.echo(f"{name:<26}{count:>7}")


def _export_archimate(file: Path, model: str, *, with_ours: bool) -> int:
    """Write our own systems, or an architecture that was read in, alone or with ours; returns how many concepts."""
    from knutepunkt.catalogue.models import Architecture
    from knutepunkt.catalogue.queries import architecture
    from knutepunkt.connectors.archimate import write_exchange

    found = Architecture.objects.filter(identifier=model).first() if model else None
    if model and found is None:
        known = ", ".join(Architecture.objects.values_list("identifier", flat=True)) or "none has been read in"
        raise Failure(f"there is no architecture {model!r}: {known}")
    if found:
        whole = architecture.with_ours(found) if with_ours else architecture.read(found)
    else:
        whole = architecture.own(name="Knutepunkt")
    file.write_bytes(write_exchange(whole))
    return len(whole.concepts)
