"""Each command explains itself quickly, and answers a mistake in one line."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from knutepunkt.cli import environment
from knutepunkt.cli.embedded import Cluster
from knutepunkt.cli.failure import Failure
from knutepunkt.cli.serve import require_free

COMMANDS = (
    *(["demo"], ["serve"], ["jobs"], ["migrate"], ["check"], ["password"], ["export"], ["import"], ["report"]),
    *(["import", what] for what in ("incidents", "party", "catalogue", "agreement", "archimate")),
    *(["report", what] for what in ("custody", "made-sla", "back-to-back")),
    *(["agreement"], ["agreement", "backtest"], ["agreement", "sign"]),
    *(["procurement"], ["procurement", "read"]),
    *(["backup"], ["restore"]),
)


def run(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder of its own, as a newcomer would."""
    return subprocess.run(
        [sys.executable, "-m", "knutepunkt.cli", *arguments],
        cwd=folder,
        env={**os.environ, "KNUTEPUNKT_STATE": str(folder / "state"), "COLUMNS": "100", "NO_COLOR": "1", **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example(command: list[str], tmp_path: Path) -> None:
    done = run(*command, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert f"Example: knutepunkt {' '.join(command)}" in done.stdout
    assert not (tmp_path / "state").exists(), "help starts nothing"


def test_help_needs_no_django() -> None:
    code = "import sys, knutepunkt.cli.main; sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    environment_without = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    begun = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code], check=False, env=environment_without).returncode == 0
    assert time.monotonic() - begun < 3, "far above what it takes, so that a busy machine does not fail"


def test_the_web_server_reads_in_what_few_ask_for_only_when_asked() -> None:
    heavy = {"icalendar", "jsonschema", "lxml", "openpyxl", "pygraphviz", "rich", "ruamel", "typst", "babel"}
    code = f"import sys, knutepunkt.wsgi; print(*{heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == []


def test_pages_are_collected_under_hashed_names_and_compressed(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "knutepunkt.cli.pages"],
        check=True,
        env={**os.environ, "KNUTEPUNKT_STATE": str(tmp_path), "KNUTEPUNKT_DEBUG": ""},
    )
    built = tmp_path / "static" / "built"
    collected = {file.name for file in built.iterdir()}
    assert "styles.css" not in collected, "only hashed names are asked for"
    styles = next(built.glob("styles.*.css"))
    assert {f"{styles.name}.br", f"{styles.name}.gz"} <= collected


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "incidents", "nowhere.csv", "--map", "map.toml"], "map.toml"),
        (["serve", "--port", "99999"], "--port"),
        (["report", "custody", "--by", "colour"], "colour"),
        (["report", "custody", "--days", "9999999"], "--days"),
        (["agreement", "backtest", "x", "--from", "yesterday"], "yesterday"),
        (["nonsense"], "nonsense"),
    ],
)
def test_a_mistake_is_named(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["jobs"], ["report", "custody"]], ids=" ".join)
def test_a_database_without_tables_is_one_line(command: list[str], tmp_path: Path) -> None:
    done = run(*command, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "run knutepunkt migrate first" in done.stderr


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = run("jobs", folder=tmp_path, KNUTEPUNKT_DATABASE_HOST=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "the database does not answer" in done.stderr
    assert not (tmp_path / "state").exists(), "another's server: nothing of ours is started"


@pytest.mark.slow
def test_migrate_then_check_then_spoil(tmp_path: Path) -> None:
    assert "migrations applied" in run("migrate", folder=tmp_path).stdout
    server = Cluster(tmp_path / "state")
    assert server.pid() is None, "it stopped what it started"

    def check(*statements: str) -> list[str]:
        with psycopg.connect(server.conninfo(database="knutepunkt")) as connection:
            for statement in statements:
                connection.execute(statement)
        said = run("check", folder=tmp_path).stdout.splitlines()
        return [line for line in said if line.startswith("fault") and "pages" not in line]

    with server.in_use():
        assert run("migrate", folder=tmp_path).stdout == "Nothing to apply.\n"
        (tmp_path / "teams.csv").write_text("key,name\ndrift\n")
        for shell, words in (("C", "The line has"), ("nb_NO.UTF-8", "Linjen har"), ("nn_NO", "Linja har")):
            told = run("import", "party", str(tmp_path), folder=tmp_path, LC_ALL=shell)
            assert (told.returncode, f"teams.csv:2:1: {words}" in told.stderr) == (1, True), told.stderr
        assert check() == []
        assert check("alter table desk_note disable row level security", "grant kp_integrator to kp_worker") == [
            "fault  role kp_worker: should not be kp_integrator",
            "fault  row policies: missing on desk_note",
        ]
        last = "(select max(id) from django_migrations where app = 'desk')"
        assert "fault  migrations: 1 to apply" in check(f"delete from django_migrations where id = {last}")[-1]
        behind = run("report", "custody", folder=tmp_path)
        assert (behind.returncode, behind.stderr.count("\n")) == (2, 1)
        assert "1 to apply" in behind.stderr
        assert server.answers(), "a server that others use is left running"


def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Failure, match="choose another with --port"):
            require_free("127.0.0.1", taken.getsockname()[1])


def test_state_is_beside_the_package_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KNUTEPUNKT_STATE")
    assert environment.state() == environment.REPOSITORY / ".state"
    monkeypatch.setenv("KNUTEPUNKT_STATE", str(tmp_path))
    assert environment.state() == tmp_path.resolve()


@pytest.mark.parametrize(
    ("spoken", "language"), [("nn_NO.UTF-8", "nn"), ("nb_NO", "nb"), ("no", "nb"), ("en_GB.UTF-8", "en"), ("C", "en")]
)
def test_a_command_speaks_the_terminals_language(monkeypatch: pytest.MonkeyPatch, spoken: str, language: str) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", spoken)
    assert environment.language() == language


def test_a_notice_is_read_and_judged_without_a_database(tmp_path: Path) -> None:
    folder = environment.REPOSITORY / "tests" / "data" / "eforms-nor" / "national-e"
    whole = (folder / "VALID-national-e3-minimum.xml").read_text(encoding="utf-8")
    whole = whole.replace("${EFORMS_MINOR}", "1.14").replace("${ISSUEDATE}", "2026-08-18")
    (tmp_path / "notice.xml").write_text(whole, encoding="utf-8")
    done = run("procurement", "read", "notice.xml", folder=tmp_path)
    assert done.returncode == 0
    assert "Anskaffelse av IKT-tjenester" in done.stdout
    assert "Valid as far as read" in done.stdout
    broken = whole.replace("body-pl-cga", "body-pl")
    (tmp_path / "notice.xml").write_text(broken, encoding="utf-8")
    done = run("procurement", "read", "notice.xml", folder=tmp_path, LANG="nb_NO.UTF-8")
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if "body-pl<" in text)
    assert done.returncode == 2
    assert f"notice.xml:{line}:" in done.stderr
    assert "EFORMS-NOR-NATIONAL-LT-R002B" in done.stderr
    (tmp_path / "notice.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', encoding="utf-8")
    done = run("procurement", "read", "notice.xml", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "notice.xml:1:" in done.stderr
