"""The processes that a command starts: ended with it, and found again when it was killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_PATIENCE = 15.0


class Children:
    """Processes of ours, remembered by number and start time in a file, so that none outlives a kill for long."""

    def __init__(self, record: Path) -> None:
        self.record = record
        self.running: list[subprocess.Popen[bytes]] = []

    def end_orphans(self) -> int:
        """End what an earlier, killed command left running; return how many."""
        with suppress(OSError, ValueError):
            kept = json.loads(self.record.read_text())
            orphans = [int(pid) for pid, born in kept.items() if _born(int(pid)) == born]
            for pid in orphans:
                _end(pid)
            self.record.unlink()
            return len(orphans)
        return 0

    def start(self, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a command of ours in a session of its own, so that Ctrl-C reaches us first."""
        with log.open("ab") as output:
            child = subprocess.Popen(
                [sys.executable, "-m", "knutepunkt.cli", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.running.append(child)
        self.record.write_text(json.dumps({str(one.pid): _born(one.pid) for one in self.running}))
        return child

    def first_ended(self) -> subprocess.Popen[bytes] | None:
        """Return a process that has ended by itself, if one has."""
        return next((child for child in self.running if child.poll() is not None), None)

    def stop(self) -> None:
        """End them, the last started first."""
        for child in reversed(self.running):
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.running.clear()
        self.record.unlink(missing_ok=True)


def _born(pid: int) -> str | None:
    """Return when a process started, in clock ticks since boot: with its number, it is that process and no other."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return None


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    give_up = time.monotonic() + _PATIENCE
    while _born(pid) and time.monotonic() < give_up:
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
