"""The embedded server starts, stops, is shared, and is found again after a kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from knutepunkt.cli import embedded, roles, unprivileged
from knutepunkt.cli.embedded import Cluster, ServerFault, socket_directory


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installation")


@pytest.fixture
def server(state: Path) -> Iterator[Cluster]:
    """A server of this file's own, made once, started and stopped by each test."""
    found = Cluster(state)
    yield found
    found.stop()


def ask(server: Cluster, question: str, user: str = "postgres", database: str = "postgres") -> object:
    with psycopg.connect(server.conninfo(user, database), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row and row[0]


def test_it_runs_while_in_use_and_not_after(server: Cluster) -> None:
    with server.in_use():
        assert ask(server, "show server_version_num") >= "180000"  # type: ignore[operator]
        assert ask(server, "show listen_addresses") == ""
        assert ask(server, "show fsync") == "on"
        assert ask(server, "select datcollate from pg_database where datname = 'postgres'") == "C.UTF-8"
        assert not server.sockets.stat().st_mode & 0o077
        pid = server.pid()
        assert pid is not None
    assert server.pid() is None
    assert not Path(f"/proc/{pid}").exists()


def test_the_last_to_leave_stops_it(server: Cluster) -> None:
    other = Cluster(server.state)
    with server.in_use():
        pid = server.pid()
        with other.in_use():
            assert other.pid() == pid
        assert server.answers()
    assert not server.answers()


def test_somebody_killed_counts_no_more(server: Cluster) -> None:
    code = "import sys, time, pathlib; from knutepunkt.cli.embedded import Cluster\n"
    code += "with Cluster(pathlib.Path(sys.argv[1])).in_use(): print('in', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(server.state)], stdout=subprocess.PIPE) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"in\n"
        user.kill()
    pid = server.pid()
    assert pid is not None, "the server outlives the one who started it"
    server.join()
    server.start()
    assert server.pid() == pid, "and is adopted"
    assert server.leave(), "by its only user"
    assert server.pid() is None


def test_what_was_committed_survives_a_kill(server: Cluster) -> None:
    with server.in_use():
        with psycopg.connect(server.conninfo()) as connection:
            connection.execute("create table kept as select 42 as number")
        pid = server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        _gone(server, pid)
        assert (server.folder / "postmaster.pid").exists(), "the kill left its file"
        server.start()
        assert server.pid() != pid
        assert ask(server, "select number from kept") == 42


def test_a_killed_server_whose_number_is_somebody_elses(server: Cluster) -> None:
    with server.in_use():
        pass
    for file in (server.folder / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"):
        file.write_text(f"{os.getpid()}\n{server.folder}\n0\n5432\n{server.sockets}\n\n")
    with server.in_use():
        assert server.answers()


def test_roles_and_database_are_made_once(server: Cluster) -> None:
    with server.in_use():
        for _ in range(2):
            roles.prepare(server.conninfo(), database="somebodys")
        assert ask(server, "select rolsuper from pg_roles where rolname = 'kp_owner'") is False
        owner = "select pg_get_userbyid(datdba) from pg_database where datname = 'somebodys'"
        assert ask(server, owner) == "kp_owner"
        with psycopg.connect(server.conninfo("kp_worker", "somebodys")) as worker:
            refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
            with refused:
                worker.execute("set role kp_customer")
        with psycopg.connect(server.conninfo("kp_web", "somebodys")) as web:
            web.execute("set role kp_customer")
            assert web.execute("select current_user").fetchone() == ("kp_customer",)


def test_a_server_that_cannot_start_says_why(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_TRY_AGAIN_FOR", 0.5)
    with server.in_use():
        pass
    settings = server.folder / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text(kept + "\nno_such_setting = 1\n")
    try:
        with pytest.raises(ServerFault, match="no_such_setting"):
            server.start()
    finally:
        settings.write_text(kept)


def test_a_long_path_has_a_short_socket(tmp_path: Path) -> None:
    assert socket_directory(tmp_path) == tmp_path / "socket"
    long = socket_directory(tmp_path / ("a" * 120))
    assert len(os.fsencode(long)) < 90
    assert long != socket_directory(tmp_path / ("b" * 120))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
@pytest.mark.parametrize("way", [unprivileged._NAMESPACE, unprivileged._OTHER_USER])
def test_root_starts_it_in_each_way(server: Cluster, way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprivileged, "prefix", lambda: way)
    if subprocess.run([*way, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine forbids that way")
    with server.in_use():
        assert ask(server, "select 1") == 1
        assert server.folder.stat().st_uid == (65534 if way == unprivileged._OTHER_USER else 0)


def _gone(server: Cluster, pid: int) -> None:
    give_up = time.monotonic() + 5
    while server.pid() == pid and time.monotonic() < give_up:
        time.sleep(0.05)
