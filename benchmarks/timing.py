"""Takes the time of repeated work: wall time, and what CPU the processes that serve it use."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Sample:
    """Wall times in seconds of one kind of work, with CPU seconds of the server and of its database."""

    wall: list[float] = field(default_factory=list)
    server_cpu: float = 0.0
    database_cpu: float = 0.0

    def figures(self) -> dict[str, float]:
        """Return p50 and p95 of wall, and CPU a piece, all in milliseconds."""
        ordered = sorted(self.wall)
        many = len(ordered)
        return {
            "n": many,
            "p50_ms": round(1000 * ordered[many // 2], 2),
            "p95_ms": round(1000 * ordered[min(many - 1, int(many * 0.95))], 2),
            "server_cpu_ms": round(1000 * self.server_cpu / many, 2),
            "database_cpu_ms": round(1000 * self.database_cpu / many, 2),
        }


def take(sample: Sample, work: Callable[[], None], *, times: int, server: int, database: int) -> None:
    """Do the work some times; `server` and `database` are the processes whose families' CPU is counted."""
    before = cpu_seconds(server), cpu_seconds(database)
    for _ in range(times):
        start = time.perf_counter()
        work()
        sample.wall.append(time.perf_counter() - start)
    sample.server_cpu += cpu_seconds(server) - before[0]
    sample.database_cpu += cpu_seconds(database) - before[1]


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and its descendants, those that have ended too."""
    ticks = 0
    for one in family(pid):
        fields = _stat(one)
        if fields:
            ticks += sum(int(fields[place]) for place in (11, 12, 13, 14))  # own and waited-for, user and system
    return ticks / _TICK


def memory_bytes(pid: int) -> int:
    """Return the proportional memory of a process and its descendants: what is shared counts once."""
    total = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def family(pid: int) -> Iterable[int]:
    """Return a process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        fields = _stat(int(entry.name)) if entry.name.isdigit() else None
        if fields:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, frontier = [pid], [pid]
    while frontier:
        frontier = [child for parent in frontier for child in children.get(parent, ())]
        found += frontier
    return found


def _stat(pid: int) -> list[str] | None:
    """Return the fields of a process after its name, state first."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
