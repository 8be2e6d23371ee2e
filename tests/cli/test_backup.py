"""A backup is whole: what is sealed, and every file; and it is read back only whole, and only where nothing is."""

import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

from knutepunkt.cli.embedded import Cluster, program
from tests.cli.test_commands import run

# A tender that is sealed, one that is opened, and an attachment, as the pages would have made them.
BUY = """
from datetime import timedelta
from knutepunkt.cli import environment
environment.django("owner")
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import make_cast
from tests.procurement import OPENING, DAY, announcing, make_buying, send, to_tenders
found = make_buying(make_cast())
file = SimpleUploadedFile("grunnlag.pdf", b"%PDF grunnlag")
found.at(found.cast.administrator, announcing.add_document, found.one.pk, title="Grunnlag", file=file)
to_tenders(found)
send(found, found.sellers[0], at=OPENING + DAY)
"""


def counts(server: Cluster, user: str = "postgres") -> dict[str, int]:
    with psycopg.connect(server.conninfo(user, "knutepunkt")) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        return {name: connection.execute(f"select count(*) from {name}").fetchall()[0][0] for (name,) in tables}


def sealed(server: Cluster) -> list[tuple[bytes, str]]:
    with psycopg.connect(server.conninfo(database="knutepunkt")) as connection:
        return connection.execute(
            "select f.content, s.sent_at::text from plan_sealedfile f join plan_submission s on s.id = f.submission_id"
            " join plan_tenderround r on r.id = s.round_id where r.opened_at is null"
        ).fetchall()


@pytest.mark.slow
def test_what_is_sealed_comes_back_and_stays_sealed(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    run("migrate", folder=old)
    first, second = Cluster(old / "state"), Cluster(new / "state")
    copy = old / "copy.tar"
    with first.in_use():
        _buy(old)
        before, tender = counts(first), sealed(first)
        assert tender[0][0] == b"%PDF hemmelig"
        assert counts(first, "kp_owner")["plan_sealedfile"] < before["plan_sealedfile"], "the owner sees fewer"
        _as_owner_it_stops_or_lacks(first, old)
        made = run("backup", "copy.tar", folder=old)
        assert made.returncode == 0, made.stderr
        assert copy.stat().st_mode & 0o077 == 0
        assert run("backup", "copy.tar", folder=old).returncode == 2, "nothing is written over"
        assert run("restore", str(copy), folder=old).returncode == 2, "nor is a database"
    done = run("restore", str(copy), folder=new)
    assert done.returncode == 0, done.stderr
    with second.in_use():
        assert counts(second) == before
        assert sealed(second) == tender
        assert counts(second, "kp_owner")["plan_sealedfile"] == before["plan_sealedfile"] - len(tender)
        assert run("migrate", folder=new).stdout == "Nothing to apply.\n"
        assert [line for line in run("check", folder=new).stdout.splitlines() if line.startswith("fault")] == []
    (file,) = (new / "state" / "attachments").glob("*/*")
    assert file.read_bytes() == b"%PDF grunnlag"


def _buy(folder: Path) -> None:
    from os import environ

    told = {**environ, "KNUTEPUNKT_STATE": str(folder / "state"), "KNUTEPUNKT_DATABASE_ROLE": "owner"}
    subprocess.run([sys.executable, "-c", BUY], check=True, env=told, capture_output=True)


def _as_owner_it_stops_or_lacks(server: Cluster, folder: Path) -> None:
    """Say why: the owner is held by the policies. PostgreSQL's own program stops; our command does before it."""
    target = server.conninfo("kp_owner", "knutepunkt")
    stopped = subprocess.run([program("pg_dump"), target], check=False, capture_output=True, text=True)
    assert stopped.returncode != 0
    assert "row-level security" in stopped.stderr
    lacking = subprocess.check_output([program("pg_dump"), "--enable-row-security", target], text=True)
    assert lacking.count(b"hemmelig".hex()) == 3, "the opened requests, and not the tender"
    own = {"KNUTEPUNKT_DATABASE_HOST": str(server.sockets)}
    refused = run("backup", "x.tar", "--administrator", server.conninfo("kp_owner"), folder=folder, **own)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "would lack sealed tenders" in refused.stderr
    assert "name an administrator" in run("backup", "x.tar", folder=folder, **own).stderr
    assert not (folder / "x.tar").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [("../outside", "nothing that a backup holds"), ("attachments/ab/ab" + 62 * "0", "not what was kept")],
)
def test_what_is_no_backup_is_refused(name: str, says: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("x")
    with tarfile.open(tmp_path / "strange.tar", "w") as packed:
        packed.add(source, name)
    done = run("restore", "strange.tar", folder=tmp_path)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    (tmp_path / "strange.tar").write_bytes(b"x" * 2000)
    assert "not a backup" in run("restore", "strange.tar", folder=tmp_path).stderr
