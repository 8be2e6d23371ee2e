"""`knutepunkt agreement`: one contract at a time, before and after it is signed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.failure import Failure

if TYPE_CHECKING:
    from knutepunkt.agreement.models import Contract
    from knutepunkt.connectors.contract_file import Summary

app = typer.Typer(no_args_is_help=True)


@app.callback()
def agreements() -> None:
    """Work on one contract.

    Example: knutepunkt agreement backtest avtale-modul-2-ny
    """


@app.command("backtest")
def backtest(
    draft: Annotated[str, typer.Argument(help="A contract's key, signed or not, or its YAML file.")],
    since: Annotated[
        datetime | None, typer.Option("--from", help="A day of the first month.", formats=["%Y-%m-%d"])
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", help="A day of the last month.", formats=["%Y-%m-%d"])
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what a draft's levels would have shown on past tickets, and what they would have given back.

    Without a period: this month and the eleven before it. Nothing is stored, neither of what is shown nor of a file.

    Example: knutepunkt agreement backtest avtale-modul-2-ny --from 2026-01-01 --to 2026-06-30
    Example: knutepunkt agreement backtest modul-2.yaml
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from knutepunkt.performance.queries import backtesting
        from knutepunkt.performance.rules.month import months

        now = datetime.now(UTC)
        last = until.date() if until else now.date()
        first = since.date() if since else _eleven_months_before(last)
        if first > last:
            raise Failure(f"the period ends {last}, before it starts {first}")
        with _drafted(draft, at=now) as contract:
            found = backtesting.backtest(contract, list(months(first, last)), at=now)
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            from knutepunkt.cli.tables import print_backtest

            print_backtest(found)


@app.command("sign")
def sign(
    draft: Annotated[str, typer.Argument(help="The draft's key.")],
    despite_gaps: Annotated[bool, typer.Option("--despite-gaps", help="Its gaps have been seen.")] = False,
) -> None:
    """Sign a draft; where it leaves promises without cover, only when that has been seen.

    Example: knutepunkt agreement sign avtale-modul-2-ny --despite-gaps
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django("owner")
        from knutepunkt.agreement.actions.signing import UncoveredPromises, sign
        from knutepunkt.base.session import Role, Viewer, seen_by
        from knutepunkt.cli.tables import print_gaps

        try:
            with seen_by(Viewer(Role.SYSTEM, source="command line")):
                signed = sign(contract_of(draft).pk, despite_gaps=despite_gaps, by=None, at=datetime.now(UTC))
        except UncoveredPromises as refusal:
            print_gaps(refusal.promises)
            raise Failure(f"{refusal.message} Having seen them, add --despite-gaps") from refusal
    typer.echo(f"{signed.title} is signed.")


@app.command("export")
def export(
    contract: Annotated[str, typer.Argument(help="The contract's key.")],
    file: Annotated[Path | None, typer.Argument(help="Where to; without it the terminal.")] = None,
) -> None:
    """Write a contract with its levels, prices and rules as YAML, to be reviewed like text.

    Example: knutepunkt agreement export avtale-modul-2 modul-2.yaml
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django("owner")
        from knutepunkt.connectors.contract_file import write_contract

        text = write_contract(contract_of(contract))
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")


@app.command("import")
def read(
    file: Annotated[Path, typer.Argument(help="A contract as YAML.", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
) -> None:
    """Read a contract: each fault and contradiction with its line, and then nothing is stored.

    One that is new may come in signed; what a signed one leaves uncovered is warned of. A draft stays one.

    Example: knutepunkt agreement import modul-2.yaml --dry-run
    """
    with environment.server():
        environment.require_tables("owner")
        environment.django_for_a_person()
        from knutepunkt.cli.tables import print_gaps
        from knutepunkt.connectors.contract_file import read_contract

        summary = read_contract(_text(file), name=str(file), at=datetime.now(UTC), dry_run=dry_run)
    _require_faultless(summary)
    print_gaps(summary.uncovered)
    counts = ", ".join(f"{n} {part}" for part, n in summary.counts.items())
    typer.echo(f"{summary.key}: {counts}{', nothing stored' if dry_run else ''}.")


@contextmanager
def _drafted(named: str, *, at: datetime) -> "Iterator[Contract]":
    """Give the contract that a key names, or that a file holds, which is stored no longer than the block."""
    if "." not in named and "/" not in named:  # a key has neither
        yield contract_of(named)
        return
    from knutepunkt.connectors.contract_file import tried

    with tried(_text(Path(named)), name=named, at=at) as summary:
        _require_faultless(summary)
        yield contract_of(summary.key)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"{file} is not UTF-8: save it with that encoding") from error
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}") from error


def _require_faultless(summary: "Summary") -> None:
    from knutepunkt.connectors.records import FAULTS_AT_MOST

    if summary.faults:
        rest = ["The rest is not read."] if len(summary.faults) >= FAULTS_AT_MOST else []
        raise Failure("\n".join([*map(str, summary.faults), *rest]))


def _eleven_months_before(day: date) -> date:
    from knutepunkt.agreement.rules.duration import add_months

    return add_months(day.replace(day=1), -11)


def contract_of(key: str) -> "Contract":
    """Return a contract by its key; raises `Failure` that names the drafts there are."""
    from knutepunkt.agreement.models import Contract

    found = Contract.objects.filter(key=key).first()
    if found is None:
        drafts = Contract.objects.filter(state=Contract.State.DRAFT.value).values_list("key", flat=True)
        known = f"the drafts are {', '.join(drafts)}" if drafts else "there is no draft"
        raise Failure(f"there is no contract {key!r}: {known}")
    return found
