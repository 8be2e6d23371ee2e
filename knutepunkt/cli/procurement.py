"""`knutepunkt procurement`: notices of competitions, as they come from Doffin and TED."""

from pathlib import Path
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.failure import Failure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def procurements() -> None:
    """Read what others announce.

    Example: knutepunkt procurement read kunngjoring.xml
    """


@app.command("read")
def read(
    notice: Annotated[Path, typer.Argument(help="An eForms notice (XML).", exists=True, dir_okay=False)],
) -> None:
    """Print what a notice holds, and whether it keeps the Norwegian rules; each fault with its line.

    Three answers: valid as far as read, invalid, cannot judge. Needs no database, and stores nothing.

    Example: knutepunkt procurement read kunngjoring.xml
    """
    environment.django_for_a_person()
    from knutepunkt.cli.notices import print_notice, said
    from knutepunkt.connectors.eforms import LARGEST, judge
    from knutepunkt.connectors.eforms import read as read_notice
    from knutepunkt.connectors.records.faults import Fault

    try:
        with notice.open("rb") as source:
            found = read_notice(source.read(LARGEST + 1))
    except Fault as unreadable:
        unreadable.file = str(notice)
        raise Failure(str(unreadable)) from unreadable
    print_notice(found.notice)
    verdict = judge(found)
    faults = [Fault(one.line, one.column, str(one), file=str(notice)) for one in verdict.breaks]
    faults += [Fault(one.line, one.column, one.message, file=str(notice)) for one in verdict.unread]
    if faults:
        faults.sort(key=lambda fault: (fault.line, fault.column))
        raise Failure("\n".join(["the notice is invalid", *map(str, faults)]))
    typer.echo(said(verdict))
