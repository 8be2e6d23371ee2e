"""The processes that a command starts: ended with it, and found again when it was killed."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

_PATIENCE = 15.0


class Children:
    """Processes of ours, remembered by number and start time in a file, so that none outlives a kill for long."""

    def __init__(self, record: Path) -> None:
        self.record = record
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._claim: IO[bytes] | None = None

    def claim(self) -> bool:
        """Say whether nobody else has such processes now; from then on nobody else can, for as long as we live."""
        self.record.parent.mkdir(parents=True, exist_ok=True)
        claim = self.record.with_suffix(".lock").open("ab")
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            claim.close()
            return False
        self._claim = claim
        return True

    def end_orphans(self) -> int:
        """End what an earlier, killed command left running; return how many."""
        try:
            kept: dict[str, str] = json.loads(self.record.read_text())
        except (OSError, ValueError):
            return 0
        orphans = [int(pid) for pid, born in kept.items() if born is not None and _born(int(pid)) == born]
        for pid in orphans:
            _end(pid)
        self.record.unlink()
        return len(orphans)

    def start(self, name: str, command: list[str], *, log: Path) -> subprocess.Popen[bytes]:
        """Start a command of ours in a session of its own, so that Ctrl-C reaches us first."""
        with log.open("wb") as output:
            child = subprocess.Popen(
                [sys.executable, "-m", "knutepunkt.cli", *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.running[name] = child
        self._remember()
        return child

    def ended(self) -> str | None:
        """Return the name of a process that has ended by itself, if one has."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """End them, the last started first."""
        for child in reversed(self.running.values()):
            with suppress(ProcessLookupError):
                child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(_PATIENCE)
            with suppress(ProcessLookupError):  # and what it may have started itself
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self.running.clear()
        self.record.unlink(missing_ok=True)
        if self._claim is not None:
            self._claim.close()

    def _remember(self) -> None:
        fresh = self.record.with_suffix(".new")
        fresh.write_text(json.dumps({str(child.pid): _born(child.pid) for child in self.running.values()}))
        fresh.replace(self.record)


def _born(pid: int) -> str | None:
    """Return when a process started, in clock ticks since boot: with its number, it is that process and no other."""
    with suppress(OSError):
        state, *_, started = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:20]
        return None if state == "Z" else started
    return None


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    give_up = time.monotonic() + _PATIENCE
    while _born(pid) and time.monotonic() < give_up:
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
