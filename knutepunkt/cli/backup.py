"""`knutepunkt backup` and `knutepunkt restore`: everything in one file, sealed tenders too, and back from it."""

import os
import re
import subprocess
import tarfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.embedded import Cluster, program
from knutepunkt.cli.failure import Failure

_DUMP = "database.dump"
_ATTACHMENT = re.compile(r"attachments/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_PIECE = 1 << 20
Administrator = Annotated[
    str, typer.Option(help="Connection string of an administrator, for a server of your own.", show_default=False)
]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    administrator: Administrator = "",
) -> None:
    """Write the database and all attachments to one file.

    Row policies hide sealed tenders from the owner of the tables too, so it is taken as an administrator, whom no
    policy holds for. The file holds them readable: keep it as closely as the server's disk.

    Example: knutepunkt backup knutepunkt.tar

    Example: knutepunkt backup knutepunkt.tar --administrator "host=db.internal user=postgres"
    """
    if file.exists():
        raise Failure(f"{file} is there already; a backup takes nothing's place")
    if not file.absolute().parent.is_dir():
        raise Failure(f"{file.absolute().parent}: no such folder")
    with environment.server(), TemporaryDirectory(dir=file.absolute().parent, prefix=".knutepunkt-") as beside:
        target = _unfettered(administrator)
        dump, whole = Path(beside) / _DUMP, Path(beside) / "whole"
        _run("pg_dump", target, "--format=custom", f"--file={dump}")
        _pack(whole, dump)
        whole.replace(file)
    typer.echo(f"{file}: the database and its attachments, {file.stat().st_size // 1_000_000} MB.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that knutepunkt backup wrote.", exists=True, dir_okay=False)],
    administrator: Administrator = "",
) -> None:
    """Read a backup into an empty installation; nothing is written over, and a part is not left behind.

    Example: knutepunkt restore knutepunkt.tar
    """
    with environment.server(), TemporaryDirectory() as folder:
        dump, attachments = Path(folder) / _DUMP, environment.state() / "attachments"
        if any(attachments.glob("*")):
            raise Failure(f"{attachments} is not empty; a backup is read into an installation without anything in it")
        _unpack(file, Path(folder))
        from knutepunkt.cli import roles

        roles.prepare(_connection(administrator), database=environment.database_name())
        target = _unfettered(administrator)
        _require_empty(target)
        _run("pg_restore", target, "--exit-on-error", "--single-transaction", str(dump))
        found = Path(folder) / "attachments"
        for one in found.glob("*/*"):
            place = attachments / one.relative_to(found)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(one.read_bytes())
    typer.echo("Restored. Bring it up to this version with knutepunkt migrate.")


def _connection(administrator: str) -> str:
    if environment.is_embedded():
        return Cluster(environment.state()).conninfo()
    named = administrator or os.environ.get("KNUTEPUNKT_ADMINISTRATOR", "")
    if not named:
        raise Failure("the server is your own: name an administrator of it with --administrator")
    return named


def _unfettered(administrator: str) -> str:
    """Return the connection of somebody whom no row policy holds for, to our database; refuse everybody else."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    target = make_conninfo(_connection(administrator), dbname=environment.database_name())
    with psycopg.connect(target) as connection:
        found = connection.execute(
            "select rolname, rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone()
    if found is None or not found[1]:
        name = found[0] if found else "nobody"
        raise Failure(f"row policies hold for {name}: a backup would lack sealed tenders; use a superuser or BYPASSRLS")
    return target


def _require_empty(target: str) -> None:
    import psycopg

    with psycopg.connect(target) as connection:
        found = connection.execute("select 1 from pg_tables where schemaname = 'public' limit 1").fetchone()
    if found:
        raise Failure("the database has tables already; a backup is read into an empty one")


def _run(name: str, target: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; a password goes by environment, where the list of processes does not show it.

    `row_security` stays off, as both programs set it: a row that a policy would hide stops them.
    """
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    given = conninfo_to_dict(target)
    secret = {"PGPASSWORD": str(given.pop("password"))} if "password" in given else {}
    command = [program(name), "--no-password", f"--dbname={make_conninfo(**given)}", *arguments]  # type: ignore[arg-type]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | secret)
    if done.returncode:
        raise Failure(f"{name}: {done.stderr.strip()}")


def _pack(whole: Path, dump: Path) -> None:
    """Put dump and attachments together. They are read after it, and none is ever removed: so none is missing."""
    whole.touch(mode=0o600)
    attachments = environment.state() / "attachments"
    with tarfile.open(whole, "w") as packed:
        packed.add(dump, _DUMP)
        for one in sorted(attachments.glob("??/*")):
            name = f"attachments/{one.parent.name}/{one.name}"
            if _ATTACHMENT.fullmatch(name):  # and not what is being written just now
                packed.add(one, name)


def _unpack(file: Path, folder: Path) -> None:
    """Take out what a backup holds and nothing else; an attachment that is not what its digest says stops it."""
    try:
        with tarfile.open(file, "r:") as packed:
            for member in packed:
                if not member.isfile() or not (member.name == _DUMP or _ATTACHMENT.fullmatch(member.name)):
                    raise Failure(f"{file}: {member.name} is nothing that a backup holds")
                packed.extract(member, folder, filter="data")
                if member.name != _DUMP and _digest(folder / member.name) != member.name[-64:]:
                    raise Failure(f"{file}: {member.name} is not what was kept")
    except tarfile.TarError as broken:
        raise Failure(f"{file}: not a backup, or not whole ({broken})") from broken
    if not (folder / _DUMP).exists():
        raise Failure(f"{file}: there is no database in it")


def _digest(file: Path) -> str:
    found = sha256()
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
