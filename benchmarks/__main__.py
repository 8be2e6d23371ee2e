"""`python -m benchmarks`: fills, measures, writes its results beside itself, prints a table."""

import argparse
import json
import os
import platform
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import impact, settling
from benchmarks.budgets import rows, show

HERE = Path(__file__).parent
PORT, PEER_PORT = 8311, 8312
USUAL = 100_000  # tickets


def main() -> None:
    """Read what is asked, and measure."""
    asked = _asked()
    state = Path(asked.state).resolve()
    os.environ["KNUTEPUNKT_STATE"] = str(state)
    from knutepunkt.cli import environment
    from knutepunkt.cli.migrate import bring_up_to_date

    with environment.server():
        bring_up_to_date()
        results = _measure(asked, state)
    written = HERE.joinpath(_name(asked))
    written.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    show(f"{results['tickets']:,} tickets", rows(results))
    settling.run(written)
    impact.run(written)


def _name(asked: argparse.Namespace) -> str:
    """Name the file of results: one for each number of tickets, and apart what was measured without the peer."""
    many = "" if asked.tickets == USUAL else f"-{asked.tickets}"
    return f"results{many}{'-alone' if asked.without_peer else ''}.json"


def _measure(asked: argparse.Namespace, state: Path) -> dict[str, Any]:
    from benchmarks import importing, peers, product, working_time
    from benchmarks.filling import fill
    from benchmarks.serving import product as command
    from benchmarks.serving import serving
    from benchmarks.timing import memory_bytes
    from knutepunkt.cli.embedded import Cluster
    from knutepunkt.cli.progress import progress

    with progress() as report:
        report("Recording tickets", 0, asked.tickets)
        filled = fill(asked.tickets, report=lambda done, total: report("Recording tickets", done, total))
    results: dict[str, Any] = {
        "machine": _machine(),
        "tickets": asked.tickets,
        "rounds": asked.rounds,
        "filled_s": filled,
    }
    database = Cluster(state).pid() or 0
    with serving(command(PORT), port=PORT, first="/konto/login/") as server:
        results["cold_start_s"] = round(server.cold_start, 2)
        ours = product.works(server, _some_tickets(), words=["skriver", "journal", "kaffesøl", "dokken"])
        with peers.helpdesk(asked, state, PEER_PORT) as peer:
            results["works"], works_of_peer = _interleaved(asked, ours, server.pid, peer, database)
            results["creates_per_second"] = round(product.creates_per_second(server, clients=8, seconds=6), 1)
            results["memory_mb"] = round(memory_bytes(server.pid) / 1e6, 1)
            if peer:
                results["peer"] = peer.results(works_of_peer)
    results["pairs_per_second"] = working_time.ours()
    if not asked.without_peer:
        results["peer"]["pairs_per_second"] = working_time.peers(peers.python(state))
    results["clocks"] = product.recompute_seconds()
    results["import"] = importing.import_log(state)
    return results


def _interleaved(asked: argparse.Namespace, ours: Any, server: int, peer: Any, database: int) -> tuple[Any, Any]:
    """Measure in rounds, ours and the peer's in turn, so that what slows the machine slows both."""
    from benchmarks.timing import Sample, take

    samples = {name: Sample() for name in ours}
    others = {name: Sample() for name in (peer.works if peer else ())}
    for work in (*ours.values(), *(peer.works.values() if peer else ())):
        for _ in range(3):  # the first answers compile templates and open connections
            work()
    for _ in range(asked.rounds):
        for name, work in ours.items():
            take(samples[name], work, times=asked.times, server=server, database=database)
            if name in others:
                take(others[name], peer.works[name], times=max(3, asked.times // 5), server=peer.pid, database=database)
    return {n: s.figures() for n, s in samples.items()}, {n: s.figures() for n, s in others.items()}


def _some_tickets() -> list[int]:
    from knutepunkt.desk.models import Ticket

    ids = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    return random.Random(2).sample(ids, 500)


def _machine() -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        version = cursor.fetchone()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "python": platform.python_version(),
        "postgresql": version,
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--tickets", type=int, default=USUAL, help="how many the database holds")
    parser.add_argument("--rounds", type=int, default=8, help="how often each kind of work has its turn")
    parser.add_argument("--times", type=int, default=25, help="how many times in a turn")
    parser.add_argument("--state", default=".state/benchmark", help="folder of the database; kept for the next run")
    parser.add_argument("--without-peer", action="store_true", help="measure ours only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
